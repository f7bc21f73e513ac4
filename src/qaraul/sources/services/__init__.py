"""What may be done with sources, feeds and documents."""

from qaraul.sources.services.catalogue import (
    add_feed,
    add_source,
    change_coverage,
    change_reliability,
    disable_source,
    enable_source,
    load_starter_catalogue,
    may_keep,
    set_feed_enabled,
)
from qaraul.sources.services.documents import StoreReport, import_documents, store_documents
from qaraul.sources.services.feeds import fetch_due_feeds, fetch_feed
from qaraul.sources.services.trying import Trial, trial

__all__ = [
    "StoreReport",
    "Trial",
    "add_feed",
    "add_source",
    "change_coverage",
    "change_reliability",
    "disable_source",
    "enable_source",
    "fetch_due_feeds",
    "fetch_feed",
    "import_documents",
    "load_starter_catalogue",
    "may_keep",
    "set_feed_enabled",
    "store_documents",
    "trial",
]

"""Typed factories and a local server for tests of this app and of those above."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.connectors.base import Item
from qaraul.sources.models import Document, Feed, Source
from qaraul.sources.services import store_documents

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_number = count(1)


def make_source(
    owner: Organisation | None = None, *, tlp: TLP = TLP.GREEN, **fields: Any
) -> Source:
    """An enabled source whose documents every member may read."""
    n = next(_number)
    values = {"title": f"Source {n}", "audience": Audience.of(network=True), "is_enabled": True}
    return Source.objects.create(
        code=f"source-{n}", owner=owner or make_organisation(), tlp=tlp, **{**values, **fields}
    )


def make_feed(source: Source | None = None, url: str = "", **fields: Any) -> Feed:
    """An enabled feed, due at once."""
    values = {"connector": "rss", "is_enabled": True, "due_at": AT, "enabled_at": AT}
    url = url or f"https://feeds.example/{next(_number)}"
    return Feed.objects.create(source=source or make_source(), url=url, **{**values, **fields})


def make_item(**fields: Any) -> Item:
    """An item with words of its own."""
    n = next(_number)
    values: dict[str, Any] = {
        "external_id": f"item-{n}",
        "title": f"Title {n}",
        "text": f"Text number {n}.",
        "url": f"https://feeds.example/story/{n}",
        "published_at": AT,
    }
    return Item(**{**values, **fields})


def make_document(feed: Feed | None = None, **fields: Any) -> Document:
    """One stored document."""
    return make_documents(feed, [make_item(**fields)])[0]


def make_documents(feed: Feed | None, items: Iterable[Item]) -> list[Document]:
    """Documents stored as the worker stores them."""
    feed, given = feed or make_feed(), list(items)
    store_documents(feed, given, at=AT)
    found = {d.external_id: d for d in Document.objects.filter(feed=feed)}
    return [found[item.external_id] for item in given]

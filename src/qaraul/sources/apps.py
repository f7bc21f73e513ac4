"""The place of sources among the apps; what it brings to the registries below it."""

from importlib import import_module
from importlib.metadata import entry_points

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

CONNECTORS = (
    *("rss", "jsonfeed", "geojson", "cap", "gdacs", "reliefweb"),
    *("documents", "webpage", "maildrop"),
)


class SourcesConfig(AppConfig):
    """Where we read: sources, feeds, documents, and how they are fetched."""

    name = "qaraul.sources"

    def ready(self) -> None:
        """Name the connectors, the kind of record, and the work step."""
        for name in CONNECTORS:
            import_module(f"qaraul.sources.connectors.{name}")
        for point in entry_points(group="qaraul.connectors"):
            point.load()
        import_module("qaraul.sources.administration")
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.sharing import kinds  # noqa: PLC0415  the same
        from qaraul.sources import services  # noqa: PLC0415  the same
        from qaraul.sources.models import Document, persons_needed  # noqa: PLC0415  the same

        kinds.register("document", Document, _("document"), persons_needed)
        leases.steps.register("fetch feeds", services.fetch_due_feeds)

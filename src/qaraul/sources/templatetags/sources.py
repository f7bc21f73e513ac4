"""How the log of fetches is told."""

from django import template

from qaraul.sources import labels
from qaraul.sources.choices import SourceKind, SourceState
from qaraul.sources.connectors.base import Needs, connectors
from qaraul.sources.models import Feed

register = template.Library()
register.filter("fault_label", labels.fault_label)
register.filter("refusals", labels.refusals)
register.filter("remarks", labels.remarks)
TAGS = {
    SourceState.SILENT: "amb",
    SourceState.FAILING: "amb",
    SourceState.DISABLED: "out",
    SourceState.WAITING: "sol",
}


@register.filter
def state_label(state: str) -> str:
    """A state in words."""
    return str(SourceState(state).label)


@register.filter
def state_class(state: str) -> str:
    """The class of its tag; what works needs none."""
    return TAGS.get(SourceState(state), "")


@register.filter
def kind_label(kind: str) -> str:
    """Who publishes, in words."""
    return str(SourceKind(kind).label) if kind in SourceKind.values else kind


@register.filter
def feed_address(feed: Feed) -> str:
    """Where a feed comes from: its address, or the folder that is its own."""
    return feed.url or str(feed.settings.get("folder") or "")


@register.filter
def connector_label(name: str) -> str:
    """What kind of feed it is."""
    return str(connectors.get(name).label) if name in connectors else name


@register.filter
def has_address(name: str) -> bool:
    """Whether feeds of that connector are asked by address."""
    return name in connectors and connectors.get(name).needs is Needs.URL

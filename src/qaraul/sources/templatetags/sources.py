"""How the log of fetches is told."""

from collections.abc import Iterable

from django import template

from qaraul.sources import labels
from qaraul.sources.choices import SourceState
from qaraul.sources.connectors.base import Needs, connectors
from qaraul.sources.models import Feed
from qaraul.sources.provenance import country_name, language_name

register = template.Library()
register.filter("fault_label", labels.fault_label)
register.filter("remedy", labels.remedy)
register.filter("kind_label", labels.kind_label)
register.filter("country_name", country_name)
register.filter("language_name", language_name)
register.filter("refusals", labels.refusals)
register.filter("remarks", labels.remarks)
TAGS = {
    SourceState.SILENT: "amb",
    SourceState.REFUSED: "amb",
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
def country_names(codes: Iterable[str]) -> list[str]:
    """Countries in words."""
    return [country_name(code) for code in codes]


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

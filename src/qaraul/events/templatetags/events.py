"""Words and figures of incidents on pages. `{% load events %}`."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qaraul.events.choices import HARMS, EventType, PlacePrecision, Status
from qaraul.events.groups import group_label
from qaraul.events.models import Incident
from qaraul.events.timeline import Bar, Unit
from qaraul.events.whereabouts import Whereabouts, whereabouts
from qaraul.sharing.choices import Stage
from qaraul.sources.choices import Reliability

register = template.Library()
TONES = {Status.NEW: " act", Status.IN_REVIEW: " amb"}
DECIMALS = 3  # of a degree: about a hundred metres


@register.filter
def type_label(code: str) -> str | Promise:
    """An event type in words."""
    return EventType(code).label


@register.filter
def precision_label(code: str) -> str | Promise:
    """The precision of a place in words."""
    return PlacePrecision(code).label


@register.filter
def where(incident: Incident) -> Whereabouts:
    """Place, area and State of an incident, by names in the reader's language."""
    return whereabouts(incident.place_name, incident.area)


@register.filter
def groups(actors: Iterable[str]) -> str:
    """Groups in the reader's language, parted by semicolons."""
    return "; ".join(map(group_label, actors))


@register.filter
def status_label(code: str) -> str | Promise:
    """The state of the checking in words."""
    return Status(code).label


@register.filter
def status_tone(code: str) -> str:
    """The class of the tag beside `tag`."""
    return TONES.get(Status(code), "")


@register.filter
def stage_label(code: str) -> str | Promise:
    """Where a record stands on its way to its audience."""
    return Stage(code).label


@register.filter
def reliability_word(letter: str) -> str | Promise:
    """A source's grade in words."""
    return Reliability(letter).label


@register.filter
def bar_label(bar: Bar, unit: Unit) -> str:
    """The year or the month that a bar stands for."""
    return date_format(bar.first, "Y" if unit is Unit.YEAR else "YEAR_MONTH_FORMAT")


@register.filter
def coordinates(incident: Incident) -> str:
    """Latitude and longitude as people write them."""
    if incident.lat is None or incident.lon is None:
        return "–"
    north = "N" if incident.lat >= 0 else "S"
    east = "E" if incident.lon >= 0 else "W"
    return f"{abs(incident.lat):.{DECIMALS}f} {north}, {abs(incident.lon):.{DECIMALS}f} {east}"


@register.filter
def harms(incident: Incident) -> Iterator[tuple[str, int | None, int | None, int | None]]:
    """Each harm with its low, best and high."""
    labels = {"killed": _("Killed"), "injured": _("Injured"), "displaced": _("Displaced")}
    for harm in HARMS:
        low, best, high = (getattr(incident, f"{harm}_{end}") for end in ("low", "best", "high"))
        yield labels[harm], low, best, high

"""The parts of a filter in words, each with the address without it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType
from qaraul.pipeline.choices import Sort
from qaraul.pipeline.filters import STATES, QueueFilter
from qaraul.places.models import Area


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a filter."""

    label: str
    url: str


def chips_of(wanted: QueueFilter) -> list[Chip]:
    """What of the queue is shown, part by part."""
    parts = []
    if wanted.state != "all":
        words = {"state": STATES[wanted.state]}
        parts.append((_("state: %(state)s") % words, {"state": "all"}))
    if wanted.area:
        area = Area.objects.light().filter(code=wanted.area).first()
        parts.append((_("area: %(area)s") % {"area": area or wanted.area}, {"area": ""}))
    if wanted.type:
        parts.append((str(EventType(wanted.type).label), {"type": ""}))
    if wanted.language:
        words = {"language": wanted.language}
        parts.append((_("language: %(language)s") % words, {"language": ""}))
    if wanted.sort != Sort.RISK:
        parts.append((str(Sort(wanted.sort).label), {"sort": Sort.RISK.value}))
    return [Chip(str(label), _address(wanted.as_query(**without))) for label, without in parts]


def _address(query: str) -> str:
    address = reverse("pipeline:queue")
    return f"{address}?{query}" if query else address

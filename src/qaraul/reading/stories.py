"""Which texts tell of one event, across languages: the same place, time, kind and status."""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qaraul.reading.results import Reading

SAME_KM = 30.0
SAME_DAYS = 3
_CELL = 0.5
_KINDS = (
    frozenset({"armed_clash", "attack", "violence_against_civilians", "explosion"}),
    frozenset({"armed_clash", "attack", "border_incident"}),
    frozenset({"arrest_seizure", "crime_trafficking"}),
    frozenset({"protest", "riot"}),
    frozenset({"natural_hazard", "displacement", "accident"}),
    frozenset({"peacebuilding", "diplomacy"}),
    frozenset({"arrest_seizure", "hate_propaganda"}),
)


@dataclass(frozen=True, slots=True)
class Heart:
    """What a story is about: where, when, what; the first document gives the story its id."""

    story: str
    lat: float
    lon: float
    first: date
    last: date
    event_type: str
    status: str


def heart_of(identity: str, reading: Reading, published: date | None) -> Heart | None:
    """The heart of a document; None when the place or the time is not known."""
    place = next((p for p in reading.places if p.role == "event" and p.lat is not None), None)
    day = _day(reading, published)
    if place is None or place.lat is None or place.lon is None or day is None:
        return None
    status = reading.event_status
    return Heart(identity, place.lat, place.lon, day, day, reading.event_type, status)


def _day(reading: Reading, published: date | None) -> date | None:
    """The day of the event: the first full date near the publication, or the publication."""
    for named in reading.dates:
        if len(named.date) == len("2025-01-01") and named.date[0] != "-":
            day = date.fromisoformat(named.date)
            if published is None or abs((published - day).days) <= 400:  # noqa: PLR2004  a year and some
                return day
    return published


def belongs(document: Heart, story: Heart) -> bool:
    """Whether a document tells of the story's event."""
    return (
        document.status == story.status
        and _same_kind(document.event_type, story.event_type)
        and story.first - timedelta(days=SAME_DAYS) <= document.first
        and document.first <= story.last + timedelta(days=SAME_DAYS)
        and _kilometres(document, story) <= SAME_KM
    )


def joined(story: Heart, document: Heart) -> Heart:
    """The story with one document more; its time may grow, its place and kind stay."""
    return replace(
        story, first=min(story.first, document.first), last=max(story.last, document.last)
    )


def cells(heart: Heart) -> list[str]:
    """The keys under which stories near a place are found: its half-degree cell first."""
    row, column = math.floor(heart.lat / _CELL), math.floor(heart.lon / _CELL)
    return [f"{row + r}:{column + c}" for r in (0, -1, 1) for c in (0, -1, 1)]


def _same_kind(a: str, b: str) -> bool:
    return a == b or any(a in kind and b in kind for kind in _KINDS)


def _kilometres(a: Heart, b: Heart) -> float:
    lat = math.radians((a.lat + b.lat) / 2)
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(lat))

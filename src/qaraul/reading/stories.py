"""Which texts tell of one event, across languages: place, time, kind, numbers, and what is said."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from qaraul.reading.results import COUNT_KINDS, Reading

SAME_KM = 30.0
SAME_DAYS = 3
ALIKE = 0.7
"""Cosine of centred vectors from which two texts may tell of one event without a common place."""
_DRIFT = 2.0
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
    lat: float | None
    lon: float | None
    first: date
    last: date
    event_type: str
    status: str
    counts: Mapping[str, int] = field(default_factory=dict)
    country: str = ""

    @property
    def has_place(self) -> bool:
        """Whether it is known where it happened."""
        return self.lat is not None


@dataclass(frozen=True, slots=True)
class Why:
    """Why two accounts are together: what agrees, and how much."""

    points: float
    days: int
    same_kind: bool
    kilometres: float | None = None
    alike: float | None = None
    same_counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """What analysts said by hand: pairs of documents that are one story, and pairs that are not."""

    together: frozenset[frozenset[str]] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()

    def joined_to(self, document: str) -> set[str]:
        """The documents that this one was put together with."""
        return _partners(self.together, document)

    def parted_from(self, document: str) -> set[str]:
        """The documents that this one must not stand with."""
        return _partners(self.apart, document)


def _partners(pairs: frozenset[frozenset[str]], document: str) -> set[str]:
    return {other for pair in pairs if document in pair for other in pair if other != document}


def heart_of(identity: str, reading: Reading, published: date | None) -> Heart | None:
    """The heart of a document; None when the time is not known."""
    day = _day(reading, published)
    if day is None:
        return None
    place = next((p for p in reading.places if p.role == "event"), None)
    stated = {kind: getattr(reading, kind) for kind in COUNT_KINDS}
    return Heart(
        identity,
        place.lat if place else None,
        place.lon if place else None,
        day,
        day,
        reading.event_type,
        reading.event_status,
        {kind: number for kind, number in stated.items() if number is not None},
        place.country if place else "",
    )


def _day(reading: Reading, published: date | None) -> date | None:
    """The day of the event: the first full date near the publication, or the publication."""
    for named in reading.dates:
        if len(named.date) == len("2025-01-01") and named.date[0] != "-":
            day = date.fromisoformat(named.date)
            if published is None or abs((published - day).days) <= 400:  # noqa: PLR2004  a year and some
                return day
    return published


def together(document: Heart, story: Heart, alike: float | None = None) -> Why | None:
    """Why a document tells of the story's event; None when it does not.

    alike: cosine of the two texts' centred vectors, -1 to 1, when there are vectors. Without a
    place in one of them only vectors can say so.
    """
    days = _days_apart(document, story)
    same_kind = _same_kind(document.event_type, story.event_type)
    if days > SAME_DAYS or document.status != story.status or _counts_differ(document, story):
        return None
    same = tuple(k for k, n in document.counts.items() if n and story.counts.get(k) == n)
    if document.has_place and story.has_place:
        apart = _kilometres(document, story)
        if apart > SAME_KM or not (same_kind or (alike is not None and alike >= ALIKE)):
            return None
        points = 2 - apart / SAME_KM + (alike or 0.0)
        return Why(points + 0.3 * len(same), days, same_kind, round(apart, 1), alike, same)
    elsewhere = document.country and story.country and document.country != story.country
    if alike is None or alike < ALIKE or elsewhere:
        return None
    return Why(alike + 0.3 * len(same), days, same_kind, None, alike, same)


def joined(story: Heart, document: Heart) -> Heart:
    """The story with one document more: its time grows, a missing place or number is filled in."""
    filled = story if story.has_place else replace(story, lat=document.lat, lon=document.lon)
    return replace(
        filled,
        first=min(story.first, document.first),
        last=max(story.last, document.last),
        counts={**document.counts, **story.counts},
        country=story.country or document.country,
    )


def cells(heart: Heart) -> list[str]:
    """The keys under which stories near a place are found: its half-degree cell first."""
    if heart.lat is None or heart.lon is None:
        return []
    row, column = math.floor(heart.lat / _CELL), math.floor(heart.lon / _CELL)
    return [f"{row + r}:{column + c}" for r in (0, -1, 1) for c in (0, -1, 1)]


def _days_apart(document: Heart, story: Heart) -> int:
    before = (story.first - document.first) / timedelta(days=1)
    after = (document.first - story.last) / timedelta(days=1)
    return int(max(before, after, 0))


def _same_kind(a: str, b: str) -> bool:
    return a == b or any(a in kind and b in kind for kind in _KINDS)


def _counts_differ(a: Heart, b: Heart) -> bool:
    """Whether the numbers of people cannot be of one event, even as it becomes known."""
    for kind, number in a.counts.items():
        other = b.counts.get(kind)
        if other is not None and max(number, other) > _DRIFT * min(number, other) + 1:
            return True
    return False


def _kilometres(a: Heart, b: Heart) -> float:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    lat = math.radians((a.lat + b.lat) / 2)
    return math.hypot((a.lat - b.lat) * 111.2, (a.lon - b.lon) * 111.2 * math.cos(lat))

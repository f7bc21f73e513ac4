"""Whether two documents tell of one event; pure, symmetric, and quicker to say no than yes."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from operator import eq
from typing import Any

from qaraul.pipeline.telling import Telling
from qaraul.reading.near import ALIKE, is_near_duplicate

FARTHEST_KM = 60.0
MOST_DAYS = 3
TEMPLATE = 0.45
"""Share of words from which two texts may follow one pattern: then every number must agree."""

ENOUGH = 2.0
"""Points that two accounts of one event have at least; see `docs/triage.md`."""

EARTH_KM = 6371.0
CLOSE_KM, NEAR_KM = 10.0, 30.0
DRIFT, DRIFT_DAYS = 2.0, 1
"""Early counts of one event may differ by this factor for so long, in texts that do not copy."""


@dataclass(frozen=True, slots=True)
class Match:
    """How much speaks for one event, and what."""

    points: float
    why: dict[str, Any]


ANOTHER = Match(-1.0, {})
"""Nearly the same words about another thing: such a document never joins the other one's story."""


def distance_km(a: Telling, b: Telling) -> float | None:
    """Great-circle distance between two places; None when one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat1, lat2 = radians(a.lat), radians(b.lat)
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def shared_words(a: Telling, b: Telling) -> float:
    """Jaccard similarity of the words."""
    if not a.words or not b.words:
        return 0.0
    shared = len(a.words & b.words)
    return shared / (len(a.words) + len(b.words) - shared)


def matching(a: Telling, b: Telling) -> Match | None:
    """The match of two accounts; None when nothing shows that they tell of one event.

    `ANOTHER` when the texts follow one pattern and tell of different things all the same.
    """
    days = abs((a.day - b.day).days)
    if days > MOST_DAYS:
        return None
    alike, words = similarity(a, b), shared_words(a, b)
    is_copy = alike >= ALIKE
    place = _place_points(a, b)
    may_drift = not is_copy and words < TEMPLATE and days <= DRIFT_DAYS
    counts = _count_points(a, b, may_drift=may_drift)
    if is_copy and (place is None or counts is None or _names_another(a, b)):
        return ANOTHER
    if place is None or counts is None or a.event_status != b.event_status:
        return None
    if is_copy:
        return Match(10 + alike, {"near_duplicate": round(alike, 2)})
    points = 1.2 * type_overlap(a, b) + place[0] + counts + 3.0 * words + _day_points(a, b, days)
    if points < ENOUGH or (place[0] <= 0 and words < TEMPLATE):
        return None  # too little, or nothing in common but some words
    return Match(points, _why(a, b, round(points, 1), round(words, 2), place[1], days))


def _why(
    a: Telling, b: Telling, points: float, words: float, place: str, days: int
) -> dict[str, Any]:
    why: dict[str, Any] = {"points": points, "words": words, "place": place, "days": days}
    if a.event_type == b.event_type:
        why["type"] = a.event_type
    if same := sorted(k for k in a.counts if a.counts[k] == b.counts.get(k)):
        why["same_counts"] = same
    return why


def _names_another(a: Telling, b: Telling) -> bool:
    """Whether two like texts differ in a number, a place, a day or a name."""
    return a.copy is None or b.copy is None or not is_near_duplicate(a.copy, b.copy)


def similarity(a: Telling, b: Telling) -> float:
    """Estimated share of the pieces that two texts have in common.

    The same figure as `NearDuplicates.similarity`, without its loop: a batch asks it very often.
    """
    if a.copy is None or b.copy is None or not a.copy.signature:
        return 0.0
    equal: int = sum(map(eq, a.copy.signature, b.copy.signature))
    return equal / len(a.copy.signature)


def type_overlap(a: Telling, b: Telling) -> float:
    """Common part of the probabilities of the types, without the share of `other`."""
    kinds = (set(a.event_types) & set(b.event_types)) - {"other"}
    return sum(min(a.event_types[k], b.event_types[k]) for k in kinds)


def _place_points(a: Telling, b: Telling) -> tuple[float, str] | None:
    """Points for the place and the word for it; None when the places are apart."""
    if a.place_id and a.place_id == b.place_id:
        is_exact = a.is_exact and b.is_exact
        has_point = a.lat is not None and b.lat is not None
        return (1.2 if is_exact else 0.7 if has_point else 0.2), "same"
    if a.is_exact and b.is_exact:
        return _distance_points(distance_km(a, b))
    if a.country and b.country and a.country != b.country:
        return None
    if a.area and a.area == b.area:
        return 0.5, "same area"
    is_vague = not (a.place_id and b.place_id) or "country" in {a.precision, b.precision}
    return (0.0, "not compared") if is_vague else None


def _distance_points(apart: float | None) -> tuple[float, str] | None:
    if apart is None or apart > FARTHEST_KM:
        return None
    return 1.0 if apart <= CLOSE_KM else 0.7 if apart <= NEAR_KM else 0.4, f"{apart:.0f} km"


def _day_points(a: Telling, b: Telling, days: int) -> float:
    certain = 0.6 if a.is_day_stated and b.is_day_stated else 0.4
    return certain * (1 - days / (MOST_DAYS + 1))


def _count_points(a: Telling, b: Telling, *, may_drift: bool) -> float | None:
    """Points for equal numbers of people; None when the numbers cannot be of one event."""
    points = 0.0
    for kind in a.counts.keys() & b.counts.keys():
        here, there = a.counts[kind], b.counts[kind]
        if here == there:
            points += 0.6 if here > 0 else 0.2
        elif not may_drift or max(here, there) > DRIFT * min(here, there) + 1:
            return None
    return min(points, 1.2)

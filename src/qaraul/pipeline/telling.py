"""What one document tells of one event, in values that can be compared; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from qaraul.reading import Date, Place, Reading
from qaraul.reading.near import Print, print_of

PRECISION = {"settlement": 4, "feature": 4, "district": 3, "region": 2, "country": 1}
"""How exact the reader's places are; a country is the least."""

EXACT = 3
OLDEST_NEWS = timedelta(days=60)
MOST_WORDS = 120
_FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Telling:
    """One document's account: type with rivals, day, place, numbers, words."""

    lang: str
    event_type: str
    event_types: dict[str, float]
    event_status: str
    day: date
    is_day_stated: bool
    place_id: str = ""
    place_name: str = ""
    precision: str = ""
    area: str = ""  # code of the finest area known
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    counts: dict[str, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    copy: Print | None = None  # by which copies of a text are known

    @property
    def is_exact(self) -> bool:
        """Whether the place is a settlement, a feature or a district."""
        return PRECISION.get(self.precision, 0) >= EXACT


def telling_of(
    reading: Reading, *, text: str, words: Sequence[str], published: date, country: str = ""
) -> Telling:
    """The account that a reading gives; without any place, the source's country is assumed."""
    place = event_place(reading.places)
    day = event_day(reading.dates, published)
    counts = {k: getattr(reading, k) for k in ("killed", "injured", "displaced", "arrested")}
    return Telling(
        lang=reading.lang,
        event_type=reading.event_type,
        event_types=dict(reading.event_types),
        event_status=reading.event_status,
        day=day or published,
        is_day_stated=day is not None,
        place_id=place.id if place else "",
        place_name=place.name if place else "",
        precision=place.precision if place else "",
        area=(place.area or place.country) if place else country,
        country=place.country if place else country,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        counts={kind: n for kind, n in counts.items() if n is not None},
        words=frozenset(list(words)[:MOST_WORDS]),
        copy=print_of(text, reading),
    )


def event_place(places: Sequence[Place]) -> Place | None:
    """Where it happened: the most exact place with that role, the first of equals."""
    of_event = [place for place in places if place.role == "event"]
    return max(
        of_event,
        key=lambda place: (PRECISION.get(place.precision, 0), -place.start),
        default=None,
    )


def event_day(dates: Sequence[Date], published: date) -> date | None:
    """The first whole day that the text names, not after the next day nor long before."""
    for found in dates:
        if not _FULL_DAY.fullmatch(found.date):
            continue
        day = date.fromisoformat(found.date)
        if published - OLDEST_NEWS <= day <= published + timedelta(days=1):
            return day
    return None

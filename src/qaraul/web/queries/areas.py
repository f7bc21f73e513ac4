"""Incidents by area and week: the map of home, its table, its trends and what is unusual."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from qaraul.events.choices import Status
from qaraul.events.filters import IncidentFilter
from qaraul.events.maps import class_of
from qaraul.events.queries import incidents
from qaraul.members.viewers import Viewer
from qaraul.places.choices import Level
from qaraul.places.maps import AreaMap, area_paths
from qaraul.places.models import Area
from qaraul.sources.models import Source

WEEKS = 8
DAYS_DRAWN = 30
WEEK = timedelta(days=7)
UNUSUAL_LEAST, UNUSUAL_TIMES = 3, 2  # from three incidents and twice the usual week


@dataclass(frozen=True, slots=True)
class Unit:
    """One area of the map: its outline, its class, and the words for those who do not see it."""

    code: str
    name: str
    count: int | None
    number_of_class: int
    d: str


@dataclass(frozen=True, slots=True)
class Name:
    """A state's name where the drawing has room for it."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Choropleth:
    """The drawn map with what stands beside it."""

    drawing: AreaMap
    units: tuple[Unit, ...]
    names: tuple[Name, ...]
    since: date
    until: date
    unplaced: int

    @property
    def ranked(self) -> list[Unit]:
        """Areas with data, the highest first: the table beside the map."""
        known = [unit for unit in self.units if unit.count is not None]
        return sorted(known, key=lambda unit: (-(unit.count or 0), unit.name))

    @property
    def highest(self) -> list[Unit]:
        """At most three areas with most incidents."""
        return [unit for unit in self.ranked[:3] if unit.count]

    @property
    def unknown_count(self) -> int:
        """Areas of which no source tells."""
        return sum(unit.count is None for unit in self.units)


@dataclass(frozen=True, slots=True)
class Unusual:
    """An area whose last seven days are far above its usual week."""

    area: Area
    week: int
    usual: float
    weeks: tuple[int, ...]


class WeeksByArea:
    """Incidents of the last nine weeks by area and day, read once and counted in several ways."""

    def __init__(self, viewer: Viewer, today: date, since: datetime) -> None:
        self.today = today
        self.first = today - WEEK * (WEEKS + 1) + timedelta(days=1)
        self.areas = {area.pk: area for area in Area.objects.current().core().light()}
        self.days: dict[UUID | None, Counter[date]] = defaultdict(Counter)
        self.new_count = self.to_check = 0
        for area_id, on, n, new, unchecked in self._rows(viewer, since):
            self.new_count += new
            self.to_check += unchecked
            for above in self._with_those_above(area_id):
                self.days[above][on] += n

    def _rows(self, viewer: Viewer, since: datetime) -> Any:
        """Area, day, incidents; of these the new ones, and our own that are to be checked."""
        rows: Any = incidents(viewer, IncidentFilter(since=self.first, until=self.today)).order_by()
        is_new = Q(released_at__gt=since) | Q(released_at__isnull=True, created_at__gt=since)
        is_ours = Q(origin=viewer.organisation_id, status__in=[Status.NEW, Status.IN_REVIEW])
        return rows.values_list("area", "occurred_on").annotate(
            n=Count("pk"), new=Count("pk", filter=is_new), unchecked=Count("pk", filter=is_ours)
        )

    def _with_those_above(self, area_id: UUID | None) -> Iterable[UUID | None]:
        yield area_id
        while area_id is not None and (area := self.areas.get(area_id)) is not None:
            area_id = area.parent_id
            if area_id is not None:
                yield area_id

    def area(self, area_id: UUID | None) -> Area | None:
        """A core area by its id."""
        return self.areas.get(area_id) if area_id else None

    def weeks(self, area_id: UUID | None) -> tuple[int, ...]:
        """Counts of the last eight weeks, the oldest first."""
        counts = [0] * WEEKS
        for on, n in self.days.get(area_id, Counter()).items():
            age = (self.today - on) // WEEK
            if 0 <= age < WEEKS:
                counts[WEEKS - 1 - age] += n
        return tuple(counts)

    def drawn_days(self, area_id: UUID | None) -> int:
        """The count of the days that the map shows."""
        since = self.today - timedelta(days=DAYS_DRAWN - 1)
        return sum(n for on, n in self.days.get(area_id, Counter()).items() if on >= since)

    def unusual(self) -> list[Unusual]:
        """Units whose last week is far above the mean of the eight before, the farthest first."""
        found = []
        for area in self.areas.values():
            if area.level != Level.UNIT or area.pk not in self.days:
                continue
            days = self.days[area.pk]
            last = sum(n for on, n in days.items() if self.today - on < WEEK)
            usual = (sum(days.values()) - last) / WEEKS
            if last >= UNUSUAL_LEAST and last >= UNUSUAL_TIMES * usual:
                found.append(Unusual(area, last, usual, self.weeks(area.pk)))
        return sorted(found, key=lambda u: (u.usual - u.week, u.area.name))


def covered_states() -> frozenset[str]:
    """States that an enabled source tells of; of the others the node knows nothing."""
    lists = Source.objects.filter(is_enabled=True).values_list("coverage", flat=True)
    return frozenset(code for coverage in lists for code in coverage)


def choropleth(counted: WeeksByArea) -> Choropleth:
    """The map of the last thirty days."""
    drawing = area_paths(Level.UNIT)
    by_code = {area.code: area for area in counted.areas.values()}
    covered = covered_states()
    units = []
    for shape in drawing.areas:
        area = by_code[shape.code]
        count = counted.drawn_days(area.pk)
        known = count if count or area.iso2 in covered else None
        units.append(Unit(area.code, area.name, known, class_of(known), shape.d))
    states = [area for area in counted.areas.values() if area.level == Level.STATE]
    names = [Name(a.name.upper(), *drawing.place(a.label_lon, a.label_lat)) for a in states]
    return Choropleth(
        drawing=drawing,
        units=tuple(units),
        names=tuple(names),
        since=counted.today - timedelta(days=DAYS_DRAWN - 1),
        until=counted.today,
        unplaced=counted.drawn_days(None),
    )

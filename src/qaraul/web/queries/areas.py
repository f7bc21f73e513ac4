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
from qaraul.events.maps import Choropleth, choropleth
from qaraul.events.queries import incidents
from qaraul.members.viewers import Viewer
from qaraul.places.choices import Level
from qaraul.places.maps import area_paths
from qaraul.places.models import Area

WEEKS = 8
DAYS_DRAWN = 30
WEEK = timedelta(days=7)
UNUSUAL_LEAST, UNUSUAL_TIMES = 3, 2  # from three incidents and twice the usual week


@dataclass(frozen=True, slots=True)
class RecentMap:
    """The map of the last days."""

    choropleth: Choropleth
    since: date
    until: date
    unplaced: int


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


def recent_map(counted: WeeksByArea) -> RecentMap:
    """The map of the last thirty days."""
    areas = {area.code: area for area in counted.areas.values()}
    days = {code: n for code, area in areas.items() if (n := counted.drawn_days(area.pk))}
    return RecentMap(
        choropleth=choropleth(area_paths(), days, areas),
        since=counted.today - timedelta(days=DAYS_DRAWN - 1),
        until=counted.today,
        unplaced=counted.drawn_days(None),
    )

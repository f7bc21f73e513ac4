"""Boards: every indicator for one area, one indicator for every area, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from qaraul.indicators.choices import ALERTED, STALE_AFTER, AreaLevel, Kind, Status
from qaraul.indicators.facts import ground_of, indicators_in_force
from qaraul.indicators.frames import WHOLE, day_of
from qaraul.indicators.measures import Ground
from qaraul.indicators.models import Indicator
from qaraul.indicators.observed import Point, series_of
from qaraul.indicators.rating import Rated, computed
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area

SPARK_POINTS = 16
TONES = {Status.RAISED: "amb", Status.HIGH: "amb", Status.NO_DATA: "out"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one area as it stands: value, change, state, age; None where not known."""

    indicator: Indicator
    status: Status
    value: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    base: float | None = None
    count: float | None = None
    as_of: date | None = None
    is_stale: bool = False
    spark: Sequence[float] = ()
    area: Area | None = None
    changed_on: date | None = None

    @property
    def tone(self) -> str:
        """The class of the state's tag."""
        return TONES.get(self.status, "")

    @property
    def is_alerted(self) -> bool:
        """Whether the value has passed a limit."""
        return self.status in ALERTED


@dataclass(frozen=True, slots=True)
class Step:
    """One period of a history."""

    end: date
    value: float | None
    status: Status
    low: float | None = None
    high: float | None = None
    count: float | None = None
    note: str = ""
    source: str = ""
    spread: Sequence[int] = ()
    observation: UUID | None = None


@dataclass
class Reader:
    """Everything that one viewer's boards are read from; computed once for a page."""

    viewer: Viewer
    today: date
    indicators: Sequence[Indicator] = field(default_factory=indicators_in_force)

    @cached_property
    def ground(self) -> Ground:
        """What computed indicators are computed from."""
        return ground_of(self.viewer, self.today)

    @cached_property
    def _rated(self) -> dict[str, Rated]:
        return {}

    def rated(self, indicator: Indicator) -> Rated:
        """The rated series of a computed indicator."""
        if indicator.code not in self._rated:
            measure = {**indicator.measure, "of_indicator": indicator.code}
            found = computed(
                self.ground,
                measure,
                indicator.rule,
                days=indicator.window_days,
                ends=self.ground.frame.ends(indicator.cadence),
                level=indicator.level,
            )
            self._rated[indicator.code] = (
                self._only_at_risk(found) if indicator.rule.get("red_only_at_risk") else found
            )
        return self._rated[indicator.code]

    @cached_property
    def given(self) -> dict[tuple[int, UUID | None], list[Point]]:
        """The rated values that people gave."""
        given = [i for i in self.indicators if i.kind != Kind.COMPUTED]
        return series_of(self.viewer, given)

    def _only_at_risk(self, found: Rated) -> Rated:
        """A gap is high only where an indicator of the first two pillars is raised."""
        at_risk = np.zeros(len(found.ratings), bool)
        for other in self.indicators:
            if other.kind == Kind.COMPUTED and other.pillar in {"I", "II"}:
                at_risk |= self.rated(other).ratings[:, -1] >= Status.RAISED
        calm = ~at_risk[:, None] & (found.ratings == Status.HIGH)
        return Rated(found.ends, found.measured, np.where(calm, Status.RAISED, found.ratings))

    def applies(self, indicator: Indicator, row: int) -> bool:
        """Whether an indicator is about the area of a row."""
        place = self.ground.frame.place(row)
        if place is not None and place.level > 0 and indicator.level == AreaLevel.STATE:
            return False
        if indicator.kind != Kind.COMPUTED:
            return place is not None or (indicator.pk, None) in self.given
        covers = self.rated(indicator).measured.covers
        return covers is None or bool(covers[row])

    def steps(self, indicator: Indicator, row: int) -> list[Step]:
        """The history of an indicator in an area, oldest first."""
        if indicator.kind == Kind.COMPUTED:
            return _computed_steps(self.rated(indicator), row)
        place = self.ground.frame.place(row)
        points = self.given.get((indicator.pk, place.id if place else None), [])
        return [_given_step(point) for point in points]

    def cell(self, indicator: Indicator, row: int, area: Area | None = None) -> Cell:
        """An indicator in an area as it stands."""
        steps = self.steps(indicator, row)
        if not steps or steps[-1].value is None:
            return Cell(indicator, Status.NO_DATA, area=area)
        last = steps[-1]
        before = next((s.value for s in reversed(steps[:-1]) if s.value is not None), None)
        base = self._base(indicator, row)
        return Cell(
            indicator=indicator,
            status=last.status,
            value=last.value,
            change=None if before is None or last.value is None else last.value - before,
            low=last.low,
            high=last.high,
            base=base,
            count=last.count,
            as_of=last.end,
            is_stale=self._is_stale(indicator, last.end),
            spark=[s.value for s in steps[-SPARK_POINTS:] if s.value is not None],
            area=area,
            changed_on=_changed_on(steps),
        )

    def board(self, row: int) -> list[Cell]:
        """Every indicator that is about the area, in the catalogue's order."""
        return [self.cell(i, row) for i in self.indicators if self.applies(i, row)]

    def across(self, indicator: Indicator, areas: dict[UUID, Area]) -> list[Cell]:
        """One indicator in every area that it is about."""
        return [
            self.cell(indicator, row, areas.get(place.id))
            for row, place in enumerate(self.ground.frame.places, 1)
            if self.applies(indicator, row)
        ]

    def row_of(self, area: Area | None) -> int | None:
        """The row of an area; None for one that boards do not hold."""
        if area is None:
            return WHOLE
        row = self.ground.frame.row_of.get(area.pk)
        place = self.ground.frame.place(row) if row else None
        return row if place is not None and place.id == area.pk else None

    def _base(self, indicator: Indicator, row: int) -> float | None:
        if indicator.kind != Kind.COMPUTED or indicator.rule.get("relative_to") != "base":
            return None
        base = self.rated(indicator).measured.base
        return None if base is None else float(base[row, -1])

    def _is_stale(self, indicator: Indicator, end: date) -> bool:
        after = STALE_AFTER[indicator.cadence]
        return after is not None and self.today - end > after


def _number(values: Any, row: int, period: int) -> float | None:
    if values is None or not np.isfinite(values[row, period]):
        return None
    return float(values[row, period])


def _computed_steps(rated: Rated, row: int) -> list[Step]:
    found = rated.measured
    return [
        Step(
            end=day_of(end),
            value=_number(found.values, row, period),
            status=Status(int(rated.ratings[row, period])),
            low=_number(found.low, row, period),
            high=_number(found.high, row, period),
            count=_number(found.counts, row, period),
        )
        for period, end in enumerate(rated.ends)
    ]


def _given_step(point: Point) -> Step:
    return Step(
        end=point.end,
        value=point.value,
        status=Status(point.rating),
        low=point.low,
        high=point.high,
        note=point.note,
        source=point.source,
        spread=point.spread,
        observation=point.id,
    )


def _changed_on(steps: Sequence[Step]) -> date | None:
    """Since when the state stands; None when it always has."""
    for before, after in zip(reversed(steps[:-1]), reversed(steps[1:]), strict=True):
        if before.status != after.status:
            return after.end
    return None

"""Rows and days of a computation: which area a record counts for, and where periods end; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
MONTHS_OF_HISTORY = 24
MONTH = 30.4375
WEEKS_SHOWN, MONTHS_SHOWN = 26, 25
DAYS_KEPT = int(MONTH * (MONTHS_OF_HISTORY + MONTHS_SHOWN + 13)) + 30
WHOLE = 0
"""The row of the whole region; states and their units follow."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area as a computation knows it."""

    id: UUID
    code: str
    level: int
    iso2: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The areas as rows, and the days up to today as columns."""

    today: date
    places: tuple[Place, ...]
    row_of: Mapping[UUID, int] = field(repr=False)
    above: Ints = field(repr=False)  # (rows,): the row that a row is part of; −1 for the whole

    @property
    def rows(self) -> int:
        """How many rows there are, the whole region among them."""
        return len(self.places) + 1

    @property
    def first_day(self) -> int:
        """The earliest day that is kept, as an ordinal."""
        return self.today.toordinal() - DAYS_KEPT + 1

    def place(self, row: int) -> Place | None:
        """The area of a row; None for the whole."""
        return self.places[row - 1] if row else None

    def states(self) -> npt.NDArray[np.str_]:
        """The state of each row; "" for the whole."""
        return np.array(["", *(place.iso2 for place in self.places)])

    def at_level(self, level: str) -> npt.NDArray[np.bool_]:
        """Rows of provinces for “admin1”, of states for “country”."""
        wanted = 1 if level == "admin1" else 0
        return np.array([False, *(place.level == wanted for place in self.places)])

    def ends(self, cadence: str) -> Ints:
        """Ordinals on which the periods of a cadence end, today the last."""
        if cadence == "weekly":
            return np.array([self._ago(7 * k) for k in range(WEEKS_SHOWN - 1, -1, -1)])
        return np.array([self._ago(round(MONTH * k)) for k in range(MONTHS_SHOWN - 1, -1, -1)])

    def _ago(self, days: int) -> int:
        return self.today.toordinal() - days

    def summed(self, rows: Ints, days: Ints, weights: Floats | None = None) -> Floats:
        """Sums by row and day, (rows, DAYS_KEPT); what counts for a row counts for those above.

        rows: the lowest row of each record, −1 where it lies in no area: it counts for the whole.
        """
        table = np.zeros((self.rows, DAYS_KEPT))
        column = days - self.first_day
        kept = (column >= 0) & (column < DAYS_KEPT)
        weight = np.ones(len(days)) if weights is None else weights
        at = np.where(rows < 0, WHOLE, rows)
        np.add.at(table, (at[kept], column[kept]), weight[kept])
        for row in range(self.rows - 1, 0, -1):  # units come after their states
            table[self.above[row]] += table[row]
        return table

    def within(self, table: Floats, ends: Ints, window_days: int) -> Floats:
        """Sums of the days of a window that ends on each of these days, (rows, *ends.shape)."""
        sums = np.concatenate([np.zeros((len(table), 1)), np.cumsum(table, axis=1)], axis=1)
        last = np.clip(ends - self.first_day + 1, 0, DAYS_KEPT)
        begin = np.clip(last - window_days, 0, DAYS_KEPT)
        windows: Floats = sums[:, last] - sums[:, begin]
        return windows


def frame(today: date, places: Iterable[Place]) -> Frame:
    """The frame of these areas: states and units as rows, finer areas counted for their unit."""
    known = {place.id: place for place in places}
    chosen = sorted((p for p in known.values() if p.level <= 1), key=lambda p: (p.level, p.code))
    row_of = {place.id: row for row, place in enumerate(chosen, 1)}
    above = [-1, *(row_of.get(p.parent_id, WHOLE) if p.parent_id else WHOLE for p in chosen)]
    for place in known.values():
        at: Place | None = place
        while at is not None and at.id not in row_of:
            at = known.get(at.parent_id) if at.parent_id else None
        if at is not None:
            row_of[place.id] = row_of[at.id]
    return Frame(today, tuple(chosen), row_of, np.array(above))


def history_ends(ends: Ints, *, season: bool = False) -> Ints:
    """Month ends before each of these days, (ends, months); with a season those near a year ago."""
    months: Sequence[int] = (11, 12, 13, 23, 24, 25) if season else range(1, MONTHS_OF_HISTORY + 1)
    back = np.array([round(MONTH * k) for k in months])
    before: Ints = ends[:, None] - back[None, :]
    return before


def day_of(ordinal: int) -> date:
    """The date of an ordinal."""
    return date.fromordinal(int(ordinal))


def weeks_before(day: date, weeks: int) -> date:
    """The day so many weeks before."""
    return day - timedelta(weeks=weeks)

"""Incidents and stories as columns: what measures compute from; pure."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
INCIDENT, STORY = 0, 1
KINDS = {"incidents": INCIDENT, "stories": STORY}
Row: TypeAlias = tuple[
    int, str, int, int, int, str, float, float, float, float, float, tuple[str, ...]
]


@dataclass(frozen=True, slots=True)
class Records:
    """What one viewer may see, a column for each fact; NaN where a number is not known."""

    kind: Ints
    event_type: npt.NDArray[np.str_]
    day: Ints
    until: Ints
    row: Ints
    state: npt.NDArray[np.str_]
    lon: Floats
    lat: Floats
    killed: Floats
    killed_low: Floats
    killed_high: Floats
    tags: dict[str, Bools] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.day)

    def of(
        self,
        *,
        records: tuple[str, ...] = ("incidents",),
        types: tuple[str, ...] = (),
        tags: tuple[str, ...] = (),
        iso2: tuple[str, ...] = (),
    ) -> Bools:
        """Which records are of these kinds and types, carry one of the tags, lie in the states."""
        chosen = np.isin(self.kind, [KINDS[name] for name in records])
        if types:
            chosen &= np.isin(self.event_type, types)
        if tags:
            tagged = np.zeros(len(self), bool)
            for tag in tags:
                tagged |= self.tags.get(tag, False)
            chosen &= tagged
        if iso2:
            chosen &= np.isin(self.state, iso2)
        return chosen


def columns(rows: list[Row]) -> Records:
    """Rows of kind, type, days, area's row, state, lon, lat, killed (best, low, high), tags."""
    kind, types, day, until, row, state, lon, lat, best, low, high, tags = (
        zip(*rows, strict=True) if rows else [()] * 12
    )
    names = {tag for found in tags for tag in found}
    return Records(
        kind=np.array(kind, np.int64),
        event_type=np.array(types, np.str_),
        day=np.array(day, np.int64),
        until=np.array(until, np.int64),
        row=np.array(row, np.int64),
        state=np.array(state, np.str_),
        lon=np.array(lon, float),
        lat=np.array(lat, float),
        killed=np.array(best, float),
        killed_low=np.array(low, float),
        killed_high=np.array(high, float),
        tags={name: np.array([name in found for found in tags]) for name in sorted(names)},
    )

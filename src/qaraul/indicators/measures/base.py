"""What a measure is given and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from qaraul.indicators.crossings import GatePlace
from qaraul.indicators.frames import Frame, Ints
from qaraul.indicators.records import Bools, Floats, Records
from qaraul.registry import Registry

Definition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handled:
    """Something asked and when it was answered, as day numbers with fractions; NaN for not yet."""

    row: Ints
    asked: Floats
    answered: Floats
    passed: Bools = field(default_factory=lambda: np.zeros(0, bool))


@dataclass(frozen=True, slots=True)
class Tallies:
    """Entered counts of one indicator: component, row, last day of the period, value."""

    component: npt.NDArray[np.str_]
    row: Ints
    day: Ints
    value: Floats


@dataclass(frozen=True)
class Ground:
    """All that measures compute from, for one viewer."""

    frame: Frame
    records: Records
    outlines: Callable[[], Sequence[BaseGeometry]]
    """Outlines by row of the frame, without the whole; read when a measure asks for them."""
    gates: Sequence[GatePlace] = ()
    told_of: frozenset[str] = frozenset()
    """States of which an enabled source tells: there, nothing found means none."""
    handled: Mapping[str, Handled] = field(default_factory=dict)
    tallies: Mapping[str, Tallies] = field(default_factory=dict)

    @cached_property
    def known_from(self) -> int:
        """The ordinal of the first day that anything is known of."""
        return int(self.records.day.min()) if len(self.records) else self.frame.today.toordinal()

    @cached_property
    def is_told_of(self) -> Bools:
        """Rows of which a source tells, or in which something is known."""
        states = self.frame.states()
        told = np.isin(states, sorted(self.told_of | set(self.records.state.tolist()) - {""}))
        told[0] = bool(len(self.records)) or bool(self.told_of)
        return np.asarray(told, bool)

    @cached_property
    def drawn(self) -> Sequence[BaseGeometry]:
        """The outlines, read once."""
        return self.outlines()

    def silence(self, values: Floats, ends: Ints) -> Floats:
        """Values with NaN where the node knew nothing: unheard states, days before the first."""
        heard = values.copy()
        heard[~self.is_told_of] = np.nan
        heard[..., ends < self.known_from] = np.nan
        return heard


@dataclass(frozen=True, slots=True)
class Measured:
    """Values (rows, ends) with what they rest on; NaN where there is no data."""

    values: Floats
    counts: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    base: Floats | None = None
    """What the rule divides by or adds, by its `relative_to`."""
    alarm: Bools | None = None
    """Where something alone makes the value high."""
    enough: Bools | None = None
    """Where there is enough to rate; None where there always is."""
    covers: Bools | None = None
    """Rows that the measure is about; None for all."""
    is_sum: bool = False
    """Whether larger areas have larger values, so that limits fit one level of areas alone."""


Measure: TypeAlias = Callable[[Ground, Definition, int, Ints], Measured]
measures: Registry[Measure] = Registry("measure")

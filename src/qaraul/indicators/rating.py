"""A measured series with its ratings: what boards show and crossings are made of; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qaraul.indicators import rules
from qaraul.indicators.frames import Ints, history_ends
from qaraul.indicators.measures import Ground, Measured, measures
from qaraul.indicators.records import Floats


@dataclass(frozen=True, slots=True)
class Rated:
    """Values of one indicator by row and period, with the rating that stands after each."""

    ends: Ints
    measured: Measured
    ratings: rules.Ints

    @property
    def values(self) -> Floats:
        """The values."""
        return self.measured.values


def rate(
    ground: Ground,
    measured: Measured,
    rule: Mapping[str, Any],
    history: Floats | None,
    level: str,
) -> rules.Ints:
    """Ratings of measured values by a rule, with hysteresis; `history` for own-history rules."""
    values = measured.values
    kind = rule.get("type", "none")
    if kind == "own_history" and history is not None:
        raw = rules.by_own_history(rule, values, history)
    elif kind == "level":
        raw = rules.by_level(rule, _as_ruled(rule, measured))
        least = rule.get("least")
        if rule.get("relative_to") == "base" and least is not None:
            raw = np.where((raw == rules.HIGH) & (values < least), rules.RAISED, raw)
    else:
        raw = np.full(values.shape, rules.UNRATED)
    raw = np.asarray(raw, np.int8)
    if measured.enough is not None:
        raw[(raw >= rules.USUAL) & ~measured.enough] = rules.UNRATED
    if measured.alarm is not None:
        raw[measured.alarm & np.isfinite(values)] = rules.HIGH
    if measured.is_sum:
        raw[~ground.frame.at_level(level)] = rules.UNRATED  # limits for a province fit no region
    raw[~np.isfinite(values)] = rules.NO_DATA
    return rules.with_hysteresis(raw, int(rule.get("sustained", 1)))


def computed(
    ground: Ground,
    measure: Mapping[str, Any],
    rule: Mapping[str, Any],
    *,
    days: int,
    ends: Ints,
    level: str,
) -> Rated:
    """The rated series of a computed indicator."""
    ask, n = measures.get(measure["name"]), len(ends)
    if rule.get("type") != "own_history":
        measured = ask(ground, measure, days, ends)
        return Rated(ends, measured, rate(ground, measured, rule, None, level))
    before = history_ends(ends, season=bool(rule.get("season")))
    both = ask(ground, measure, days, np.concatenate([ends, before.ravel()]))  # one walk for both
    measured = _first(both, n)
    history = both.values[:, n:].reshape(len(both.values), *before.shape)
    return Rated(ends, measured, rate(ground, measured, rule, history, level))


def _first(both: Measured, n: int) -> Measured:
    """The same of the first so many ends."""
    return Measured(
        values=both.values[:, :n],
        counts=None if both.counts is None else both.counts[:, :n],
        low=None if both.low is None else both.low[:, :n],
        high=None if both.high is None else both.high[:, :n],
        base=None if both.base is None else both.base[:, :n],
        alarm=None if both.alarm is None else both.alarm[:, :n],
        enough=None if both.enough is None else both.enough[:, :n],
        covers=both.covers,
        is_sum=both.is_sum,
    )


def _as_ruled(rule: Mapping[str, Any], measured: Measured) -> Floats:
    """What the limits are held against: the value, its ratio to the base, or what is missing."""
    base = measured.base
    match rule.get("relative_to"):
        case "base" if base is not None:
            ratio: Floats = np.full(base.shape, np.nan)
            np.divide(measured.values, base, out=ratio, where=base > 0)
            return ratio
        case "missing" if base is not None:
            return np.where(np.isfinite(measured.values), base, np.nan)
        case _:
            return measured.values

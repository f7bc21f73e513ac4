"""Rules that rate a series of values: limits, own history, change; with hysteresis; pure.

A rating goes up at once, or after `sustained` periods in a row where the rule asks for that, and
comes down one step only after two periods below.
"""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int8]
Bools: TypeAlias = npt.NDArray[np.bool_]
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
LIMIT = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
NO_DATA, UNRATED, USUAL, RAISED, HIGH = -2, -1, 0, 1, 2
PERIODS_BELOW = 2
TYPES = frozenset({"none", "level", "own_history", "change"})


def limit(text: str) -> tuple[str, float]:
    """The sign and the number of a limit such as “>= 0.25”; ValueError for anything else."""
    found = LIMIT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is not a limit such as “>= 0.25”")
    return found[1], float(found[2])


def passes(text: str | None, values: Floats) -> Bools:
    """Where the values pass a limit; nowhere when there is no limit or no value."""
    if text is None:
        return np.zeros(values.shape, bool)
    sign, number = limit(text)
    with np.errstate(invalid="ignore"):
        passed: Bools = OPERATORS[sign](values, number)
    return passed


def by_level(rule: Mapping[str, Any], values: Floats) -> Ints:
    """Ratings by two fixed limits."""
    return _rated(values, passes(rule.get("amber"), values), passes(rule.get("red"), values))


def by_own_history(rule: Mapping[str, Any], values: Floats, history: Floats) -> Ints:
    """Ratings by percentiles of the area's own months.

    values: (areas, periods); history: (areas, periods, months) before each period, NaN where the
    node knew nothing yet. Without all months the value stands without a rating.
    """
    known = np.isfinite(history).all(axis=2) & np.isfinite(values)
    ratings = np.where(np.isfinite(values), UNRATED, NO_DATA).astype(np.int8)
    if known.any():
        amber, red = np.percentile(history[known], [rule["amber"], rule["red"]], axis=1)
        seen = values[known]
        high = (seen > red) & (seen >= rule.get("least", 0))
        ratings[known] = np.where(high, HIGH, np.where(seen > amber, RAISED, USUAL))
    return ratings


def by_change(rule: Mapping[str, Any], values: Floats) -> Ints:
    """Ratings by the ratio to earlier values of one area, oldest first: shape (periods,)."""
    before = np.array([_earlier(rule["against"], values[:i]) for i in range(len(values))])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(before > 0, values / before, np.nan)
    red = passes(rule.get("red"), ratio)
    if "red_above" in rule:
        red |= values > rule["red_above"]
    ratings = _rated(values, passes(rule.get("amber"), ratio), red)
    is_bare = ~np.isfinite(ratio) & np.isfinite(values) & (ratings != HIGH)
    ratings[is_bare] = UNRATED
    return ratings


def with_hysteresis(raw: Ints, sustained: int = 1) -> Ints:
    """Ratings (areas, periods) as they stand after each period, from those of the period alone.

    No data and no limit are shown as they are and leave the standing rating where it is.
    """
    shown = raw.copy()
    if not (raw >= USUAL).any():
        return shown
    standing = np.full(raw.shape[0], USUAL, np.int8)
    below = np.zeros(raw.shape[0], int)
    above = np.zeros(raw.shape[0], int)
    for period in range(raw.shape[1]):
        now = raw[:, period]
        is_rated = now >= USUAL
        above = np.where(is_rated & (now > standing), above + 1, np.where(is_rated, 0, above))
        below = np.where(is_rated & (now < standing), below + 1, np.where(is_rated, 0, below))
        # Only the worst step waits for a second period; the first limit speaks at once.
        reached = np.where((now == HIGH) & (above < sustained), np.maximum(standing, RAISED), now)
        standing = np.where(is_rated & (now > standing), reached, standing).astype(np.int8)
        falls = is_rated & (below >= PERIODS_BELOW)
        standing = np.where(falls, np.maximum(standing - 1, now), standing).astype(np.int8)
        below = np.where(falls, 0, below)
        above = np.where(standing == HIGH, 0, above)
        shown[:, period] = np.where(is_rated, standing, now)
    return shown


def check(rule: Mapping[str, Any]) -> None:
    """Raise ValueError when a rule cannot be used."""
    if rule.get("type") not in TYPES:
        raise ValueError(f"“{rule.get('type')}” is not one of: {', '.join(sorted(TYPES))}")
    if rule["type"] in {"level", "change"}:
        for name in ("amber", "red"):
            if rule.get(name) is not None:
                limit(str(rule[name]))
    if rule["type"] == "change" and rule.get("against") not in AGAINST:
        raise ValueError(f"a change is measured against one of: {', '.join(AGAINST)}")
    if rule["type"] == "own_history" and not 0 < rule["amber"] < rule["red"] < 100:  # noqa: PLR2004  percentiles
        raise ValueError("percentiles lie between 0 and 100, the first below the second")


def _rated(values: Floats, amber: Bools, red: Bools) -> Ints:
    ratings = np.where(red, HIGH, np.where(amber, RAISED, USUAL))
    return np.where(np.isfinite(values), ratings, NO_DATA).astype(np.int8)


AGAINST = {"same_month_last_year": 12, "mean_8": 8, "mean_12": 12, "previous": 1}


def _earlier(against: str, past: Floats) -> float:
    """What a value is compared with; NaN while too little is known."""
    needed = AGAINST[against]
    if len(past) < needed or not np.isfinite(past[-needed:]).all():
        return float("nan")
    return float(past[-needed:].mean()) if against.startswith("mean") else float(past[-needed])

"""Sums and shares of counts that members enter, until a register of the node supplies them."""

import numpy as np

from qaraul.indicators.frames import Ints
from qaraul.indicators.measures.base import Definition, Ground, Measured, Tallies, measures
from qaraul.indicators.records import Floats


def tally(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """sum(over) / sum(of), or sum(over) alone; of each component the latest count in the window."""
    entered = ground.tallies.get(wanted["of_indicator"])
    empty = np.full((ground.frame.rows, len(ends)), np.nan)
    if entered is None:
        return Measured(empty)
    over = _summed(ground, entered, wanted["over"], days, ends)
    if not wanted.get("of"):
        return Measured(over, is_sum=True)
    of = _summed(ground, entered, wanted["of"], days, ends)
    values = np.divide(over, of, out=empty, where=np.isfinite(of) & (of > 0))
    alarm = None
    if named := wanted.get("alarm"):
        part = _summed(ground, entered, named["share"], days, ends)
        with np.errstate(invalid="ignore", divide="ignore"):
            alarm = (part / of < named["below"]) & np.isfinite(values)
    return Measured(values, counts=of, alarm=alarm)


def _summed(ground: Ground, entered: Tallies, names: list[str], days: int, ends: Ints) -> Floats:
    """The sum of components, each with its sign; NaN where one of them is not known."""
    total = np.zeros((ground.frame.rows, len(ends)))
    for name in names:
        sign = -1.0 if name.startswith("-") else 1.0
        total += sign * _latest(ground, entered, name.lstrip("-"), days, ends)
    return total


def _latest(ground: Ground, entered: Tallies, name: str, days: int, ends: Ints) -> Floats:
    """The latest count of a component by row and day; a row without its own takes those below."""
    found = np.full((ground.frame.rows, len(ends)), np.nan)
    mine = entered.component == name
    order = np.argsort(entered.day[mine], kind="stable")
    for row, day, value in zip(
        entered.row[mine][order], entered.day[mine][order], entered.value[mine][order], strict=True
    ):
        in_force = (ends >= day) & (ends < day + days)
        found[row, in_force] = value
    for row in range(ground.frame.rows - 1, -1, -1):
        below = np.flatnonzero(ground.frame.above == row)
        if len(below):
            known = np.isfinite(found[below]).any(axis=0)
            summed = np.nansum(found[below], axis=0)
            found[row] = np.where(
                np.isfinite(found[row]), found[row], np.where(known, summed, np.nan)
            )
    return found


measures.register("tally", tally)

"""How quickly and how often the network answers: from the queue, recalls and releases."""

import numpy as np

from qaraul.indicators.frames import WHOLE, Ints
from qaraul.indicators.measures.base import Definition, Ground, Handled, Measured, measures
from qaraul.indicators.records import Bools

HOURS = 24
SOURCES = {
    "hours_to_decision": "signals",
    "decided_within": "signals",
    "community_decided_within": "community signals",
    "acknowledged_within": "recall notices",
    "signed_by_two": "releases to forces",
}
"""Which of the node's own records each ledger is computed from."""


def ledger(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """The median hours, or the share answered in time, of what was asked in the window."""
    handled = ground.handled.get(SOURCES[wanted["of"]])
    values = np.full((ground.frame.rows, len(ends)), np.nan)
    counts = np.zeros(values.shape)
    if handled is not None and len(handled.asked):
        states = np.flatnonzero(ground.frame.at_level("country")).tolist()
        for row in (WHOLE, *states):
            mine = _within_row(ground, handled, row)
            for number, end in enumerate(ends):
                inside = mine & (handled.asked > end + 1 - days) & (handled.asked < end + 1)
                values[row, number], counts[row, number] = _one(handled, wanted, inside, int(end))
    return Measured(values, counts=counts)


def _one(handled: Handled, wanted: Definition, inside: Bools, end: int) -> tuple[float, float]:
    took = handled.answered[inside] - handled.asked[inside]
    took = np.where(handled.answered[inside] <= end + 1, took, np.nan)
    if wanted["of"] == "hours_to_decision":
        known = took[np.isfinite(took)]
        return (float(np.median(known)) * HOURS if len(known) else float("nan")), len(known)
    if wanted["of"] == "signed_by_two":
        passed = handled.passed[inside]
        return (float(passed.mean()) if len(passed) else float("nan")), len(passed)
    # What may still be answered in time is not yet late.
    is_due = np.isfinite(took) | (end + 1 - handled.asked[inside] > wanted["days"])
    good = took[is_due] <= wanted["days"]
    return (float(good.mean()) if len(good) else float("nan")), len(good)


def _within_row(ground: Ground, handled: Handled, row: int) -> Bools:
    """What counts for a row: its own, and that of the rows below it; everything for the whole."""
    if row == 0:
        return np.ones(len(handled.row), bool)
    below = [row, *np.flatnonzero(ground.frame.above == row).tolist()]
    found: Bools = np.isin(handled.row, below)
    return found


measures.register("ledger", ledger)

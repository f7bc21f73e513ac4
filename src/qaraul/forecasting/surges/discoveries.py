"""False discoveries among many tests of one day, kept to the rate that the operator sets."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
DAYS_A_WEEK = 7
SPARED = 0.4
"""The part of the budget for quiet days; true surges, which lower the bar, take the rest."""


def level_for(false_alarms_a_week: float) -> float:
    """The false-discovery level q of one day that keeps false alarms of a week to this number.

    On a day without any surge a family tested at q gives a false alarm with probability q; on a
    day with R true ones it adds about q · R. Part of the budget is kept for the second.
    Range: above 0, at most 7. ValueError otherwise.
    """
    if not 0 < false_alarms_a_week <= DAYS_A_WEEK:
        raise ValueError("false alarms a week must lie above 0 and not above 7")
    return SPARED * false_alarms_a_week / DAYS_A_WEEK


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """The smallest false-discovery level at which each test would be a discovery.

    p: (n,) probabilities in 0..1, of independent or positively dependent tests. Returns (n,), in
    the order of p, never below p. ValueError when a value is missing or out of range.
    Source: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, 289–300.
    """
    given = np.asarray(p, float)
    if given.ndim != 1 or not ((given >= 0) & (given <= 1)).all():
        raise ValueError("probabilities lie between 0 and 1, in one row")
    n = given.size
    if n == 0:
        return given.copy()
    order = np.argsort(given, kind="stable")[::-1]
    ranks = n - np.arange(n)
    adjusted = np.minimum.accumulate(given[order] * n / ranks)
    levels = np.empty(n)
    levels[order] = np.minimum(adjusted, 1.0)
    return levels

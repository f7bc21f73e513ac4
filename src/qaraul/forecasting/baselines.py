"""The forecasts that any model must beat: each says what it is in one line.

Each takes the panel as it was known (its last month is the end of the data), the leads, the number
of draws and a generator, and returns draws (units, leads, draws), float32, counts >= 0.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.panel import Panel

YEAR = 12
BOOTSTRAP_MONTHS = 240
Model: TypeAlias = Callable[[Panel, Sequence[int], int, np.random.Generator], Singles]


def zero(known: Panel, leads: Sequence[int], draws: int, _: np.random.Generator) -> Singles:
    """Nothing happens anywhere."""
    return np.zeros((len(known.units), len(leads), draws), np.float32)


def last(known: Panel, leads: Sequence[int], draws: int, _: np.random.Generator) -> Singles:
    """The last known month again, without doubt."""
    return _same_for_all_leads(known.counts[:, -1:], leads, draws)


def poisson_last(
    known: Panel, leads: Sequence[int], draws: int, rng: np.random.Generator
) -> Singles:
    """Poisson counts with the last known month as their mean."""
    shape = (len(known.units), len(leads), draws)
    return rng.poisson(known.counts[:, -1][:, None, None], shape).astype(np.float32)


def conflictology(
    known: Panel, leads: Sequence[int], draws: int, _: np.random.Generator
) -> Singles:
    """The unit's own last twelve months, each as likely (Hegre et al. 2024, arXiv:2407.11045)."""
    return _same_for_all_leads(recent(known), leads, draws)


def conflictology_near(
    known: Panel, leads: Sequence[int], draws: int, _: np.random.Generator
) -> Singles:
    """The last twelve months of the unit and of all units that border it, each as likely."""
    own = recent(known)
    starts, near = known.neighbours.indptr, known.neighbours.indices
    level = np.empty((len(own), draws), np.float32)
    for unit in range(len(own)):
        among = own[near[starts[unit] : starts[unit + 1]]]
        level[unit] = spread(np.sort(np.append(own[unit], among))[None], draws)[0]
    return np.repeat(level[:, None], len(leads), axis=1)


def negative_binomial(
    known: Panel, leads: Sequence[int], draws: int, rng: np.random.Generator
) -> Singles:
    """Negative binomial with mean and variance of the unit's last twelve months.

    Poisson where the variance is not above the mean.
    """
    own = recent(known)
    mean, variance = own.mean(axis=1), own.var(axis=1, ddof=1)
    excess = np.maximum(variance - mean, 0)
    shape = np.divide(mean**2, excess, out=np.ones_like(mean), where=excess > 0)
    size = (draws, len(leads), len(own))
    rates = np.where(excess > 0, rng.gamma(shape, mean / shape, size), mean)
    return np.ascontiguousarray(rng.poisson(rates).T, np.float32)


def bootstrap(known: Panel, leads: Sequence[int], draws: int, rng: np.random.Generator) -> Singles:
    """Any unit-month of the last twenty years, each as likely for every unit."""
    pool = known.counts[:, -BOOTSTRAP_MONTHS:]
    shape = (len(known.units), len(leads), draws)
    return rng.choice(pool[~np.isnan(pool)], shape).astype(np.float32)


def recent(known: Panel, months: int = YEAR) -> Floats:
    """The last months of every unit, (units, months); zero before a unit existed."""
    return np.nan_to_num(known.counts[:, -months:])


def spread(values: Floats, draws: int) -> Singles:
    """Each of (units, k) values as often as `draws` allow, in rising order: (units, draws)."""
    places: Whole = ((np.arange(draws) + 0.5) / draws * values.shape[1]).astype(np.int64)
    spread_out: Singles = np.sort(values, axis=1)[:, places].astype(np.float32)
    return spread_out


def _same_for_all_leads(values: Floats, leads: Sequence[int], draws: int) -> Singles:
    return np.repeat(spread(values, draws)[:, None], len(leads), axis=1)


BASELINES: dict[str, Model] = {
    "zero": zero,
    "last": last,
    "poisson_last": poisson_last,
    "conflictology_12": conflictology,
    "conflictology_near": conflictology_near,
    "negative_binomial": negative_binomial,
    "bootstrap": bootstrap,
}

"""Rows to learn from: what was known of a unit at some month, and what came later."""

from dataclasses import dataclass

import numpy as np

from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.features import Features
from qaraul.forecasting.panel import Panel
from qaraul.forecasting.season import YEAR, profiles

WARM_UP = 24  # months of history before the first row
QUIET_KEPT = 0.25


@dataclass(frozen=True, slots=True)
class Rows:
    """features: (rows, features + 1), the last is the lead; level: recent monthly mean, plus 1.

    outcome: (rows,), counts. weight: how many like it a row stands for. profile: (rows, 12), the
    season of the unit, as `season.profiles` has it; zero where the outcome is.
    """

    features: Singles
    level: Floats
    outcome: Floats
    weight: Floats
    profile: Singles


def level_of(features: Features) -> Floats:
    """Scale of a unit at each month, >= 1: the mean of its last 6 and 12 months' means, plus 1."""
    half, year = (np.expm1(features.column(name).astype(float)) for name in ("mean_6", "mean_12"))
    scale: Floats = 0.5 * half + 0.5 * year + 1
    return scale


def training_rows(
    known: Panel, features: Features, leads: tuple[int, ...], rng: np.random.Generator
) -> Rows:
    """One row a unit and month, at a lead drawn at random, for every outcome that is known.

    features: of all months of the panel. Of the units without an event in ten years, one row in
    four is kept and weighs four. An outcome never lies after the panel's end.
    """
    units, months = known.counts.shape
    unit, at = (
        grid.ravel() for grid in np.meshgrid(np.arange(units), np.arange(months), indexing="ij")
    )
    lead = rng.choice(np.asarray(leads), len(unit))
    inside = (at >= min(WARM_UP, months // 2)) & (at + lead < months)
    unit, at, lead = unit[inside], at[inside], lead[inside]
    alive = ~np.isnan(known.counts[unit, at]) & ~np.isnan(known.counts[unit, at + lead])
    quiet = features.column("mean_120")[unit, at] == 0
    kept = alive & (~quiet | (rng.random(len(unit)) < QUIET_KEPT))
    unit, at, lead, quiet = unit[kept], at[kept], lead[kept], quiet[kept]
    outcome = known.counts[unit, at + lead]
    some = outcome > 0  # how much, given that something happens, is all that has a season
    profile = np.zeros((len(unit), YEAR), np.float32)
    profile[some] = profiles(known.counts, unit[some], at[some])
    return Rows(
        features=with_lead(features.values[unit, at], lead),
        level=level_of(features)[unit, at],
        outcome=outcome,
        weight=np.where(quiet, 1 / QUIET_KEPT, 1.0),
        profile=profile,
    )


def with_lead(values: Singles, lead: Whole) -> Singles:
    """Features (rows, features) with the lead as one more column."""
    joined: Singles = np.column_stack([values, lead.astype(np.float32)])
    return joined

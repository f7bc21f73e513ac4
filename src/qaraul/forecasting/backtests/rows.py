"""Scores of each cell of a back-test, model by model, as flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qaraul.forecasting.arrays import Flags, Floats, Units, Whole
from qaraul.forecasting.backtests.windows import WindowResult
from qaraul.forecasting.scoring import interval_score, log_score, pit, probability_at_least
from qaraul.forecasting.scoring.distributions import central_interval, crps_parts

SERIOUS = 25  # deaths in a month
PIT_BINS = 20


@dataclass(frozen=True, slots=True)
class Cells:
    """What was to be forecast: one entry a cell with a known outcome.

    is_active: the unit had an event in the 12 months up to the end of the data.
    """

    year: Whole
    unit: Units
    lead: Whole
    observed: Floats
    is_active: Flags


@dataclass(frozen=True, slots=True)
class ModelCells:
    """Scores of one model, in the order of the cells. inside: observation in the interval."""

    crps: Floats
    fair_crps: Floats
    log_score: Floats
    interval_score: Floats
    some: Floats
    serious: Floats
    inside_50: Flags
    inside_90: Flags
    pit_all: Floats
    pit_active: Floats


def cells_of(results: Sequence[WindowResult]) -> Cells:
    """The cells of all windows, one after the other."""
    years, units, leads, observed, active = [], [], [], [], []
    for result in results:
        known = ~np.isnan(result.observed)
        shape = known.shape
        lead = np.asarray(result.months) - result.window.data_end
        had = np.nansum(result.past, axis=1) > 0
        years.append(np.full(int(known.sum()), result.window.year))
        units.append(np.broadcast_to(result.units[:, None], shape)[known])
        leads.append(np.broadcast_to(lead, shape)[known])
        observed.append(result.observed[known])
        active.append(np.broadcast_to(had[:, None], shape)[known])
    return Cells(*(np.concatenate(parts) for parts in (years, units, leads, observed, active)))


def score_cells(results: Sequence[WindowResult], model: str) -> ModelCells:
    """All scores of one model on the cells of `cells_of`."""
    parts = [_score_window(result, model) for result in results]
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ModelCells.__slots__
        if not name.startswith("pit")
    }
    cells = cells_of(results)
    draws = np.concatenate([_draws(result, model) for result in results])
    histograms: dict[str, Any] = {
        "pit_all": pit(draws, cells.observed, bins=PIT_BINS),
        "pit_active": pit(draws[cells.is_active], cells.observed[cells.is_active], bins=PIT_BINS)
        if cells.is_active.any()
        else np.full(PIT_BINS, np.nan),
    }
    return ModelCells(**joined, **histograms)


def _draws(result: WindowResult, model: str) -> Floats:
    return result.draws[model][~np.isnan(result.observed)].astype(np.float64)


def _score_window(result: WindowResult, model: str) -> ModelCells:
    draws, observed = _draws(result, model), result.observed[~np.isnan(result.observed)]
    inside = []
    for level in (0.5, 0.9):
        low, high = central_interval(draws, level)
        inside.append((low <= observed) & (observed <= high))
    distance, between = crps_parts(draws, observed)
    count = draws.shape[1]
    return ModelCells(
        crps=distance - between,
        fair_crps=distance - between * count / (count - 1),
        log_score=log_score(draws, observed),
        interval_score=interval_score(draws, observed),
        some=probability_at_least(draws, 1),
        serious=probability_at_least(draws, SERIOUS),
        inside_50=inside[0],
        inside_90=inside[1],
        pit_all=np.empty(0),
        pit_active=np.empty(0),
    )

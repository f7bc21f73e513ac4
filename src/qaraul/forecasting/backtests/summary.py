"""The figures of a back-test: every model beside zero, conflictology-12 and Poisson(last)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from qaraul.forecasting.arrays import Flags, Floats
from qaraul.forecasting.backtests.rows import SERIOUS, Cells, ModelCells, cells_of, score_cells
from qaraul.forecasting.backtests.windows import WindowResult
from qaraul.forecasting.scoring import auc, average_precision, block_bootstrap, weighted_mean

REFERENCES = ("zero", "conflictology_12", "poisson_last")
MEANS = ("crps", "fair_crps", "log_score", "interval_score")
REPEATS = 1_000


def summarise(results: Sequence[WindowResult], *, seed: int) -> dict[str, Any]:
    """Everything that `scores.json` holds: by model, by window, with 90 % intervals by country.

    Intervals: block bootstrap over units, 1,000 repeats, all windows of a unit together.
    """
    cells = cells_of(results)
    models = list(results[0].draws)
    scored = {model: score_cells(results, model) for model in models}
    years = [result.window.year for result in results]
    return {
        "windows": [
            {
                "year": result.window.year,
                "data_end": result.window.data_end,
                "units": len(result.units),
                "cells": int((~np.isnan(result.observed)).sum()),
                "draws": int(next(iter(result.draws.values())).shape[2]),
            }
            for result in results
        ],
        "cells": len(cells.observed),
        "active_cells": int(cells.is_active.sum()),
        "events": int((cells.observed >= 1).sum()),
        "serious_events": int((cells.observed >= SERIOUS).sum()),
        "onsets": int(((cells.observed >= 1) & ~cells.is_active).sum()),
        "models": {
            model: {
                "by_window": {str(year): _means(cells, scored[model], year) for year in years},
                "all": _overall(cells, scored[model], seed),
                "against": {
                    other: _against(cells, scored[model], scored[other], seed)
                    for other in REFERENCES
                    if other in scored and other != model
                },
            }
            for model in models
        },
    }


def _means(cells: Cells, scores: ModelCells, year: int) -> dict[str, float]:
    rows = cells.year == year
    return {name: float(getattr(scores, name)[rows].mean()) for name in MEANS}


def _overall(cells: Cells, scores: ModelCells, seed: int) -> dict[str, Any]:
    active, quiet = cells.is_active, ~cells.is_active
    some, serious = cells.observed >= 1, cells.observed >= SERIOUS
    found: dict[str, Any] = {name: float(getattr(scores, name).mean()) for name in MEANS}
    found["crps_interval"] = block_bootstrap(
        cells.unit, weighted_mean(scores.crps), seed=seed, repeats=REPEATS
    )
    found["crps_geometric"] = float(np.exp(np.log(_by_year(cells, scores.crps)).mean()))
    found |= _of_events("at_least_1", scores.some, some)
    found |= _of_events(f"at_least_{SERIOUS}", scores.serious, serious)
    found["onset_auc"] = auc(scores.some[quiet], some[quiet])
    found["onset_auc_interval"] = _auc_interval(cells, scores.some, quiet, seed)
    found["coverage_50_active"] = _share(scores.inside_50[active])
    found["coverage_90_active"] = _share(scores.inside_90[active])
    found["coverage_90_by_lead"] = {
        str(lead): _share(scores.inside_90[active & (cells.lead == lead)])
        for lead in np.unique(cells.lead).tolist()
    }
    for name, histogram in (("pit", scores.pit_all), ("pit_active", scores.pit_active)):
        uniform = np.arange(1, len(histogram) + 1) / len(histogram)
        found[f"{name}_distance"] = float(np.abs(np.cumsum(histogram) - uniform).max())
    return found


def _of_events(name: str, probability: Floats, happened: Flags) -> dict[str, float]:
    return {
        f"brier_{name}": float(np.square(probability - happened).mean()),
        f"auc_{name}": auc(probability, happened),
        f"ap_{name}": average_precision(probability, happened),
    }


def _auc_interval(cells: Cells, probability: Floats, rows: Flags, seed: int) -> tuple[float, float]:
    """Interval of the area under the curve when units are drawn anew."""
    units, p, y = cells.unit[rows], probability[rows], cells.observed[rows] >= 1
    if len(np.unique(units)) < 2:  # noqa: PLR2004  one block has no spread
        return float("nan"), float("nan")

    def statistic(weights: Floats) -> float:
        times = weights.astype(np.int64)
        return auc(np.repeat(p, times), np.repeat(y, times)) if times.any() else float("nan")

    return block_bootstrap(units, statistic, seed=seed, repeats=REPEATS // 5)


def _against(cells: Cells, one: ModelCells, other: ModelCells, seed: int) -> dict[str, Any]:
    """CRPS of a model over that of a reference: ratios of means, and of windows geometrically."""
    mine, theirs = _by_year(cells, one.crps), _by_year(cells, other.crps)
    return {
        "ratio": _ratio(one.crps.sum(), other.crps.sum()),
        "ratio_geometric": _ratio_of_windows(mine, theirs),
        "ratio_geometric_interval": _geometric_interval(cells, one.crps, other.crps, seed),
        "windows_better": int((mine < theirs).sum()),
        "windows": len(mine),
    }


def _by_year(cells: Cells, scores: Floats) -> Floats:
    """Mean score of each window."""
    _, which = np.unique(cells.year, return_inverse=True)
    means: Floats = np.bincount(which, scores) / np.bincount(which)
    return means


def _geometric_interval(cells: Cells, one: Floats, other: Floats, seed: int) -> tuple[float, float]:
    """Interval of the geometric ratio, from sums by unit and window: both have the same cells."""
    units, row = np.unique(cells.unit, return_inverse=True)
    years, column = np.unique(cells.year, return_inverse=True)
    if len(units) < 2:  # noqa: PLR2004  one block has no spread
        return float("nan"), float("nan")
    mine, theirs = np.zeros((2, len(units), len(years)))
    np.add.at(mine, (row, column), one)
    np.add.at(theirs, (row, column), other)
    return block_bootstrap(
        units,
        lambda weights: _ratio_of_windows(weights @ mine, weights @ theirs),
        seed=seed,
        repeats=REPEATS,
    )


def _ratio_of_windows(mine: Floats, theirs: Floats) -> float:
    if (mine <= 0).any() or (theirs <= 0).any():
        return float("nan")
    return float(np.exp(np.log(mine / theirs).mean()))


def _ratio(one: float, other: float) -> float:
    return float(one / other) if other > 0 else float("nan")


def _share(inside: Flags) -> float:
    return float(inside.mean()) if len(inside) else float("nan")

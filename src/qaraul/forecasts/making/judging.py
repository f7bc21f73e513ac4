"""Scores of frozen draws against what happened."""

import zlib
from dataclasses import dataclass

import numpy as np

from qaraul.errors import Conflict
from qaraul.forecasting.arrays import Floats
from qaraul.forecasting.scoring import brier, crps, interval_score, log_score, probability_at_least
from qaraul.forecasting.scoring.distributions import central_interval
from qaraul.forecasts.choices import ANY, MANY


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores of one outcome."""

    p_any: float
    p_many: float
    crps: float
    log_score: float
    interval_score: float
    brier_any: float
    brier_many: float
    is_in_50: bool
    is_in_90: bool


def unpacked(packed: bytes, areas: int, months: int, draws: int) -> Floats:
    """Draws (areas, months, draws) as they were frozen; `Conflict` when the bytes do not fit."""
    found = np.frombuffer(zlib.decompress(packed), "<f4")
    if found.size != areas * months * draws:
        raise Conflict("The frozen draws do not fit their areas and months.")
    return found.reshape(areas, months, draws).astype(np.float64)


def judged(draws: Floats, observed: Floats) -> list[Judged]:
    """Scores of cells: draws (cells, draws), observed (cells,)."""
    any_, many = probability_at_least(draws, ANY), probability_at_least(draws, MANY)
    low_50, high_50 = central_interval(draws, 0.5)
    low_90, high_90 = central_interval(draws, 0.9)
    columns = {
        "p_any": any_,
        "p_many": many,
        "crps": crps(draws, observed),
        "log_score": log_score(draws, observed),
        "interval_score": interval_score(draws, observed),
        "brier_any": brier(any_, observed >= ANY),
        "brier_many": brier(many, observed >= MANY),
    }
    in_50 = (low_50 <= observed) & (observed <= high_50)
    in_90 = (low_90 <= observed) & (observed <= high_90)
    return [
        Judged(
            **{name: float(values[cell]) for name, values in columns.items()},
            is_in_50=bool(in_50[cell]),
            is_in_90=bool(in_90[cell]),
        )
        for cell in range(len(observed))
    ]

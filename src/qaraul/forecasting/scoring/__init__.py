"""Scores of forecasts, as pure functions of draws and observations."""

from qaraul.forecasting.scoring.calibration import coverage, pit, pit_distance
from qaraul.forecasting.scoring.distributions import crps, interval_score, log_score
from qaraul.forecasting.scoring.intervals import block_bootstrap, weighted_mean
from qaraul.forecasting.scoring.probabilities import (
    Reliability,
    auc,
    average_precision,
    brier,
    probability_at_least,
    reliability,
)

__all__ = [
    "Reliability",
    "auc",
    "average_precision",
    "block_bootstrap",
    "brier",
    "coverage",
    "crps",
    "interval_score",
    "log_score",
    "pit",
    "pit_distance",
    "probability_at_least",
    "reliability",
    "weighted_mean",
]

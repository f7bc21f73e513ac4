"""Distributions made of a unit's own last months."""

import numpy as np
from scipy.stats import norm

from qaraul.forecasting.arrays import Floats, Whole
from qaraul.forecasting.baselines import recent
from qaraul.forecasting.panel import Panel
from qaraul.forecasting.pooling import mixed
from qaraul.forecasting.season import YEAR, profiles

KERNEL_WIDTH, KERNEL_POINTS = 0.4, 25  # standard deviation of the logarithm
MONTHS = 24  # looked back at
RECENT, DRIFT = 2, 0.25  # months that say where the level has gone, and how far it is followed
PEAKS = 0.8  # of what a month lies above the year, as a logarithm; a war seldom stays at its peak


def fading(known: Panel, leads: tuple[int, ...], half_life: float, quantiles: int) -> Floats:
    """The unit's last 24 months, the newer the likelier: (units × leads, quantiles), rising.

    A month counts half as much as the one `half_life` later. Each is freed of its season, lowered
    by a fifth of what it lies above the year's mean of log(1 + count), moved to where the level has
    gone, ((1 + mean of 2) / (1 + mean of all)) ** 0.25, blurred by a lognormal of mean one, and
    given the season of the month to forecast.
    """
    own = recent(known, MONTHS)
    months = own.shape[1]
    ages = np.arange(months)[::-1]
    weights = 0.5 ** (ages / half_life)
    weights /= weights.sum()
    rows: Whole = np.arange(len(own))
    profile = profiles(known.counts, rows, np.full(len(own), known.counts.shape[1] - 1))
    own = own * np.exp(-profile[:, (YEAR - 1 - ages) % YEAR].astype(float))
    logs = np.log1p(own)
    usual = logs[:, -YEAR:].mean(axis=1, keepdims=True)
    own = np.expm1(np.where(logs > usual, usual + PEAKS * (logs - usual), logs))
    drift = ((1 + own[:, -RECENT:].mean(axis=1)) / (1 + own @ weights)) ** DRIFT
    points = norm.ppf((np.arange(KERNEL_POINTS) + 0.5) / KERNEL_POINTS)
    kernel = np.exp(KERNEL_WIDTH * points - KERNEL_WIDTH**2 / 2)
    blurred = [(month * drift)[:, None] * kernel for month in own.T]
    level = mixed(blurred, weights, quantiles).astype(np.float64)
    seasons = np.exp(profile[:, (YEAR - 1 + np.asarray(leads)) % YEAR].astype(float))
    made: Floats = np.rint(level[:, None, :] * seasons[:, :, None]).reshape(-1, quantiles)
    return made

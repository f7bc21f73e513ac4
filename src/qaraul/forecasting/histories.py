"""Distributions made of a unit's own last months."""

import numpy as np
from scipy.stats import norm

from qaraul.forecasting.arrays import Floats
from qaraul.forecasting.baselines import recent, spread
from qaraul.forecasting.panel import Panel

KERNEL_WIDTH, KERNEL_POINTS = 0.4, 5  # standard deviation of the logarithm
RECENT = 3  # months that say where the level has gone


def history(known: Panel, months: int, quantiles: int) -> Floats:
    """The unit's last months, each blurred by a lognormal of mean one: (units, quantiles)."""
    return _blurred(recent(known, months), quantiles)


def drifted(known: Panel, months: int, quantiles: int) -> Floats:
    """The same, brought half-way, on the logarithmic scale, to the level of the last three.

    Each month is multiplied by ((1 + mean of 3) / (1 + mean of all)) ** 0.5.
    """
    own = recent(known, months)
    factor = np.sqrt((1 + own[:, -RECENT:].mean(axis=1)) / (1 + own.mean(axis=1)))
    return _blurred(own * factor[:, None], quantiles)


def _blurred(values: Floats, quantiles: int) -> Floats:
    points = norm.ppf((np.arange(KERNEL_POINTS) + 0.5) / KERNEL_POINTS)
    kernel = np.exp(KERNEL_WIDTH * points - KERNEL_WIDTH**2 / 2)
    many = (values[:, :, None] * kernel).reshape(len(values), -1)
    return np.rint(spread(many, quantiles).astype(np.float64))

"""Whether a distribution means what it says: coverage, probability integral transform."""

import numpy as np
import numpy.typing as npt

from qaraul.forecasting.arrays import Floats, checked
from qaraul.forecasting.scoring.distributions import central_interval


def coverage(draws: npt.ArrayLike, observed: npt.ArrayLike, *, level: float) -> float:
    """Share of cells whose observation lies in the central interval, ends included: 0 to 1.

    Counts make intervals cover more than their level when a tail holds one value.
    ValueError for a wrong level, shapes that differ, missing values.
    """
    x, y = checked(draws, observed)
    low, high = central_interval(x, level)
    return float(((low <= y) & (y <= high)).mean())


def pit(draws: npt.ArrayLike, observed: npt.ArrayLike, *, bins: int = 20) -> Floats:
    """Non-randomised histogram of the probability integral transform: (bins,), sums to 1.

    Uniform (1 / bins each) when the forecast is calibrated, also for counts: each cell spreads its
    mass evenly from P(Y < y) to P(Y <= y). ValueError as for every score, or when bins < 1.
    Source: Czado, Gneiting & Held (2009), doi 10.1111/j.1541-0420.2009.01191.x.
    """
    x, y = checked(draws, observed)
    if bins < 1:
        raise ValueError(f"{bins} bins are not a histogram")
    low, high = (x < y[:, None]).mean(axis=1), (x <= y[:, None]).mean(axis=1)
    # A value that no draw has is a step without width: it falls into the bin that holds it.
    width = np.maximum(high - low, 1e-9)
    edges = np.linspace(0, 1, bins + 1)
    below = np.clip((edges[None, :] - np.minimum(low, 1 - 1e-9)[:, None]) / width[:, None], 0, 1)
    below[:, -1] = 1
    histogram: Floats = np.diff(below.mean(axis=0))
    return histogram


def pit_distance(draws: npt.ArrayLike, observed: npt.ArrayLike, *, bins: int = 20) -> float:
    """Greatest distance of the mean PIT distribution from the uniform one: 0 to 1; 0 is best."""
    histogram = pit(draws, observed, bins=bins)
    return float(np.abs(np.cumsum(histogram) - np.arange(1, bins + 1) / bins).max())

"""Proper scores of whole distributions given as draws: CRPS, binned log score, interval score."""

import numpy as np
import numpy.typing as npt
from scipy.signal import resample

from qaraul.forecasting.arrays import Floats, checked

# Upper edges of the bins of the VIEWS 2023/24 challenge; the last bin is open.
BIN_EDGES = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
ENSEMBLE = 1_000
ROWS = 4_096


def crps(draws: npt.ArrayLike, observed: npt.ArrayLike, *, is_fair: bool = False) -> Floats:
    """Continuous ranked probability score of forecasts given as draws.

    draws: (cells, draws), deaths or events a month, >= 0. observed: (cells,), same unit.
    Returns (cells,), same unit; 0 is perfect. The fair version has the expectation that infinitely
    many draws would have, needs two or more and can be below 0.
    ValueError when the shapes differ, a value is missing, or one draw is to be fair.
    Source: Gneiting & Raftery (2007), eq. 21, sign turned; fair: Ferro (2014), doi 10.1002/qj.2270.
    """
    x, y = checked(draws, observed)
    n = x.shape[1]
    if is_fair and n == 1:
        raise ValueError("the fair score needs two draws or more")
    distance, spread = crps_parts(x, y)
    scores: Floats = distance - spread * (n / (n - 1) if is_fair else 1)
    return scores


def crps_parts(draws: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """E|X - y| and E|X - X'| / 2 of the draws as they are, each (cells,): CRPS is the difference.

    The fair CRPS takes the second n / (n - 1) times.
    """
    n = draws.shape[1]
    weights = (2 * np.arange(1, n + 1) - n - 1) / n**2
    distance, spread = np.empty((2, len(observed)))
    for start in range(0, len(observed), ROWS):  # in pieces: differences take as much as the draws
        rows = slice(start, start + ROWS)
        ordered = np.sort(draws[rows], axis=1)
        distance[rows] = np.abs(ordered - observed[rows, None]).mean(axis=1)
        spread[rows] = ordered @ weights
    return distance, spread


def log_score(draws: npt.ArrayLike, observed: npt.ArrayLike) -> Floats:
    """Ignorance: minus log2 of the share of draws in the observation's bin, one added to each bin.

    draws: (cells, draws), observed: (cells,), counts. Returns (cells,), bits, > 0; low is good.
    Fewer than 1,000 draws are first brought to 1,000 by a Fourier resampling in their given order,
    as the organisers do it (checked to 1e-6 against their published scores of each row).
    ValueError when the shapes differ or a value is missing.
    Source: Hegre et al. (2024), arXiv:2407.11045, section on metrics; Good (1952).
    """
    x, y = checked(draws, observed)
    if 1 < x.shape[1] < ENSEMBLE:
        x = np.asarray(resample(x, ENSEMBLE, axis=1))
    elif x.shape[1] == 1:
        x = np.repeat(x, ENSEMBLE, axis=1)
    counts, own = binned(x), np.digitize(y, BIN_EDGES)
    hits = np.take_along_axis(counts, own[:, None], axis=1)[:, 0]
    scores: Floats = -np.log2((hits + 1) / (x.shape[1] + len(BIN_EDGES) + 1))
    return scores


def binned(draws: Floats) -> Floats:
    """How many draws of each cell fall into each bin: (cells, 11)."""
    below = np.stack([(draws < edge).sum(axis=1) for edge in BIN_EDGES], axis=1)
    whole = np.full((len(draws), 1), draws.shape[1])
    return np.diff(below, axis=1, prepend=0, append=whole).astype(np.float64)


def interval_score(draws: npt.ArrayLike, observed: npt.ArrayLike, *, level: float = 0.9) -> Floats:
    """Interval score of the central interval: its width, and 2/(1-level) times what lies outside.

    draws: (cells, draws), observed: (cells,), same unit; 0 < level < 1. Returns (cells,), same
    unit, >= 0; low is good. ValueError for a wrong level, shapes that differ, missing values.
    Source: Gneiting & Raftery (2007), eq. 43; level 0.9 is the challenge's MIS.
    """
    x, y = checked(draws, observed)
    low, high = central_interval(x, level)
    outside = np.maximum(low - y, 0) + np.maximum(y - high, 0)
    scores: Floats = high - low + 2 / (1 - level) * outside
    return scores


def central_interval(draws: Floats, level: float) -> tuple[Floats, Floats]:
    """Lower and upper end of the central interval, each (cells,); linear between draws."""
    if not 0 < level < 1:
        raise ValueError(f"level {level} is not between 0 and 1")
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=1)
    return low, high

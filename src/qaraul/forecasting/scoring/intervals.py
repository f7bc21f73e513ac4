"""Uncertainty of a score over units that are not independent in time: the block bootstrap."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from qaraul.forecasting.arrays import Floats, Whole


def block_bootstrap(
    blocks: npt.ArrayLike,
    statistic: Callable[[Floats], float],
    *,
    seed: int,
    repeats: int = 1_000,
    level: float = 0.9,
) -> tuple[float, float]:
    """Percentile interval of a statistic when whole blocks (countries) are drawn anew.

    blocks: (cells,), the block of each cell. statistic: takes weights (cells,), how often each cell
    was drawn, and returns a number; NaN repeats are left out. Deterministic by seed.
    ValueError for a wrong level, no repeats, or one block only.
    Source: Efron & Tibshirani (1993), ch. 8; Künsch (1989) for blocks.
    """
    if not 0 < level < 1 or repeats < 1:
        raise ValueError(f"level {level}, repeats {repeats}: not an interval")
    names, which = np.unique(np.asarray(blocks), return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004  one block has no spread
        raise ValueError("a bootstrap needs two blocks or more")
    values = np.array([statistic(drawn[which]) for drawn in _weights(len(names), repeats, seed)])
    values = values[np.isfinite(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _weights(blocks: int, repeats: int, seed: int) -> Floats:
    """How often each block is drawn in each repeat: (repeats, blocks)."""
    rng = np.random.default_rng(seed)
    drawn: Whole = rng.integers(blocks, size=(repeats, blocks))
    return np.stack([np.bincount(row, minlength=blocks) for row in drawn]).astype(np.float64)


def weighted_mean(scores: npt.ArrayLike) -> Callable[[Floats], float]:
    """A statistic for `block_bootstrap`: the mean score."""
    values = np.asarray(scores, np.float64)
    return lambda weights: float(weights @ values / weights.sum())

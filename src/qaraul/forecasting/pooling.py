"""Weights of a linear pool of distributions that minimise its CRPS."""

from collections.abc import Sequence

import numpy as np

from qaraul.forecasting.arrays import Floats, Singles

STEPS, STRIDE = 400, 3.0


def crps_terms(quantiles: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """The parts that make a pool's CRPS: mean distance to the outcome and between components.

    quantiles: (cells, components, q), each a distribution as rising values. observed: (cells,).
    Returns (cells, components) with E|X_i - y| and (cells, components, components) with
    E|X_i - X_j|; the CRPS of a pool with weights w is a·w - w·G·w / 2.
    Source: Gneiting & Raftery (2007), eq. 21, for a mixture.
    """
    distance = np.abs(quantiles - observed[:, None, None]).mean(axis=2)
    cells, parts, q = quantiles.shape
    between = np.empty((cells, parts, parts))
    own = (2 * np.arange(1, q + 1) - q - 1) * 2 / q**2
    both = 2 * np.arange(1, 2 * q + 1) - 2 * q - 1
    for i in range(parts):
        between[:, i, i] = quantiles[:, i] @ own
        for j in range(i):
            merged = np.sort(np.concatenate([quantiles[:, i], quantiles[:, j]], axis=1), axis=1)
            within = (between[:, i, i] + between[:, j, j]) / 2
            between[:, i, j] = between[:, j, i] = merged @ both / q**2 - within
    return distance, between


def best_weights(distance: Floats, between: Floats, *, shrinkage: float) -> Floats:
    """Weights >= 0 with sum 1 that minimise a·w - w·G·w / 2 + shrinkage to equal weights.

    distance: (components,), between: (components, components), means or sums over cells. The
    shrinkage is the Kullback-Leibler distance from equal weights, in units of the largest a.
    Exponentiated gradient (Kivinen & Warmuth 1997); G is conditionally negative definite, so the
    minimum is one.
    """
    parts = len(distance)
    weights = np.full(parts, 1 / parts)
    scale = max(float(np.abs(distance).max()), 1e-12)
    for _ in range(STEPS):
        slope = (distance - between @ weights) / scale + shrinkage * np.log(weights * parts)
        weights = np.maximum(weights * np.exp(-STRIDE * (slope - slope @ weights)), 1e-12)
        weights /= weights.sum()
    return weights


def mixed(parts: Sequence[Floats], weights: Floats, draws: int) -> Singles:
    """Draws of a linear pool, rising: from (cells, q) quantiles of each part to (cells, draws).

    Each part gives its share of the draws to the nearest whole number (largest remainders first),
    spread evenly over its quantiles.
    """
    shares = weights / weights.sum() * draws
    counts = np.floor(shares).astype(np.int64)
    counts[np.argsort(counts - shares, kind="stable")[: draws - counts.sum()]] += 1
    pieces = [
        part[:, ((np.arange(count) + 0.5) / count * part.shape[1]).astype(np.int64)]
        for part, count in zip(parts, counts.tolist(), strict=True)
        if count
    ]
    together: Singles = np.concatenate(pieces, axis=1).astype(np.float32)
    together.sort(axis=1)
    return together


def widened(draws: Singles, spread: Floats) -> Singles:
    """Draws moved away from their median, or towards it, on the scale of log(1 + count).

    draws: (cells, draws), rising counts. spread: (cells,), >= 0, factors of the distance; 1 changes
    nothing. The median and the chance of nothing stay as they are: what happens stays 1 or more.
    """
    middle = 1 + draws[:, [draws.shape[1] // 2]]
    moved = middle * ((1 + draws) / middle) ** spread[:, None].astype(np.float32) - 1
    changed: Singles = np.where(draws > 0, np.maximum(np.rint(moved), 1), 0).astype(np.float32)
    return changed

"""Logistic regression over many features and few texts, solved between the texts themselves."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def softmax(scores: Floats) -> Floats:
    """Probabilities of (n, classes) scores, row by row."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def fit_dual(
    kernel: Floats, wanted: Floats, *, ridge: float, weights: Floats | None = None, steps: int = 600
) -> Floats:
    """The texts' shares (n, classes) in a ridge logistic regression over `kernel` (n, n).

    wanted: (n, classes), one-hot or soft. Minimises the weighted log loss + ridge/2 of the squared
    weights; feature weights are `features.T @ shares`. Nesterov's accelerated descent with a fixed
    number of steps, so that the same input gives the same bytes.
    Source: the representer theorem; Nesterov (1983).
    """
    n = len(kernel)
    if kernel.shape != (n, n) or wanted.shape[0] != n:
        raise ValueError(f"kernel {kernel.shape} does not match wanted {wanted.shape}")
    each = np.ones(n) if weights is None else weights
    largest = float(np.abs(kernel).sum(axis=1).max())  # bounds the largest eigenvalue
    pace = 1.0 / (0.5 * largest * float(each.max()) + ridge)
    shares = np.zeros_like(wanted)
    ahead, momentum = shares, 1.0
    for _ in range(steps):
        slope = (softmax(kernel @ ahead) - wanted) * each[:, None] + ridge * ahead
        moved = ahead - pace * slope
        grown = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = moved + (momentum - 1) / grown * (moved - shares)
        shares, momentum = moved, grown
    return shares

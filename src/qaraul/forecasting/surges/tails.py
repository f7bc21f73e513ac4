"""Upper tails of over-dispersed counts."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
MOST_TERMS = 5_000
SMALLEST_TERM = 1e-12
_log_gamma = np.vectorize(math.lgamma, otypes=[float])


def upper_tail(observed: npt.ArrayLike, mean: npt.ArrayLike, dispersion: npt.ArrayLike) -> Floats:
    """P(X ≥ observed) for X negative binomial with variance mean + dispersion · mean².

    observed: whole numbers ≥ 0; mean: > 0; dispersion: ≥ 0, 0 being Poisson; all broadcast to one
    shape (n,). Where observed does not exceed the mean the answer is 1: it is no surge.
    ValueError when a value is missing or out of its range.
    """
    x, mu, phi = np.broadcast_arrays(
        np.asarray(observed, float), np.asarray(mean, float), np.asarray(dispersion, float)
    )
    is_good = np.isfinite(x) & np.isfinite(mu) & np.isfinite(phi) & (x >= 0) & (mu > 0) & (phi >= 0)
    if not is_good.all():
        raise ValueError("a count, a mean or a dispersion is missing or out of its range")
    tail = np.ones(x.shape)
    above = x > mu
    if above.any():
        tail[above] = _summed(np.ceil(x[above]), mu[above], np.maximum(phi[above], 1e-7))
    return np.minimum(tail, 1.0)


def _summed(x: Floats, mu: Floats, phi: Floats) -> Floats:
    """The sum of the terms from x on; each follows from the one before by a ratio below one."""
    size = 1 / phi
    share = mu / (mu + size)
    first = (
        _log_gamma(x + size) - _log_gamma(size) - _log_gamma(x + 1)
        + size * np.log1p(-share) + x * np.log(share)
    )  # fmt: skip
    term, total, k = np.ones_like(x), np.ones_like(x), x.copy()
    for _ in range(MOST_TERMS):
        term *= (k + size) / (k + 1) * share
        total += term
        k += 1
        if (term < SMALLEST_TERM * total).all():
            break
    tails: Floats = np.exp(first + np.log(total))
    return tails

"""Scores of probabilities of yes or no: Brier, reliability, average precision, area under ROC."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from qaraul.forecasting.arrays import Flags, Floats, Whole


def probability_at_least(draws: npt.ArrayLike, threshold: float) -> Floats:
    """Share of draws at or above a threshold: (cells, draws) to (cells,), 0 to 1."""
    shares: Floats = (np.asarray(draws) >= threshold).mean(axis=1)
    return shares


def brier(probability: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """Squared difference of probability and outcome (0 or 1) for each cell; 0 is perfect.

    Source: Brier (1950). ValueError when shapes differ or a probability is not 0 to 1.
    """
    p, y = _checked(probability, happened)
    return np.square(p - y)


def auc(probability: npt.ArrayLike, happened: npt.ArrayLike) -> float:
    """Chance that a cell where it happened has the higher probability; ties count half.

    NaN when it happened everywhere or nowhere. Source: Mann & Whitney (1947).
    """
    p, y = _checked(probability, happened)
    yes = int(y.sum())
    no = len(y) - yes
    if not yes or not no:
        return float("nan")
    ranks = rankdata(p)
    return float((ranks[y].sum() - yes * (yes + 1) / 2) / (yes * no))


def average_precision(probability: npt.ArrayLike, happened: npt.ArrayLike) -> float:
    """Precision averaged over recall, cells of one probability taken together; 1 is perfect.

    NaN when it happened nowhere. Source: as scikit-learn's `average_precision_score`.
    """
    p, y = _checked(probability, happened)
    if not y.any():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    ends = np.r_[np.flatnonzero(np.diff(p[order])), len(p) - 1]
    hits = np.cumsum(y[order])[ends]
    gained = np.diff(hits, prepend=0)
    return float((gained * hits / (ends + 1)).sum() / hits[-1])


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability diagram: for each class of probability what was said and what happened."""

    said: Floats
    happened: Floats
    cells: Whole


def reliability(
    probability: npt.ArrayLike,
    happened: npt.ArrayLike,
    *,
    edges: npt.ArrayLike = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0),
) -> Reliability:
    """Mean probability and frequency in each class (lower edge in, last upper edge in too).

    Classes without cells have NaN. ValueError when edges do not rise from 0 to 1.
    Source: Murphy & Winkler (1977).
    """
    p, y = _checked(probability, happened)
    bounds = np.asarray(edges, np.float64)
    if bounds[0] != 0 or bounds[-1] != 1 or (np.diff(bounds) <= 0).any():
        raise ValueError("the edges do not rise from 0 to 1")
    which = np.clip(np.digitize(p, bounds) - 1, 0, len(bounds) - 2)
    cells = np.bincount(which, minlength=len(bounds) - 1)
    with np.errstate(invalid="ignore"):
        said = np.bincount(which, p, len(cells)) / cells
        seen = np.bincount(which, y, len(cells)) / cells
    return Reliability(said, seen, cells.astype(np.int64))


def _checked(probability: npt.ArrayLike, happened: npt.ArrayLike) -> tuple[Floats, Flags]:
    p, y = np.asarray(probability, np.float64), np.asarray(happened)
    if p.ndim != 1 or p.shape != y.shape or not len(p):
        raise ValueError(f"probabilities {p.shape} do not match outcomes {y.shape}")
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a probability is not between 0 and 1")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("an outcome is neither 0 nor 1")
    return p, y.astype(bool)

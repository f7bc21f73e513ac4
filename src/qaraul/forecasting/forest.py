"""A forest whose answer is a whole distribution: the training values that share its leaves."""

from dataclasses import dataclass

import numpy as np
from lightgbm import Booster, Dataset, train

from qaraul.forecasting.arrays import Floats, Singles, Whole

# Same trees on every machine and with any number of processes.
DETERMINISTIC = {
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
PIECE = 20_000  # cells answered at once, to bound memory


@dataclass(frozen=True, slots=True)
class ForestSettings:
    """How a forest is grown; the values of the model card."""

    trees: int = 60
    leaves: int = 100
    smallest_leaf: int = 60
    share_of_rows: float = 0.5
    share_of_features: float = 0.15


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees, and the training values in the order of the leaves of each tree.

    values: (trees, rows). starts: (trees, leaves + 1), where each leaf's values begin.
    """

    booster: Booster
    values: Floats
    starts: Whole

    def quantiles(self, features: Singles, count: int, rng: np.random.Generator) -> Floats:
        """Evenly spread quantiles of each cell's distribution, rising: (cells, count).

        Each tree gives values drawn at random from the cell's leaf, as many as are needed.
        """
        out = np.empty((len(features), count))
        for start in range(0, len(features), PIECE):
            rows = slice(start, start + PIECE)
            out[rows] = self._answer(features[rows], count, rng)
        return out

    def _answer(self, features: Singles, count: int, rng: np.random.Generator) -> Floats:
        leaves = leaves_of(self.booster, features)
        trees = leaves.shape[1]
        each = max(1, -(-count // trees))
        drawn = np.empty((len(features), trees * each))
        for tree in range(trees):
            first = self.starts[tree, leaves[:, tree]]
            size = self.starts[tree, leaves[:, tree] + 1] - first
            at = first[:, None] + (rng.random((len(features), each)) * size[:, None]).astype(int)
            drawn[:, tree * each : (tree + 1) * each] = self.values[tree][at]
        drawn.sort(axis=1)
        picked = ((np.arange(count) + 0.5) / count * drawn.shape[1]).astype(np.int64)
        spread: Floats = drawn[:, picked]
        return spread


def grow(
    features: Singles,
    values: Floats,
    settings: ForestSettings,
    *,
    seed: int,
    weight: Floats | None = None,
) -> Forest:
    """Grow a forest on (rows, features) and (rows,) values; the same for the same seed.

    weight: how much a row counts when a split is chosen; in a leaf all rows are alike.

    A leaf holds every training row that falls into it, not only those the tree was grown on.
    ValueError when there is no row. Source: Meinshausen (2006), Quantile regression forests.
    """
    if not len(values):
        raise ValueError("a forest needs rows to grow on")
    parameters = DETERMINISTIC | {
        "objective": "regression",
        "boosting": "rf",
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.smallest_leaf,
        "bagging_fraction": settings.share_of_rows,
        "bagging_freq": 1,
        "feature_fraction_bynode": settings.share_of_features,
        "seed": seed,
    }
    booster = train(
        parameters, Dataset(features, values, weight=weight), num_boost_round=settings.trees
    )
    leaves = leaves_of(booster, features)
    most = int(leaves.max()) + 2
    ordered = np.empty((leaves.shape[1], len(values)))
    starts = np.empty((leaves.shape[1], most), np.int64)
    for tree in range(leaves.shape[1]):
        order = np.argsort(leaves[:, tree], kind="stable")
        ordered[tree] = values[order]
        starts[tree] = np.searchsorted(leaves[order, tree], np.arange(most))
    return Forest(booster, ordered, starts)


def leaves_of(booster: Booster, features: Singles) -> Whole:
    """Leaf of each row in each tree: (rows, trees)."""
    found = np.asarray(booster.predict(features, pred_leaf=True), np.int64)
    return found.reshape(len(features), -1)

"""The learnt part of our model: whether anything happens, and how much if it does."""

from dataclasses import dataclass, field

import numpy as np
from lightgbm import Booster, Dataset, train

from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.forest import DETERMINISTIC, Forest, ForestSettings, grow
from qaraul.forecasting.rows import Rows

ACTIVE_LEVEL = 4.0  # `level` from which a unit's own scale says something: 3 a month
WAR_WEIGHT = 0.25  # power of the level that a row counts with where ratios are learnt


@dataclass(frozen=True, slots=True)
class ClassifierSettings:
    """Boosted trees for P(at least one); the values of the model card."""

    rounds: int = 100
    pace: float = 0.06
    leaves: int = 12
    smallest_leaf: int = 80
    share_of_rows: float = 0.7
    share_of_features: float = 0.5
    ridge: float = 10.0


@dataclass(frozen=True, slots=True)
class HurdleSettings:
    """Classifier and forests of the learnt part."""

    classifier: ClassifierSettings = field(default_factory=ClassifierSettings)
    forest: ForestSettings = field(default_factory=ForestSettings)
    ratio_forest: ForestSettings = field(
        default_factory=lambda: ForestSettings(leaves=60, smallest_leaf=30)
    )


@dataclass(frozen=True, slots=True)
class Hurdle:
    """A classifier, forests of positive counts in two units, and one of ratios.

    The ratio is that of any count, zero too, to the level of a unit that is active.
    """

    classifier: Booster
    absolute: Forest
    own_scale: Forest
    ratio: Forest

    def probability(self, features: Singles) -> Floats:
        """P(at least one) of each row: (rows,)."""
        found: Floats = np.asarray(self.classifier.predict(features), np.float64)
        return found

    def parts(
        self, features: Singles, level: Floats, count: int, rng: np.random.Generator
    ) -> dict[str, Floats]:
        """Quantiles of each learnt distribution, rising whole counts: (rows, count)."""
        chance = self.probability(features)
        absolute = np.exp(self.absolute.quantiles(features, count, rng))
        relative = np.exp(self.own_scale.quantiles(features, count, rng)) * level[:, None]
        own_scale = behind_hurdle(relative, chance)
        ratio, active = own_scale.copy(), level > ACTIVE_LEVEL
        if active.any():
            roots = self.ratio.quantiles(features[active], count, rng)
            ratio[active] = np.rint(np.square(roots) * level[active, None])
        return {
            "absolute": behind_hurdle(absolute, chance),
            "own_scale": own_scale,
            "ratio": ratio,
        }


def fit_hurdle(rows: Rows, settings: HurdleSettings, *, seed: int) -> Hurdle | None:
    """Fit on rows; None when there is too little that happened to learn from."""
    happened = rows.outcome > 0
    active = rows.level > ACTIVE_LEVEL
    least = 4 * settings.forest.smallest_leaf
    if min(happened.sum(), (~happened).sum(), active.sum()) < least:
        return None
    chosen = settings.classifier
    parameters = DETERMINISTIC | {
        "objective": "binary",
        "learning_rate": chosen.pace,
        "num_leaves": chosen.leaves,
        "min_data_in_leaf": chosen.smallest_leaf,
        "bagging_fraction": chosen.share_of_rows,
        "bagging_freq": 1,
        "feature_fraction": chosen.share_of_features,
        "lambda_l2": chosen.ridge,
        "seed": seed,
    }
    data = Dataset(rows.features, happened.astype(np.float64), weight=rows.weight)
    classifier = train(parameters, data, num_boost_round=chosen.rounds)
    positive = rows.features[happened]
    counts, level = rows.outcome[happened], rows.level[happened]
    share = rows.outcome[active] / rows.level[active]
    return Hurdle(
        classifier,
        grow(positive, np.log(counts), settings.forest, seed=seed + 1),
        grow(positive, np.log(counts / level), settings.forest, seed=seed + 2),
        grow(
            rows.features[active],
            np.sqrt(share),
            settings.ratio_forest,
            seed=seed + 3,
            weight=rows.level[active] ** WAR_WEIGHT,
        ),
    )


def behind_hurdle(positive: Floats, chance: Floats) -> Floats:
    """Quantiles of "nothing with 1 - chance, else one of these": rising whole counts.

    positive: (rows, q) rising values; what is below 1 counts as 1. chance: (rows,), 0 to 1.
    Returns the same shape.
    """
    q = positive.shape[1]
    above = (np.arange(q) + 0.5) / q - (1 - chance[:, None])
    place: Whole = np.clip(above / np.maximum(chance[:, None], 1e-12) * q, 0, q - 1).astype(
        np.int64
    )
    counts = np.maximum(np.rint(np.take_along_axis(positive, place, axis=1)), 1)
    quantiles: Floats = np.where(above > 0, counts, 0.0)
    return quantiles

"""The learnt part of our model: whether anything happens, and how much if it does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from lightgbm import Booster, Dataset, train

from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.forest import DETERMINISTIC, Forest, ForestSettings, grow
from qaraul.forecasting.rows import Rows
from qaraul.forecasting.season import shift

ABSOLUTE = "absolute"
OWN_SCALE = "own_scale_"


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


@dataclass(frozen=True, slots=True)
class Hurdle:
    """A fitted classifier, and forests of the logarithm of positive counts, by name.

    scales: for each forest in own-scale units, the feature that is the logarithm of the scale, and
    the months it is a mean of.
    """

    classifier: Booster
    forests: dict[str, Forest]
    scales: dict[str, tuple[int, int]]

    def probability(self, features: Singles) -> Floats:
        """P(at least one) of each row: (rows,)."""
        found: Floats = np.asarray(self.classifier.predict(features), np.float64)
        return found

    def parts(
        self,
        features: Singles,
        profile: Singles,
        names: Sequence[str],
        count: int,
        rng: np.random.Generator,
    ) -> dict[str, Floats]:
        """Quantiles of each learnt distribution, rising whole counts: (rows, count)."""
        chance = self.probability(features)
        made = {}
        for name in names:
            logs = self.forests[name].quantiles(features, count, rng)
            if name in self.scales:
                logs += _scale(features, profile, *self.scales[name])[:, None]
            made[name] = behind_hurdle(np.exp(logs), chance)
        return made


def fit_hurdle(
    rows: Rows,
    names: Sequence[str],
    feature_names: Sequence[str],
    settings: HurdleSettings,
    *,
    seed: int,
) -> Hurdle | None:
    """Fit on rows; None when there is too little that happened to learn from.

    names: "absolute", or "own_scale_N": in units of the geometric mean of 1 + the counts of the
    last N months, which one terrible month moves less than the arithmetic one, times the season of
    the month to forecast over theirs.
    """
    happened = rows.outcome > 0
    least = 4 * settings.forest.smallest_leaf
    if min(happened.sum(), (~happened).sum()) < least:
        return None
    features, logs = rows.features[happened], np.log(rows.outcome[happened])
    scales = {}
    for name in names:
        if name.startswith(OWN_SCALE):
            months = name.removeprefix(OWN_SCALE)
            scales[name] = (feature_names.index(f"log_mean_{months}"), int(months))
    forests = {}
    for number, name in enumerate(names, 1):
        own = _scale(features, rows.profile[happened], *scales[name]) if name in scales else 0
        forests[name] = grow(features, logs - own, settings.forest, seed=seed + number)
    return Hurdle(_classifier(rows, settings.classifier, seed), forests, scales)


def _scale(features: Singles, profile: Singles, column: int, months: int) -> Floats:
    """Logarithm of the own scale of each row, in the season of the month to forecast: (rows,)."""
    lead = features[:, -1].astype(np.int64)
    return features[:, column].astype(float) + shift(profile, lead, months)


def _classifier(rows: Rows, chosen: ClassifierSettings, seed: int) -> Booster:
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
    happened = (rows.outcome > 0).astype(np.float64)
    data = Dataset(rows.features, happened, weight=rows.weight)
    return train(parameters, data, num_boost_round=chosen.rounds)


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

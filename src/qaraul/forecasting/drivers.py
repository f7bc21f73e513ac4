"""What moves a probability: contributions of groups of features to the classifier's answer."""

from dataclasses import dataclass

import numpy as np

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Unit
from qaraul.forecasting.features import features_at
from qaraul.forecasting.own import OwnSettings, fitted
from qaraul.forecasting.panel import Panel
from qaraul.forecasting.rows import with_lead


@dataclass(frozen=True, slots=True)
class Driver:
    """A group of features and what it adds to the log-odds of at least one event, lead by lead.

    Positive raises the probability. The groups and the base add up to the classifier's log-odds.
    """

    group: str
    contributions: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drivers:
    """Of one unit: probabilities of the classifier by lead, its base log-odds, and the groups."""

    probabilities: tuple[float, ...]
    base: float
    groups: tuple[Driver, ...]


def drivers(
    panel: Panel,
    *,
    units: list[Unit],
    data_end: int,
    leads: tuple[int, ...],
    seed: int,
    settings: OwnSettings | None = None,
) -> dict[Unit, Drivers]:
    """Drivers of some units: the strongest group first, by its mean size over the leads.

    Groups: level, frequency, trend, time since, neighbours, covariates, lead. They explain the
    learnt classifier, which is one part of our model, not the pooled draws. An empty dictionary
    when there is too little past to learn from. BadInput when a unit is not in the panel.
    Source: Lundberg et al. (2020), exact tree SHAP values, as LightGBM computes them.
    """
    if not leads:
        raise BadInput("there is no lead", field="leads")
    known = panel.until(data_end)
    features = features_at(known, np.arange(known.first_month, known.last_month + 1))
    hurdle = fitted(known, features, leads, settings or OwnSettings(), seed=seed)
    if hurdle is None:
        return {}
    groups = np.array([*features.groups, "lead"])
    lead = np.asarray(leads, np.int64)
    found = {}
    for unit, row in zip(units, known.rows_of(units), strict=True):
        values = with_lead(np.repeat(features.values[row, -1:], len(leads), axis=0), lead)
        shares = np.asarray(hurdle.classifier.predict(values, pred_contrib=True))
        by_group = [
            Driver(group, tuple(shares[:, :-1][:, groups == group].sum(axis=1).tolist()))
            for group in dict.fromkeys(groups.tolist())
        ]
        by_group.sort(key=lambda driver: -float(np.abs(driver.contributions).mean()))
        chances = tuple(hurdle.probability(values).tolist())
        found[unit] = Drivers(chances, float(shares[0, -1]), tuple(by_group))
    return found

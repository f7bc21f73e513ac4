"""Our model: learnt distributions and the unit's own history, pooled by weights learnt before."""

from dataclasses import dataclass, field, replace

import numpy as np

from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.features import Features, features_at
from qaraul.forecasting.histories import fading
from qaraul.forecasting.hurdle import ABSOLUTE, OWN_SCALE, Hurdle, HurdleSettings, fit_hurdle
from qaraul.forecasting.panel import Panel
from qaraul.forecasting.pooling import best_weights, crps_terms, mixed, widened
from qaraul.forecasting.rows import level_of, training_rows, with_lead
from qaraul.forecasting.season import profiles

VERSION = "2"
FADING = "fading_"
LEVELS = (5.0, 50.0)  # deaths a month, plus 1: low, middle and high level have their own weights
MOST_VALUES = 12_000_000  # of one component, 96 MB; countries need a tenth of it
COARSE = 50  # quantiles that are enough to learn weights from
MIDDLE_LEAD = 8.5  # of the leads 3 to 14 that the settings were chosen on
ENOUGH_PAST = 36  # months before the earliest origin that weights are learnt from


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """Everything that was chosen; see the model card for how.

    pooled: names of the components of a unit with an event in the last year: "fading_N" from its
    own months with a half-life of N, "own_scale_N" and "absolute" learnt. quiet: those that
    forecast any other unit, in equal shares. quantiles: how finely a component is kept. refits: how
    many years before the end of the data the learnt part is fitted anew to learn the weights.
    every: months between the origins that weights are learnt from. scale_power: a cell weighs its
    level to minus this. shrinkage: towards equal weights. widening: how much wider, on the
    logarithmic scale, the pool is made for every month of lead beyond `MIDDLE_LEAD`, and narrower
    before it.
    """

    hurdle: HurdleSettings = field(default_factory=HurdleSettings)
    pooled: tuple[str, ...] = ("fading_4", "own_scale_6")
    quiet: tuple[str, ...] = ("absolute", "own_scale_6")
    quantiles: int = 500
    refits: tuple[int, ...] = (12, 9, 6, 3)
    every: int = 6
    scale_power: float = 1.0
    shrinkage: float = 0.01
    widening: float = 0.02

    @property
    def learnt(self) -> tuple[str, ...]:
        """Names of all learnt components, each once."""
        names = dict.fromkeys((*self.pooled, *self.quiet))
        return tuple(n for n in names if n == ABSOLUTE or n.startswith(OWN_SCALE))

    @property
    def from_history(self) -> tuple[str, ...]:
        """Names of the pooled components that need no learning."""
        return tuple(name for name in self.pooled if name not in self.learnt)


@dataclass(frozen=True, slots=True)
class Pool:
    """Weights of the components, by name, for each class of level: (classes, components).

    Each row sums to 1. A unit's class is the place of its level among `LEVELS`.
    """

    names: tuple[str, ...]
    weights: Floats


def own_forecast(
    known: Panel,
    leads: tuple[int, ...],
    draws: int,
    *,
    seed: int,
    settings: OwnSettings | None = None,
) -> Singles:
    """Draws (units, leads, draws) of our model from a panel that ends where the data end."""
    chosen = _affordable(settings or OwnSettings(), len(known.units) * len(leads))
    features = features_at(known, np.arange(known.first_month, known.last_month + 1))
    pool = learn_pool(known, features, leads, chosen, seed=seed)
    hurdle = fitted(known, features, leads, chosen, seed=seed)
    at = known.counts.shape[1] - 1
    parts = components(known, features, hurdle, at, leads, chosen, seed=seed)
    together = np.empty((len(known.units) * len(leads), draws), np.float32)
    classes = np.repeat(class_of(features, at), len(leads))
    for number, weights in enumerate(pool.weights):
        rows = classes == number
        together[rows] = mixed([parts[name][rows] for name in pool.names], weights, draws)
    spread = 1 + chosen.widening * (np.asarray(leads) - MIDDLE_LEAD)
    together = widened(together, np.tile(np.maximum(spread, 0), len(known.units)))
    if hurdle is not None:
        quiet = np.repeat(features.column("share_12")[:, at] == 0, len(leads))
        learnt = [parts[name][quiet] for name in chosen.quiet]
        together[quiet] = mixed(learnt, np.ones(len(learnt)), draws)
    return together.reshape(len(known.units), len(leads), draws)


def _affordable(chosen: OwnSettings, cells: int) -> OwnSettings:
    """The settings with components kept coarser where there are very many cells."""
    most = max(COARSE, MOST_VALUES // max(cells, 1))
    return replace(chosen, quantiles=min(chosen.quantiles, most))


def fitted(
    known: Panel, features: Features, leads: tuple[int, ...], chosen: OwnSettings, *, seed: int
) -> Hurdle | None:
    """The learnt part, from everything up to the panel's end."""
    rng = np.random.default_rng((seed, known.last_month, 1))
    rows = training_rows(known, features, leads, rng)
    return fit_hurdle(rows, chosen.learnt, features.names, chosen.hurdle, seed=seed)


def components(
    known: Panel,
    features: Features,
    hurdle: Hurdle | None,
    at: int,
    leads: tuple[int, ...],
    chosen: OwnSettings,
    *,
    seed: int,
) -> dict[str, Floats]:
    """Quantiles of every component at the end of column `at`: (units × leads, quantiles)."""
    seen = replace(known, counts=known.counts[:, : at + 1])
    parts = {
        name: fading(seen, leads, float(name.removeprefix(FADING)), chosen.quantiles)
        for name in chosen.from_history
    }
    if hurdle is not None:
        rng = np.random.default_rng((seed, known.first_month + at, 2))
        lead: Whole = np.tile(np.asarray(leads, np.int64), len(known.units))
        values = with_lead(np.repeat(features.values[:, at], len(leads), axis=0), lead)
        units = np.arange(len(known.units))
        profile = np.repeat(
            profiles(known.counts, units, np.full_like(units, at)), len(leads), axis=0
        )
        parts |= hurdle.parts(values, profile, chosen.learnt, chosen.quantiles, rng)
    return parts


def learn_pool(
    known: Panel, features: Features, leads: tuple[int, ...], chosen: OwnSettings, *, seed: int
) -> Pool:
    """Weights that would have been best at earlier origins, each with a model fitted before it.

    Nothing after the panel's end is used: an origin counts only when all its leads have come true.
    Without enough past, equal weights of the histories.
    """
    last = known.counts.shape[1] - 1
    starts = [last - 12 * years for years in chosen.refits if last - 12 * years >= ENOUGH_PAST]
    ends = [*starts[1:], last + 1 - max(leads)]
    names = _pooled(chosen, learnt=False)
    terms: list[tuple[Floats, Floats]] = []
    for start, end in zip(starts, ends, strict=False):
        hurdle = _fitted_until(known, features, start, leads, chosen, seed=seed)
        for at in range(start, end, chosen.every):
            parts = components(known, features, hurdle, at, leads, chosen, seed=seed)
            pooled = _pooled(chosen, learnt=hurdle is not None)
            if pooled != names:  # the learnt part came later: start again with it
                terms, names = [], pooled
            quantiles = np.stack([parts[name] for name in names], axis=1)
            terms.append(_terms(known, features, quantiles, at, leads, chosen))
    if not terms:
        names = _pooled(chosen, learnt=False)
        return Pool(names, np.full((len(LEVELS) + 1, len(names)), 1 / len(names)))
    distances, betweens = (np.sum(one, axis=0) for one in zip(*terms, strict=True))
    weights = [
        best_weights(distance, between, shrinkage=chosen.shrinkage)
        for distance, between in zip(distances, betweens, strict=True)
    ]
    return Pool(names, np.stack(weights))


def class_of(features: Features, at: int) -> Whole:
    """Class of each unit's level at the end of column `at`: (units,), 0 to the number of LEVELS."""
    return np.digitize(level_of(features)[:, at], LEVELS)


def _pooled(chosen: OwnSettings, *, learnt: bool) -> tuple[str, ...]:
    """Names of what is pooled for a unit that had an event within a year."""
    return chosen.pooled if learnt else chosen.from_history


def _fitted_until(
    known: Panel,
    features: Features,
    at: int,
    leads: tuple[int, ...],
    chosen: OwnSettings,
    *,
    seed: int,
) -> Hurdle | None:
    """The learnt part as it would have been at the end of column `at`."""
    before = replace(known, counts=known.counts[:, : at + 1])
    seen = replace(features, values=features.values[:, : at + 1])
    return fitted(before, seen, leads, chosen, seed=seed)


def _terms(
    known: Panel,
    features: Features,
    quantiles: Floats,
    at: int,
    leads: tuple[int, ...],
    chosen: OwnSettings,
) -> tuple[Floats, Floats]:
    """Sums over the cells of one origin, by class of level, of what the pool's CRPS is made of."""
    outcome = known.counts[:, at + np.asarray(leads)].ravel()
    level = np.repeat(level_of(features)[:, at], len(leads))
    active = np.repeat(features.column("share_12")[:, at] > 0, len(leads))
    telling = active & ~np.isnan(outcome)
    weight = level[telling] ** -chosen.scale_power
    coarse = quantiles[telling][:, :, :: max(1, chosen.quantiles // COARSE)]
    distance, between = crps_terms(coarse, outcome[telling])
    classes = np.repeat(class_of(features, at), len(leads))[telling]
    shares = weight * (classes == np.arange(len(LEVELS) + 1)[:, None])  # classes × cells
    return shares @ distance, np.tensordot(shares, between, axes=1)

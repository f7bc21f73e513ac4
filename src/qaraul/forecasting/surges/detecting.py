"""A count model for each series: its own rate, the week's season, the day's reporting volume.

The expected count of series s on day t is rate(s) · season(s, weekday) · volume(t), with the
volume counted without the series itself, so that a surge does not hide behind its own noise. The
spread is that of a negative binomial, estimated from the series and from all series together, and
widened by what is not known of the rate and of the volume. Sums of one to three days are tested;
the smallest probability, times their number, is the day's.
Sources: Farrington et al. (1996), J. R. Statist. Soc. A 159, 547–563, for the weekly count model
and its down-weighted past; Noufaily et al. (2013), Statist. Med. 32, 1206–1222.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from qaraul.forecasting.surges.discoveries import benjamini_hochberg, level_for
from qaraul.forecasting.surges.tails import Floats, upper_tail

Bools: TypeAlias = npt.NDArray[np.bool_]
WEEK = 7
PRIOR_EVENTS = 0.5  # what a series without a past is taken to have seen
SEASON_WEIGHT = 20.0  # events after which a series' own weekdays count as much as everybody's
SPREAD_WEIGHT = 60.0  # the same for its own spread, in squared events
SMALLEST_SPREAD, LARGEST_SPREAD = 0.005, 3.0
CLIP = 4.0  # standard deviations above which a past day counts no further
VOLUME_WEIGHT = 5.0  # events a day by which a thin volume is drawn to its mean


@dataclass(frozen=True, slots=True)
class Plan:
    """How surges are sought; `false_alarms_a_week` is the operator's, over all series together."""

    false_alarms_a_week: float = 1.0
    history_days: int = 84
    gap_days: int = 4
    windows: tuple[int, ...] = (1, 2, 3)
    least_count: int = 3
    least_ratio: float = 1.5

    @property
    def days_needed(self) -> int:
        """Days of counts that one verdict rests on."""
        return self.history_days + self.gap_days + max(self.windows)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the last day says of each series; arrays of shape (series,)."""

    is_surge: Bools
    p: Floats
    level: Floats
    observed: Floats
    usual: Floats
    spread: Floats
    window: npt.NDArray[np.intp]
    volume_ratio: Floats


def detect(
    counts: npt.ArrayLike,
    plan: Plan | None = None,
    *,
    volume: npt.ArrayLike | None = None,
    ongoing: npt.ArrayLike | None = None,
) -> Verdicts:
    """Which series surge on the last day.

    counts: (series, days) of whole numbers ≥ 0, the last column the day in question; at least
    `plan.days_needed` days, of which the last so many are used. volume: (days,) or (series, days),
    what was reported in all, on the same days, with the series in it; the sum of all series when
    left out. ongoing: (series,) true for a surge that is known already: it is no new discovery and
    takes no part in the day's family.
    Returns usual and spread (one standard deviation) of the window that told most, after volume
    correction. ValueError when shapes do not match or a count is missing.
    """
    plan = plan or Plan()
    table, total = _checked(counts, volume, plan)
    p, observed, usual, spread, window, ratio = _judged(table, total, plan)
    known_already = np.zeros(len(p), bool) if ongoing is None else np.asarray(ongoing, bool)
    level = np.ones(len(p))
    level[~known_already] = benjamini_hochberg(p[~known_already])
    is_surge = level <= level_for(plan.false_alarms_a_week)
    return Verdicts(is_surge, p, level, observed, usual, spread, window, ratio)


def _judged(
    table: Floats, total: Floats, plan: Plan
) -> tuple[Floats, Floats, Floats, Floats, npt.NDArray[np.intp], Floats]:
    """Probability, count, mean, spread, window and volume of the last day of each series."""
    exposure, noise, ratio = _exposure(table, total, plan)
    past = slice(0, plan.history_days)
    expected = exposure * _season(table, exposure, past)
    clipped = _clipped(table, expected, past)
    known = clipped[:, past].sum(axis=1) + PRIOR_EVENTS
    rate = known / np.maximum(expected[:, past].sum(axis=1), 1e-9)
    mean = np.maximum(rate[:, None] * expected, 1e-9)
    not_known = noise + 1 / known[:, None]
    p, observed, usual, spread, window = _best_window(table, clipped, mean, not_known, plan)
    p = np.minimum(1.0, p * len(plan.windows))
    p[(observed < plan.least_count) | (observed < plan.least_ratio * usual)] = 1.0
    return p, observed, usual, spread, window, ratio[:, -1]


def _checked(
    counts: npt.ArrayLike, volume: npt.ArrayLike | None, plan: Plan
) -> tuple[Floats, Floats]:
    table = np.asarray(counts, float)
    if table.ndim != 2 or table.shape[1] < plan.days_needed:  # noqa: PLR2004  series by days
        raise ValueError(f"counts {table.shape} do not hold {plan.days_needed} days")
    total = table.sum(axis=0) if volume is None else np.asarray(volume, float)
    if total.shape not in {table.shape, table.shape[1:]}:
        raise ValueError(f"volume {total.shape} does not match counts {table.shape}")
    if not (np.isfinite(table).all() and np.isfinite(total).all() and (table >= 0).all()):
        raise ValueError("a count is missing or negative")
    total = np.broadcast_to(total, table.shape)
    return table[:, -plan.days_needed :], total[:, -plan.days_needed :]


def _exposure(table: Floats, total: Floats, plan: Plan) -> tuple[Floats, Floats, Floats]:
    """Volume of each day in units of its usual day, its noise, and the same without weekdays."""
    others = np.maximum(total - table, 0.0)
    usual = np.maximum(others[:, : plan.history_days].mean(axis=1, keepdims=True), 1e-9)
    drawn = others + VOLUME_WEIGHT
    exposure = drawn / (usual + VOLUME_WEIGHT)
    days = np.arange(table.shape[1])
    same = (days % WEEK) == (days[-1] % WEEK)
    same[plan.history_days :] = False
    weekday = np.maximum(others[:, same].mean(axis=1, keepdims=True), 1e-9)
    ratio = drawn / (weekday + VOLUME_WEIGHT)
    return exposure, 1 / drawn, ratio


def _season(table: Floats, exposure: Floats, past: slice) -> Floats:
    """Factor of each weekday that the volume does not explain: everybody's, drawn to the own."""
    weekday = np.arange(table.shape[1]) % WEEK
    season = np.ones_like(table)
    own_rate = (table[:, past].sum(axis=1) + PRIOR_EVENTS) / exposure[:, past].sum(axis=1)
    expected = own_rate[:, None] * exposure
    for day in range(WEEK):
        here = weekday == day
        before = here[past]
        seen = table[:, past][:, before].sum(axis=1)
        should = expected[:, past][:, before].sum(axis=1)
        pooled = (seen.sum() + SEASON_WEIGHT) / (should.sum() + SEASON_WEIGHT)
        own = (seen + SEASON_WEIGHT * pooled) / (should + SEASON_WEIGHT)
        season[:, here] = own[:, None]
    return season


def _clipped(table: Floats, expected: Floats, past: slice) -> Floats:
    """Counts whose past surges are cut, so that an old surge does not hide a new one."""
    rate = (table[:, past].sum(axis=1) + PRIOR_EVENTS) / np.maximum(
        expected[:, past].sum(axis=1), 1e-9
    )
    mean = rate[:, None] * expected
    spread = _spreads(table[:, past], mean[:, past])
    limit = mean + CLIP * np.sqrt(mean + spread[:, None] * mean**2) + 1
    clipped = table.copy()
    clipped[:, past] = np.minimum(table, limit)[:, past]
    return clipped


def _spreads(seen: Floats, mean: Floats) -> Floats:
    """Dispersion of each series by moments, drawn to that of all series and never below it."""
    excess = ((seen - mean) ** 2 - mean).sum(axis=1)
    weight = (mean**2).sum(axis=1)
    pooled = np.clip(excess.sum() / max(weight.sum(), 1e-9), SMALLEST_SPREAD, LARGEST_SPREAD)
    own = (excess + SPREAD_WEIGHT * pooled) / (weight + SPREAD_WEIGHT)
    spreads: Floats = np.clip(own, pooled, LARGEST_SPREAD)
    return spreads


def _best_window(
    table: Floats, clipped: Floats, mean: Floats, not_known: Floats, plan: Plan
) -> tuple[Floats, Floats, Floats, Floats, npt.NDArray[np.intp]]:
    """Probability, count, mean and spread of the window that is the least likely."""
    found = []
    for days in plan.windows:
        past_mean = _rolled(mean[:, : plan.history_days], days)
        dispersion = _spreads(_rolled(clipped[:, : plan.history_days], days), past_mean)
        observed = table[:, -days:].sum(axis=1)
        usual = mean[:, -days:].sum(axis=1)
        phi = dispersion + not_known[:, -days:].mean(axis=1)
        found.append((upper_tail(observed, usual, phi), observed, usual, phi))
    tails = np.array([tail for tail, *_ in found])
    best = tails.argmin(axis=0)
    rows = np.arange(tails.shape[1])
    observed, usual, phi = (np.array([row[i] for row in found])[best, rows] for i in (1, 2, 3))
    spread = np.sqrt(usual + phi * usual**2)
    return tails[best, rows], observed, usual, spread, np.array(plan.windows)[best]


def _rolled(values: Floats, days: int) -> Floats:
    """Sums of so many following days."""
    if days == 1:
        return values
    sums = np.cumsum(values, axis=1)
    rolled: Floats = np.concatenate([sums[:, days - 1 : days], sums[:, days:] - sums[:, :-days]], 1)
    return rolled

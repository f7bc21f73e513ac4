"""What a model sees of a unit at the end of a month: nothing later than that month.

Every feature of month t is computed from counts of months <= t, of the unit and its neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Floats, Singles, Whole
from qaraul.forecasting.panel import Panel

SPANS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
LONGEST = 240  # months since an event are counted no further
THRESHOLDS = (1, 25, 100)
Named: TypeAlias = Iterator[tuple[str, str, Floats]]


@dataclass(frozen=True, slots=True)
class Features:
    """values: (units, months, features), float32; names and the group of each, for drivers."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    values: Singles

    def column(self, name: str) -> Singles:
        """One feature: (units, months)."""
        found: Singles = self.values[:, :, self.names.index(name)]
        return found


def features_at(panel: Panel, months: npt.ArrayLike) -> Features:
    """Features of every unit at the end of each of these months.

    Missing counts (before a unit existed) are read as zero. BadInput when a month is not in the
    panel. The history scales are 1 to 120 months; logarithms are log(1 + x).
    """
    wanted = np.atleast_1d(np.asarray(months, np.int64)) - panel.first_month
    counts = np.nan_to_num(panel.counts)
    if not len(wanted) or wanted.min() < 0 or wanted.max() >= counts.shape[1]:
        raise BadInput("a month is not in the panel")
    history = History(counts, wanted)
    table = [*own_history(history), *since_events(history), *neighbourhood(panel, history)]
    for name, values in panel.covariates.items():
        table.append((name, "covariates", np.repeat(values[:, None], len(wanted), axis=1)))
    names, groups, values = zip(*table, strict=True)
    stacked = np.empty((*values[0].shape, len(values)), np.float32)
    for index, one in enumerate(values):
        stacked[:, :, index] = one
    return Features(tuple(names), tuple(groups), stacked)


class History:
    """Counts up to some months, and means of them over spans that end there."""

    def __init__(self, counts: Floats, ends: Whole) -> None:
        self.counts, self.ends = counts, ends
        self._sums = _running_sums(counts)
        self.means = {span: self.mean(self._sums, span) for span in SPANS}

    def mean(self, sums: Floats, span: int) -> Floats:
        """Mean over the last `span` months, or over as many as there are: (units, ends)."""
        starts = np.maximum(self.ends + 1 - span, 0)
        means: Floats = (sums[:, self.ends + 1] - sums[:, starts]) / (self.ends + 1 - starts)
        return means

    def means_of(self, values: Floats, spans: tuple[int, ...]) -> dict[int, Floats]:
        """The same of any other series in the shape of the counts."""
        sums = _running_sums(values)
        return {span: self.mean(sums, span) for span in spans}

    def highest(self, span: int) -> Floats:
        """Highest month of the last `span`: (units, ends)."""
        found = np.zeros((len(self.counts), len(self.ends)))
        for back in range(span):
            at = self.ends - back
            np.maximum(found, np.where(at >= 0, self.counts[:, np.maximum(at, 0)], 0), out=found)
        return found


def own_history(history: History) -> Named:
    """Level, frequency, peaks, spread, trend and abrupt ends of the unit's own counts."""
    log_means = {span: np.log1p(mean) for span, mean in history.means.items()}
    for span in SPANS:
        yield f"mean_{span}", "level", log_means[span]
    logs = np.log1p(history.counts)
    of_logs = history.means_of(logs, (3, 6, 12, 36))
    for span, mean in of_logs.items():
        yield f"log_mean_{span}", "level", mean
    for span, mean in history.means_of(_over(history.counts, 1), (3, 6, 12, 24, 60, 120)).items():
        yield f"share_{span}", "frequency", mean
    for span, mean in history.means_of(_over(history.counts, 25), (6, 12, 36)).items():
        yield f"share25_{span}", "frequency", mean
    peaks = {span: np.log1p(history.highest(span)) for span in (6, 12, 36)}
    for span, peak in peaks.items():
        yield f"peak_{span}", "level", peak
    squares = history.means_of(np.square(logs), (12,))[12]
    yield "spread_12", "trend", np.sqrt(np.maximum(squares - np.square(of_logs[12]), 0))
    yield "trend_3_12", "trend", log_means[3] - log_means[12]
    earlier = np.maximum(2 * history.means[12] - history.means[6], 0)
    yield "trend_halves", "trend", log_means[6] - np.log1p(earlier)
    yield "trend_12_36", "trend", log_means[12] - log_means[36]
    yield "trend_1_6", "trend", log_means[1] - log_means[6]
    yield "fall_from_peak", "trend", log_means[2] - peaks[12]


def since_events(history: History) -> Named:
    """Months since the last month with at least so many, as log(1 + months), at most 240."""
    position = np.arange(history.counts.shape[1])
    for least in THRESHOLDS:
        last = np.where(history.counts >= least, position, -LONGEST - 1)
        last = np.maximum.accumulate(last, axis=1)[:, history.ends]
        months = np.clip(history.ends - last, 0, LONGEST)
        yield f"since_{least}", "time since", np.log1p(months)


def neighbourhood(panel: Panel, history: History) -> Named:
    """Level, frequency and trend of the counts of units that share a border."""
    degree = np.maximum(panel.neighbours.sum(axis=1), 1)[:, None]
    near = {span: panel.neighbours @ history.means[span] for span in (1, 3, 12, 36)}
    for span, level in near.items():
        yield f"near_{span}", "neighbours", np.log1p(level)
    share = history.means_of(_over(history.counts, 1), (12,))[12]
    yield "near_share_12", "neighbours", panel.neighbours @ share / degree
    yield "near_peak_12", "neighbours", _highest_near(panel, np.log1p(history.means[12]))
    yield "near_trend", "neighbours", np.log1p(near[3]) - np.log1p(near[12])


def _over(counts: Floats, least: int) -> Floats:
    return (counts >= least).astype(np.float64)


def _running_sums(values: Floats) -> Floats:
    """Sums of the first 0, 1, 2 … columns."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _highest_near(panel: Panel, values: Floats) -> Floats:
    """Highest value among the neighbours, 0 for a unit without any; values >= 0."""
    found = np.zeros_like(values)
    starts = panel.neighbours.indptr
    bordering = np.flatnonzero(np.diff(starts))
    if len(bordering):
        peaks = np.maximum.reduceat(values[panel.neighbours.indices], starts[bordering], axis=0)
        found[bordering] = peaks
    return found

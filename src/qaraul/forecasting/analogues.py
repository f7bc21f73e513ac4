"""Nearest past cases: where a unit looked like this, and what followed."""

from dataclasses import dataclass

import numpy as np

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Floats, Unit
from qaraul.forecasting.features import Features, features_at
from qaraul.forecasting.panel import Panel

# What makes two cases alike; each is divided by its spread over all cases.
COMPARED = (
    "mean_1", "mean_3", "mean_12", "mean_36", "share_12", "since_1", "spread_12", "near_12",
)  # fmt: skip
APART = 12  # months between two cases of one unit, so that one war is not the whole list


@dataclass(frozen=True, slots=True)
class Analogue:
    """A past case: unit and month it was in, how far it lies, what it had, what followed.

    before: the last 12 months up to `month`. after: the counts of the months asked for.
    """

    unit: Unit
    month: int
    distance: float
    before: tuple[float, ...]
    after: tuple[float, ...]


def analogues(
    panel: Panel, *, unit: Unit, data_end: int, leads: tuple[int, ...], count: int = 5
) -> list[Analogue]:
    """The past cases most alike to a unit at the end of the data, the nearest first.

    Only cases whose leads had all come true by `data_end`; of one unit, cases lie 12 months apart
    or more. BadInput when the unit or the month is not in the panel, or there is no past.
    """
    known = panel.until(data_end)
    row = int(known.rows_of([unit])[0])
    last = known.counts.shape[1] - 1
    ends = np.arange(min(12, last), last + 1 - max(leads))
    if not len(ends):
        raise BadInput("the panel is too short for past cases")
    past = _compared(features_at(known, known.first_month + ends))
    now = _compared(features_at(known, [data_end]))[row, 0]
    spread = past.reshape(-1, len(COMPARED)).std(axis=0)
    distance = np.sqrt((np.square(past - now) / np.maximum(spread, 1e-6) ** 2).mean(axis=2))
    after = known.counts[:, ends[:, None] + np.asarray(leads)]
    distance[np.isnan(known.counts[:, ends]) | np.isnan(after).any(axis=2)] = np.inf
    return [
        Analogue(
            unit=known.units[i].item(),
            month=int(known.first_month + ends[j]),
            distance=float(distance[i, j]),
            before=tuple(np.nan_to_num(known.counts[i, ends[j] - 11 : ends[j] + 1]).tolist()),
            after=tuple(after[i, j].tolist()),
        )
        for i, j in _nearest(distance, count)
    ]


def _compared(features: Features) -> Floats:
    columns = [features.names.index(name) for name in COMPARED]
    return features.values[:, :, columns].astype(np.float64)


def _nearest(distance: Floats, count: int) -> list[tuple[int, int]]:
    """Places of the smallest distances, no two of a row within 12 columns."""
    left = distance.copy()
    found: list[tuple[int, int]] = []
    while len(found) < count:
        i, j = divmod(int(left.argmin()), left.shape[1])
        if not np.isfinite(left[i, j]):
            break
        found.append((i, j))
        left[i, max(0, j - APART + 1) : j + APART] = np.inf
    return found

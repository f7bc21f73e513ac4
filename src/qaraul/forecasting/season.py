"""The season of a unit: how far each month of the year lies above or below its year."""

import numpy as np

from qaraul.forecasting.arrays import Floats, Singles, Whole

YEAR = 12
YEARS = 8  # looked back at
LEAST_YEARS = 3
NOISE = 2.0  # times the error of the season that must be exceeded before it counts
PIECE = 20_000  # rows at once, to bound memory


def profiles(counts: Floats, unit: Whole, at: Whole) -> Singles:
    """Season of units at the ends of columns `at`, of months up to there and none later.

    counts: (units, months), NaN where a unit did not exist; unit, at: (rows,). Returns (rows, 12):
    what the logarithm of 1 + count has above the year's mean, column 11 for the calendar month of
    `at`, 0 to 10 for the eleven before it. Means over 8 years, or what whole years there are, of
    months smoothed with the two beside them, without the climb from year to year, and shrunk
    towards none: positive-part James & Stein (1961), with twice the error. Zero below 3 years.
    """
    logs = np.log1p(np.nan_to_num(counts))
    found = np.empty((len(unit), YEAR), np.float32)
    for start in range(0, len(unit), PIECE):
        rows = slice(start, start + PIECE)
        found[rows] = _profiles(logs, unit[rows], at[rows])
    return found


def shift(profile: Floats | Singles, lead: Whole, months: int) -> Floats:
    """Season of the month `lead` ahead over that of the last `months`: (rows,), a logarithm."""
    target = np.take_along_axis(profile, ((YEAR - 1 + lead) % YEAR)[:, None], axis=1)[:, 0]
    ahead: Floats = target.astype(float) - profile[:, -min(months, YEAR) :].mean(axis=1)
    return ahead


def _profiles(logs: Floats, unit: Whole, at: Whole) -> Floats:
    columns = at[:, None] + np.arange(1 - YEAR * YEARS, 1)
    by_year = logs[unit[:, None], np.maximum(columns, 0)].reshape(-1, YEARS, YEAR)
    known = columns.reshape(-1, YEARS, YEAR)[:, :, :1] >= 0
    years = known.sum(axis=1)
    level = by_year.mean(axis=2)
    first = np.take_along_axis(level, YEARS - np.maximum(years, 1), axis=1)
    climb = (level[:, -1:] - first) / np.maximum(years - 1, 1) / YEAR
    within = by_year - level[:, :, None] - climb[:, :, None] * (np.arange(YEAR) - (YEAR - 1) / 2)
    smooth = (np.roll(within, 1, axis=2) + 2 * within + np.roll(within, -1, axis=2)) / 4 * known
    mean: Floats = smooth.sum(axis=1) / np.maximum(years, 1)
    spread = (np.square(smooth - mean[:, None]) * known).sum(axis=1) / np.maximum(years - 1, 1)
    error = (spread / np.maximum(years, 1)).mean(axis=1)
    size = np.maximum(np.square(mean).mean(axis=1), 1e-9)
    kept = np.maximum(1 - NOISE * error / size, 0) * (years[:, 0] >= LEAST_YEARS)
    shrunk: Floats = mean * kept[:, None]
    return shrunk

"""Our model for grid cells: past months of near cells drawn again, by distance and age.

Events in a cell are far too rare for the model of countries: the chance comes from what happened
around at several distances and ages, weighed by what would have been best before, and how much
happens from months near by, with those of everywhere mixed in.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from qaraul.forecasting.arrays import Flags, Floats, Singles, Whole
from qaraul.forecasting.geography import prio_grid_distances
from qaraul.forecasting.months import MONTHS
from qaraul.forecasting.panel import Panel

VERSION = "cells-1"
RIDGE = 1e-4  # of the trace


@dataclass(frozen=True, slots=True)
class CellSettings:
    """Everything that was chosen for PRIO-GRID cells; see the model card for how.

    reaches: kilometres at which an event's weight falls to 1/e; 0 is the cell alone. half_lives:
    months. every: months between the origins that weights are learnt from, of the last `years`.
    together: leads that share weights, nearest first. all_cells: whether the panel holds cells
    whatever their past; otherwise it is taken to hold those that had an event before its end, and
    a cell counts from its first one, because before that it is in the panel only for what came
    later. severity_reach, severity_half_life: whose counts say how much; severity_prior: how many
    months of anywhere, from the last `severity_months`, are mixed in.
    """

    reaches: tuple[float, ...] = (0, 60, 150, 400, 1_000)
    half_lives: tuple[float, ...] = (3, 8, 24, 72, 240)
    years: int = 20
    every: int = 3
    together: int = 4
    all_cells: bool = False
    severity_reach: float = 80
    severity_half_life: float = 24
    severity_prior: float = 10
    severity_months: int = 180


def cell_forecast(
    known: Panel, leads: tuple[int, ...], draws: int, settings: CellSettings
) -> Singles:
    """Draws (units, leads, draws), rising, from a panel of PRIO-GRID cells that ends with the data.

    Leads that share weights are forecast alike. BadInput when a unit is not a PRIO-GRID cell.
    """
    counts = np.nan_to_num(known.counts)
    distances = prio_grid_distances(known.units)
    values, tails = _severity(counts, distances, settings)
    made = np.empty((len(counts), len(leads), draws), np.float32)
    order = np.argsort(leads, kind="stable")
    for start in range(0, len(leads), settings.together):
        group = order[start : start + settings.together]
        chance = _chance(counts, distances, tuple(np.asarray(leads)[group].tolist()), settings)
        made[:, group] = _drawn(chance, values, tails, draws)[:, None]
    return made


def _drawn(chance: Floats, values: Floats, tails: Floats, draws: int) -> Singles:
    """Evenly spread quantiles of "nothing, else one of these", rising: (units, draws)."""
    level = (np.arange(draws) + 0.5) / draws
    made = np.zeros((len(chance), draws), np.float32)
    for unit in np.flatnonzero(chance > 0):
        some = level > 1 - chance[unit]
        place = (level[some] - 1 + chance[unit]) / chance[unit]
        made[unit, some] = values[np.searchsorted(tails[unit], place).clip(max=len(values) - 1)]
    return made


def _chance(
    counts: Floats, distances: Singles, leads: tuple[int, ...], chosen: CellSettings
) -> Floats:
    """P(at least one) of a month, by weights that gave the best Brier score before: (units,)."""
    happened = counts > 0
    last = counts.shape[1] - 1
    earliest = max(last - max(leads) - chosen.years * MONTHS, 0)
    origins: Whole = np.arange(last - max(leads), earliest, -chosen.every)
    at: Whole = np.append(origins, last)
    seen = np.maximum.accumulate(happened, axis=1)[:, at] | chosen.all_cells
    seen[:, -1] = True
    rates = _rates(happened, distances, at, seen, chosen)
    learning = seen[:, :-1]
    outcome = np.zeros(learning.shape)
    for lead in leads:
        outcome += happened[:, origins + lead] / len(leads)
    weights = _best_weights(rates[:, :-1][learning], outcome[learning])
    chance: Floats = np.clip(rates[:, -1] @ weights, 0, 1)
    return chance


def _rates(
    happened: Flags, distances: Singles, at: Whole, receiving: Flags, chosen: CellSettings
) -> Singles:
    """Events a month that each distance and age expects: (units, origins, distances x ages).

    receiving: (units, origins), which cells an event's weight is shared out to: its shares sum
    to 1, so a weight of 1 keeps the number of events in the whole panel as it was.
    """
    faded = [_faded(happened, at, half_life) for half_life in chosen.half_lives]
    made = []
    for reach in chosen.reaches:
        kernel = _kernel(distances, reach)
        shared = np.maximum(kernel @ receiving.astype(np.float32), np.float32(1e-9))
        made += [(kernel @ (events / shared)) for events in faded]
    rates: Singles = np.stack(made, axis=2)
    return rates


def _faded(happened: Flags, at: Whole, half_life: float) -> Singles:
    """Share of months with an event up to each origin, the newer the heavier: (units, origins)."""
    ages = at[None] - np.arange(happened.shape[1])[:, None]
    weight = np.where(ages >= 0, 0.5 ** (np.maximum(ages, 0) / half_life), 0)
    share: Singles = (happened @ (weight / weight.sum(axis=0))).astype(np.float32)
    return share


def _kernel(distances: Singles, reach: float) -> Singles:
    """Weight of each pair of cells: (units, units)."""
    weight = np.exp(-distances / np.float32(reach)) if reach else np.eye(len(distances))
    kernel: Singles = weight.astype(np.float32)
    return kernel


def _best_weights(rates: Singles, outcome: Floats) -> Floats:
    """Weights >= 0 of least squares; equal ones that sum to 1 where nothing can be learnt."""
    parts = rates.shape[1]
    if not outcome.any():
        return np.full(parts, 1 / parts)
    wide = rates.astype(np.float64)
    square = wide.T @ wide
    square[np.diag_indices(parts)] += RIDGE * np.trace(square)  # two ages may be the same months
    root = np.linalg.cholesky(square)
    weights: Floats = nnls(root.T, np.linalg.solve(root, wide.T @ outcome))[0]
    return weights


def _severity(counts: Floats, distances: Singles, chosen: CellSettings) -> tuple[Floats, Floats]:
    """Counts that have happened, rising, and the share of months up to each: (units, counts)."""
    rounded = np.where(counts > 0, np.maximum(np.rint(counts), 1), 0)
    values = np.unique(rounded[rounded > 0])
    ages = np.arange(counts.shape[1])[::-1]
    fading = 0.5 ** (ages / chosen.severity_half_life)
    recent = rounded[:, -chosen.severity_months :]
    near = np.empty((len(counts), len(values)), np.float32)
    anywhere = np.empty(len(values))
    for number, value in enumerate(values):
        near[:, number] = (rounded == value) @ fading
        anywhere[number] = (recent == value).sum()
    if not anywhere.any():  # nothing recently: any month of the past
        anywhere = (rounded[:, :, None] == values).sum(axis=(0, 1)).astype(float)
    mixed = _kernel(distances, chosen.severity_reach) @ near
    mixed = mixed + chosen.severity_prior * anywhere / max(anywhere.sum(), 1)
    tails = np.cumsum(mixed, axis=1)
    return values, tails / tails[:, -1:]

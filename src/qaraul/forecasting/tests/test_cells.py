"""Our model for grid cells: from near cells, never from later months, and with little past."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Singles
from qaraul.forecasting.cells import VERSION, CellSettings, _rates
from qaraul.forecasting.geography import prio_grid_distances, prio_grid_neighbours
from qaraul.forecasting.issuing import OWN, issue
from qaraul.forecasting.panel import Panel, adjacency

FIRST, MONTHS, END = 121, 160, 265
LEADS = (3, 8, 14)
SOUTH_WEST = 720 * 240 + 500
CELLS = np.array([SOUTH_WEST + 720 * up + right for up in range(5) for right in range(6)])


def panel_of(counts: np.ndarray) -> Panel:
    return Panel(CELLS, FIRST, counts, adjacency(CELLS, prio_grid_neighbours(CELLS)))


def made_counts(seed: int = 3) -> np.ndarray:
    """Thirty cells: war in the first column of the grid, little elsewhere."""
    rng = np.random.default_rng(seed)
    rate = np.where(np.arange(30) % 6 == 0, 0.4, 0.02)[:, None]
    happens, much = rng.binomial(1, rate, (30, MONTHS)), rng.poisson(4.0, (30, MONTHS))
    return np.asarray(happens * much, dtype=float)


PANEL = panel_of(made_counts())


def draws_of(panel: Panel, *, leads: tuple[int, ...] = LEADS, end: int = END) -> Singles:
    forecast = issue(
        panel, data_end=end, leads=leads, seed=1, model=OWN, draws=60, settings=CellSettings()
    )
    assert forecast.version == VERSION
    return forecast.draws


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 29), st.integers(1, 15), st.integers(0, 100_000))
def test_no_later_value_reaches_the_model_of_cells(cell: int, later: int, value: int) -> None:
    altered = PANEL.counts.copy()
    altered[cell, END - FIRST + later] = value
    assert (draws_of(replace(PANEL, counts=altered)) == draws_of(PANEL)).all()


def test_the_last_known_month_reaches_it() -> None:
    altered = PANEL.counts.copy()
    altered[:, END - FIRST] = 5_000
    assert (draws_of(replace(PANEL, counts=altered)) != draws_of(PANEL)).any()


def test_moving_the_end_of_the_data_is_honoured_in_cells() -> None:
    altered = PANEL.counts.copy()
    altered[:, END - FIRST - 1 :] = 777
    earlier = draws_of(PANEL, end=END - 2)
    assert (earlier == draws_of(replace(PANEL, counts=altered), end=END - 2)).all()


def test_draws_are_rising_counts_that_have_happened_before() -> None:
    draws = draws_of(PANEL)
    assert (np.diff(draws, axis=2) >= 0).all()
    assert set(np.unique(draws)) <= set(np.unique(PANEL.counts))


def test_where_there_was_war_there_is_more_to_come() -> None:
    chance = (draws_of(PANEL) > 0).mean(axis=(1, 2))
    at_war = np.arange(30) % 6 == 0
    assert chance[at_war].min() > chance[~at_war].max()


def test_sharing_events_out_over_distance_keeps_their_number() -> None:
    happened = PANEL.counts > 0
    everyone = np.ones((30, 1), bool)
    distances = prio_grid_distances(CELLS)
    rates = _rates(happened, distances, np.array([MONTHS - 1]), everyone, CellSettings())
    by_age = rates.sum(axis=(0, 1)).reshape(5, 5)  # distances, ages
    assert by_age == pytest.approx(np.tile(by_age[0], (5, 1)), rel=1e-4)


def test_the_order_of_leads_changes_no_month() -> None:
    leads = (3, 5, 8, 9, 12, 14)
    turned = draws_of(PANEL, leads=leads[::-1])
    assert (turned[:, ::-1] == draws_of(PANEL, leads=leads)).all()


def test_where_nothing_ever_happened_nothing_is_forecast() -> None:
    assert not draws_of(panel_of(np.zeros((30, MONTHS)))).any()


@pytest.mark.parametrize("months", [1, 2, 14, 40])
def test_a_short_past_is_enough(months: int) -> None:
    panel = panel_of(made_counts()[:, -months:])
    draws = draws_of(panel, end=panel.last_month)
    assert draws.shape == (30, 3, 60)
    assert np.isfinite(draws).all()


def test_a_past_long_ago_is_still_a_past() -> None:
    """Nothing in the last fifteen years: how much comes from any month before."""
    counts = np.zeros((30, 300))
    counts[3, 10] = 7
    draws = draws_of(panel_of(counts), end=FIRST + 299)
    assert set(np.unique(draws)) <= {0, 7}


def test_cells_are_taken_whatever_their_past_when_told_so() -> None:
    counts = made_counts()
    counts[1:6] = 0
    panel = panel_of(counts)
    told = issue(
        panel, data_end=END, leads=LEADS, seed=1, draws=400, settings=CellSettings(all_cells=True)
    )
    assert told.draws.mean() == pytest.approx(counts[:, : END - FIRST + 1].mean(), rel=0.5)


def test_units_that_are_no_cells_are_refused() -> None:
    wrong = replace(PANEL, units=CELLS + 259_200)
    with pytest.raises(BadInput, match="PRIO-GRID"):
        draws_of(wrong)
    with pytest.raises(BadInput, match="PRIO-GRID"):
        draws_of(replace(PANEL, units=np.array([f"{cell}" for cell in CELLS])))


def test_distances_are_those_of_a_round_earth() -> None:
    """Half a degree of latitude is 55.6 km; across the date line cells touch."""
    middle = 720 * 180 + 1
    found = prio_grid_distances([middle, middle + 720, middle + 719])
    assert found[0, 1] == pytest.approx(55.6, abs=0.1)
    assert found[0, 2] == pytest.approx(55.6, abs=0.1)
    assert np.diag(found) == pytest.approx(0, abs=0.01)

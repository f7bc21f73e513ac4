"""Panels: what they hold, what they refuse, and that nothing is lost between events and counts."""

from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.forecasting.base_rates import base_rate
from qaraul.forecasting.panel import adjacency, panel_from_events, panel_from_rows
from qaraul.forecasting.tests.made import FIRST, made_panel

EVENTS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(100, 120), st.integers(0, 500)), max_size=60
)


def events(rows: list[tuple[int, int, int]]) -> pl.DataFrame:
    schema = {"unit": pl.Int64, "month": pl.Int64, "count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(EVENTS)
def test_every_event_of_a_known_unit_and_month_is_counted_once(
    rows: list[tuple[int, int, int]],
) -> None:
    panel = panel_from_events(events(rows), units=[1, 2, 3], first_month=104, last_month=115)
    inside = [count for unit, month, count in rows if unit <= 3 and 104 <= month <= 115]
    assert panel.counts.sum() == sum(inside)
    assert panel.counts.shape == (3, 12)
    for unit, month, _ in rows:
        if unit <= 3 and 104 <= month <= 115:
            own = [c for u, m, c in rows if (u, m) == (unit, month)]
            assert panel.observed([unit], [month])[0, 0] == sum(own)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(
    rows: list[tuple[int, int, int]], random: Random
) -> None:
    turned = list(rows)
    random.shuffle(turned)
    one, other = (
        panel_from_events(events(r), units=[1, 2, 3], first_month=100, last_month=120)
        for r in (rows, turned)
    )
    assert (one.counts == other.counts).all()


def test_units_can_be_texts() -> None:
    frame = pl.DataFrame({"unit": ["TJ-SU", "KG-B"], "month": [120, 121], "count": [3, 1]})
    panel = panel_from_events(
        frame, units=["TJ-SU", "KG-O", "KG-B"], first_month=120, last_month=121
    )
    assert panel.units.tolist() == ["KG-B", "KG-O", "TJ-SU"]
    assert panel.counts.tolist() == [[0, 1], [0, 0], [3, 0]]


def test_a_unit_without_an_early_row_does_not_exist_then() -> None:
    panel = made_panel(units=4, months=60)
    assert np.isnan(panel.counts[0, :30]).all()
    assert not np.isnan(panel.counts[1:]).any()
    assert 1 not in panel.until(FIRST + 10).units
    assert 1 in panel.until(FIRST + 40).units


def test_until_keeps_nothing_later_and_the_neighbours_that_are_left() -> None:
    panel = made_panel(units=6, months=60)
    early = panel.until(FIRST + 9)
    assert early.last_month == FIRST + 9
    assert early.neighbours.sum(axis=1).tolist() == [1, 2, 2, 2, 1]


def test_observed_is_missing_outside_the_panel() -> None:
    panel = made_panel(units=4, months=40)
    found = panel.observed([2, 3], [FIRST - 1, FIRST, FIRST + 40])
    assert np.isnan(found[:, [0, 2]]).all()
    assert (found[:, 1] == panel.counts[1:3, 0]).all()
    with pytest.raises(BadInput, match="unit 99"):
        panel.observed([99], [FIRST])


def test_neighbours_are_symmetric_and_strangers_left_out() -> None:
    pairs = pl.DataFrame({"unit": [1, 2, 2, 3], "neighbour": [2, 1, 9, 3]})
    matrix = adjacency(np.array([1, 2, 3]), pairs).toarray()
    assert matrix.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_covariates_follow_the_units_and_may_be_missing() -> None:
    frame = pl.DataFrame({"unit": [2, 1], "month_id": [120, 120], "deaths": [1, 0]})
    table = pl.DataFrame({"unit": [2, 7], "population": [5.0, 9.0]})
    panel = panel_from_rows(frame, unit="unit", count="deaths", covariates=table)
    population = panel.covariates["population"]
    assert np.isnan(population[0])
    assert population[1] == 5


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"unit": [1], "month_id": [120]}, "no column “deaths”"),
        ({"unit": [1, 1], "month_id": [120, 120], "deaths": [1, 2]}, "twice"),
        ({"unit": [1], "month_id": [120], "deaths": [-1]}, "below zero"),
        ({"unit": [1], "month_id": [120], "deaths": [None]}, "missing"),
        ({"unit": [1], "month_id": [120.5], "deaths": [1]}, "whole numbers"),
        ({"unit": [], "month_id": [], "deaths": []}, "no row"),
        ({"unit": [1], "month_id": [120], "deaths": [float("inf")]}, "without end"),
    ],
)
def test_rows_that_are_no_panel_are_refused(rows: dict[str, list[object]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        panel_from_rows(pl.DataFrame(rows), unit="unit", count="deaths")


def test_months_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(BadInput, match="before"):
        panel_from_events(events([]), units=[1], first_month=5, last_month=4)


def test_a_base_rate_is_the_share_of_the_units_own_months() -> None:
    frame = pl.DataFrame(
        {"unit": [1] * 4 + [2] * 2, "month_id": [1, 2, 3, 4, 3, 4], "deaths": [0, 1, 30, 0, 25, 0]}
    )
    panel = panel_from_rows(frame, unit="unit", count="deaths")
    assert base_rate(panel, data_end=4, at_least=1).tolist() == [0.5, 0.5]
    assert base_rate(panel, data_end=4, at_least=26).tolist() == [0.25, 0]
    assert base_rate(panel, data_end=4, at_least=1, months=2).tolist() == [0.5, 0.5]

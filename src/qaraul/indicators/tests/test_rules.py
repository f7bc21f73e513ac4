"""Ratings: limits, own history, change; up at once, down one step after two periods below."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.indicators import rules
from qaraul.indicators.rules import HIGH, NO_DATA, RAISED, UNRATED, USUAL

LEVEL = {"type": "level", "amber": "> 0", "red": ">= 5"}
nan = float("nan")


def test_limits_rate_values_and_nothing_known_is_not_zero() -> None:
    assert rules.by_level(LEVEL, np.array([[nan, 0, 1, 5]])).tolist() == [
        [NO_DATA, USUAL, RAISED, HIGH]
    ]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ([0, 2, 0, 0, 0, 0], [0, 2, 2, 1, 1, 0]),
        ([0, 1, 0, 1, 0, 0], [0, 1, 1, 1, 1, 0]),
        ([2, -2, 0, 0], [2, -2, 2, 1]),
        ([0, 1, 2], [0, 1, 2]),
    ],
)
def test_a_rating_goes_up_at_once_and_comes_down_after_two_periods(
    raw: list[int], shown: list[int]
) -> None:
    assert rules.with_hysteresis(np.array([raw], np.int8))[0].tolist() == shown


def test_where_a_rule_asks_for_two_periods_the_worst_step_waits() -> None:
    assert rules.with_hysteresis(np.array([[0, 2, 2, 0]], np.int8), 2)[0].tolist() == [0, 1, 2, 2]


@given(st.lists(st.sampled_from([-2, -1, 0, 1, 2]), min_size=1, max_size=30))
def test_a_standing_rating_is_never_below_what_the_period_says(raw: list[int]) -> None:
    shown = rules.with_hysteresis(np.array([raw], np.int8))[0].tolist()
    for now, standing in zip(raw, shown, strict=True):
        assert standing == now if now < USUAL else standing >= now


OWN = {"type": "own_history", "amber": 75, "red": 95, "least": 2}


def test_an_area_is_compared_with_its_own_months() -> None:
    history = np.tile(np.arange(24.0), (3, 1))[:, None, :]
    values = np.array([[10.0], [20.0], [23.0]])
    assert rules.by_own_history(OWN, values, history)[:, 0].tolist() == [USUAL, RAISED, HIGH]


def test_one_event_alone_never_makes_high_and_missing_months_make_no_rating() -> None:
    quiet = np.zeros((1, 1, 24))
    assert rules.by_own_history(OWN, np.array([[1.0]]), quiet).tolist() == [[RAISED]]
    unknown = quiet.copy()
    unknown[0, 0, 3] = nan
    assert rules.by_own_history(OWN, np.array([[9.0]]), unknown).tolist() == [[UNRATED]]


def test_a_change_is_measured_against_what_the_rule_names() -> None:
    rule = {"type": "change", "against": "previous", "amber": ">= 1.10", "red": "> 1.30"}
    rated = rules.by_change(rule, np.array([100.0, 105.0, 120.0, 200.0]))
    assert rated.tolist() == [UNRATED, USUAL, RAISED, HIGH]


def test_a_ceiling_speaks_also_without_a_past() -> None:
    rule = {"type": "change", "against": "mean_8", "amber": ">= 2", "red": "> 4", "red_above": 1000}
    assert rules.by_change(rule, np.array([1_500.0])).tolist() == [HIGH]


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "guess"},
        {"type": "level", "amber": "about 5"},
        {"type": "change", "against": "yesterday", "amber": "> 1"},
        {"type": "own_history", "amber": 95, "red": 75},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not|one of|percentiles"):
        rules.check(rule)

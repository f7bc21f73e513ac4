"""Every model: draws that are counts, the same by seed, and blind to what comes after the data."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.forecasting.forest import ForestSettings
from qaraul.forecasting.hurdle import ClassifierSettings, HurdleSettings
from qaraul.forecasting.issuing import MODELS, OWN, issue, timing
from qaraul.forecasting.own import OwnSettings
from qaraul.forecasting.panel import Panel
from qaraul.forecasting.tests.made import made_panel

SMALL = OwnSettings(
    hurdle=HurdleSettings(ClassifierSettings(rounds=10), ForestSettings(trees=5)),
    quantiles=50,
    refits=(4, 2),
)
PANEL = made_panel()
END = PANEL.last_month - 20
LEADS = (3, 8, 14)


def draws_of(panel: Panel, model: str, *, data_end: int = END, seed: int = 7) -> np.ndarray:
    return issue(
        panel, data_end=data_end, leads=LEADS, seed=seed, model=model, draws=60, settings=SMALL
    ).draws


@pytest.mark.parametrize("model", MODELS)
def test_draws_are_whole_counts_in_rising_order(model: str) -> None:
    draws = draws_of(PANEL, model)
    assert draws.shape == (len(PANEL.units), len(LEADS), 60)
    assert draws.dtype == np.float32
    assert (draws >= 0).all()
    assert (draws == np.rint(draws)).all()
    assert (np.diff(draws, axis=2) >= 0).all()


@pytest.mark.parametrize("model", MODELS)
def test_the_same_seed_gives_the_same_draws(model: str) -> None:
    assert (draws_of(PANEL, model) == draws_of(PANEL, model)).all()


def test_another_seed_gives_other_draws_of_our_model() -> None:
    assert (draws_of(PANEL, OWN) != draws_of(PANEL, OWN, seed=8)).any()


@pytest.mark.parametrize("model", MODELS)
def test_altering_any_value_after_the_origin_changes_no_draw(model: str) -> None:
    altered = PANEL.counts.copy()
    after = END - PANEL.first_month + 1
    altered[:, after:] = np.random.default_rng(1).integers(0, 9_999, altered[:, after:].shape)
    assert (draws_of(replace(PANEL, counts=altered), model) == draws_of(PANEL, model)).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 23), st.integers(1, 20), st.integers(0, 100_000))
def test_no_single_later_value_reaches_our_model(unit: int, later: int, value: int) -> None:
    altered = PANEL.counts.copy()
    altered[unit, END - PANEL.first_month + later] = value
    assert (draws_of(replace(PANEL, counts=altered), OWN) == draws_of(PANEL, OWN)).all()


@pytest.mark.parametrize("model", [m for m in MODELS if m != "zero"])
def test_altering_the_last_known_month_changes_draws(model: str) -> None:
    altered = PANEL.counts.copy()
    altered[:, END - PANEL.first_month] = 5_000
    assert (draws_of(replace(PANEL, counts=altered), model) != draws_of(PANEL, model)).any()


@pytest.mark.parametrize("model", MODELS)
def test_moving_the_end_of_the_data_is_honoured(model: str) -> None:
    """Two months earlier: the two months that fell away may be anything."""
    altered = PANEL.counts.copy()
    altered[:, END - PANEL.first_month - 1 :] = 777
    earlier = draws_of(PANEL, model, data_end=END - 2)
    assert (earlier == draws_of(replace(PANEL, counts=altered), model, data_end=END - 2)).all()


def test_the_target_months_follow_from_the_end_of_the_data() -> None:
    forecast = issue(PANEL, data_end=END, leads=LEADS, seed=1, model="zero", draws=5)
    assert forecast.months == (END + 3, END + 8, END + 14)
    assert forecast.leads == LEADS


def test_a_unit_without_a_past_is_not_forecast() -> None:
    early = issue(
        PANEL, data_end=PANEL.first_month + 10, leads=[1], seed=1, model="conflictology_12"
    )
    assert 1 not in early.units
    assert len(early.units) == len(PANEL.units) - 1


@pytest.mark.parametrize("months", [1, 2, 14, 40])
def test_our_model_falls_back_on_history_when_there_is_little_past(months: int) -> None:
    panel = made_panel(units=4, months=months)
    forecast = issue(panel, data_end=panel.last_month, leads=LEADS, seed=1, draws=30)
    assert forecast.draws.shape == (len(forecast.units), 3, 30)


def test_the_order_of_leads_does_not_change_a_month() -> None:
    once = issue(PANEL, data_end=END, leads=(3, 8), seed=1, model="conflictology_12")
    turned = issue(PANEL, data_end=END, leads=(8, 3), seed=1, model="conflictology_12")
    assert (once.draws == turned.draws[:, ::-1]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "crystal_ball"},
        {"leads": []},
        {"leads": [0]},
        {"leads": [3, 3]},
        {"draws": 0},
        {"draws": 10_001},
        {"data_end": PANEL.last_month + 1},
        {"data_end": PANEL.first_month - 1},
    ],
)
def test_wrong_orders_are_refused(wrong: dict[str, object]) -> None:
    asked: dict[str, object] = {"data_end": END, "leads": [3], "seed": 1, "model": "zero"}
    with pytest.raises(BadInput):
        issue(PANEL, **(asked | wrong))  # type: ignore[arg-type]


def test_a_lag_of_one_month_is_the_challenge() -> None:
    """Issued in December 2017 for 2018: data to October, leads 3 to 14."""
    assert timing(456, 1) == (454, tuple(range(3, 15)))
    assert timing(456, 0)[1] == tuple(range(2, 14))
    with pytest.raises(ValueError, match="negative"):
        timing(456, -1)


def test_the_fingerprint_tells_any_change() -> None:
    forecast = issue(PANEL, data_end=END, leads=LEADS, seed=1, model="conflictology_12", draws=9)
    same = issue(PANEL, data_end=END, leads=LEADS, seed=1, model="conflictology_12", draws=9)
    assert forecast.fingerprint() == same.fingerprint()
    changed = forecast.draws.copy()
    changed[2, 1, 3] += 1
    assert replace(forecast, draws=changed).fingerprint() != forecast.fingerprint()
    assert replace(forecast, seed=2).fingerprint() != forecast.fingerprint()


def test_what_a_forecast_says_is_what_its_draws_say() -> None:
    forecast = issue(PANEL, data_end=END, leads=LEADS, seed=1, model="poisson_last")
    assert forecast.probability(1) == pytest.approx((forecast.draws > 0).mean(axis=2))
    assert forecast.expected() == pytest.approx(forecast.draws.mean(axis=2), rel=1e-5)
    low, middle, high = forecast.quantiles([0.05, 0.5, 0.95])
    assert (low <= middle).all()
    assert (middle <= high).all()

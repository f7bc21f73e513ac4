"""What is learnt: forests, the hurdle, rows that never look ahead, drivers, past cases."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qaraul.errors import BadInput
from qaraul.forecasting.analogues import analogues
from qaraul.forecasting.drivers import drivers
from qaraul.forecasting.features import Features, features_at
from qaraul.forecasting.forest import ForestSettings, grow
from qaraul.forecasting.histories import fading
from qaraul.forecasting.hurdle import ClassifierSettings, HurdleSettings, behind_hurdle
from qaraul.forecasting.own import OwnSettings, _affordable, components, fitted, learn_pool
from qaraul.forecasting.rows import training_rows
from qaraul.forecasting.tests.made import made_panel

PANEL = made_panel()
LEADS = (3, 8, 14)
SMALL = OwnSettings(
    hurdle=HurdleSettings(ClassifierSettings(rounds=20), ForestSettings(trees=10)),
    quantiles=50,
    refits=(4, 2),
)


def all_features() -> Features:
    return features_at(PANEL, np.arange(PANEL.first_month, PANEL.last_month + 1))


def test_a_forest_answers_with_values_it_has_seen_beside_alike_rows() -> None:
    rng = np.random.default_rng(1)
    features = rng.uniform(0, 1, (2_000, 3)).astype(np.float32)
    values = np.where(features[:, 0] > 0.5, 100.0, 1.0) + rng.integers(0, 3, 2_000).astype(float)
    forest = grow(features, values, ForestSettings(trees=20, share_of_features=1.0), seed=1)
    answer = forest.quantiles(np.array([[0.9, 0.5, 0.5], [0.1, 0.5, 0.5]], np.float32), 40, rng)
    assert set(answer[0]) == {100, 101, 102}
    assert set(answer[1]) == {1, 2, 3}
    assert (np.diff(answer, axis=1) >= 0).all()


def test_a_forest_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="needs rows"):
        grow(np.empty((0, 2), np.float32), np.empty(0), ForestSettings(), seed=1)


@given(
    arrays(np.float64, (3, 20), elements=st.floats(0, 500)).map(lambda v: np.sort(v, axis=1)),
    arrays(np.float64, 3, elements=st.floats(0, 1)),
)
def test_the_hurdle_keeps_its_chance_of_nothing(positive: np.ndarray, chance: np.ndarray) -> None:
    quantiles = behind_hurdle(positive, chance)
    assert np.abs((quantiles > 0).mean(axis=1) - chance).max() <= 0.5 / 20 + 1e-9
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles == np.rint(quantiles)).all()


def test_rows_hold_what_came_later_and_nothing_after_the_end() -> None:
    features = all_features()
    rows = training_rows(PANEL, features, LEADS, np.random.default_rng(2))
    assert set(rows.features[:, -1]) == set(LEADS)
    assert not np.isnan(rows.outcome).any()
    assert rows.features.shape == (len(rows.outcome), len(features.names) + 1)
    assert set(rows.weight) == {1.0, 4.0}


@given(st.integers(40, 158), st.integers(0, 23))
def test_no_feature_sees_a_later_month(month: int, unit: int) -> None:
    altered = PANEL.counts.copy()
    altered[unit, month + 1 :] = 12_345
    at = PANEL.first_month + month
    before, after = (features_at(p, [at]).values for p in (PANEL, replace(PANEL, counts=altered)))
    assert (before == after).all()


def test_features_by_hand() -> None:
    panel = replace(made_panel(units=4, months=60), counts=np.zeros((4, 60)))
    panel.counts[1, [58, 59]] = (30, 2)
    found = features_at(panel, [panel.last_month])
    assert found.column("mean_1")[1, 0] == pytest.approx(np.log1p(2))
    assert found.column("mean_12")[1, 0] == pytest.approx(np.log1p(32 / 12))
    assert found.column("share_12")[1, 0] == pytest.approx(2 / 12)
    assert found.column("peak_12")[1, 0] == pytest.approx(np.log1p(30))
    assert found.column("since_1")[1, 0] == 0
    assert found.column("since_25")[1, 0] == pytest.approx(np.log1p(1))
    assert found.column("since_1")[3, 0] == pytest.approx(np.log1p(240))
    assert found.column("near_12")[[0, 2, 3], 0] == pytest.approx([np.log1p(32 / 12)] * 2 + [0])
    with pytest.raises(BadInput, match="not in the panel"):
        features_at(panel, [panel.last_month + 1])


def test_a_feature_of_the_neighbours_follows_the_border() -> None:
    """Renumbering the units moves every feature with its unit."""
    order = np.random.default_rng(3).permutation(len(PANEL.units))
    turned = replace(
        PANEL, counts=PANEL.counts[order], neighbours=PANEL.neighbours[order][:, order]
    )
    at = [PANEL.last_month]
    assert features_at(turned, at).values == pytest.approx(features_at(PANEL, at).values[order])


def test_a_fading_history_by_hand() -> None:
    """Steady 8 a month, blurred; a unit at peace for three of 24 months, half-life of three."""
    panel = replace(made_panel(units=4, months=60), counts=np.full((4, 60), 8.0))
    panel.counts[2, -3:] = 0
    found = fading(panel, (1, 14), 3, 500).reshape(4, 2, 500)
    assert found[1].min() < 4
    assert found[1].max() > 12
    assert found[1].mean() == pytest.approx(8, abs=0.1)
    assert (found[2] == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert found[2].mean() < 0.5 * found[1].mean()
    assert (np.diff(found, axis=2) >= 0).all()


def test_a_history_forecasts_the_season_of_the_month() -> None:
    """Fighting in the second half of every year, and a year that ends in December."""
    counts = np.tile(np.repeat([10.0, 100.0], 6), (4, 10))
    panel = replace(made_panel(units=4, months=120), counts=counts)
    summer, winter = fading(panel, (9, 3), 3, 500).reshape(4, 2, 500)[1].mean(axis=1)
    assert summer / winter == pytest.approx(101 / 11, rel=0.1)
    assert 70 < summer < 130


def test_a_war_at_its_peak_is_not_taken_to_stay_there() -> None:
    """Nine months of 9 and three of 9,999: what lies above the year counts for four fifths."""
    panel = replace(made_panel(units=4, months=60), counts=np.full((4, 60), 9.0))
    panel.counts[1, -3:] = 9_999
    usual = (9 * np.log(10) + 3 * np.log(10_000)) / 12
    lowered = np.expm1(usual + 0.8 * (np.log(10_000) - usual))
    found = fading(panel, (1,), 1, 500)[1]
    assert lowered < 4_000
    assert np.quantile(found, 0.6) < 1.5 * lowered


def test_weights_are_learnt_only_from_what_has_come_true() -> None:
    pool = learn_pool(PANEL, all_features(), LEADS, SMALL, seed=1)
    assert pool.names == SMALL.pooled
    assert pool.weights.sum(axis=1) == pytest.approx(1)
    assert pool.weights.min() > 0


def test_components_are_those_of_the_settings() -> None:
    features = all_features()
    hurdle = fitted(PANEL, features, LEADS, SMALL, seed=1)
    parts = components(PANEL, features, hurdle, 120, LEADS, SMALL, seed=1)
    assert set(parts) == {*SMALL.pooled, *SMALL.quiet}
    for quantiles in parts.values():
        assert quantiles.shape == (len(PANEL.units) * 3, 50)


def test_drivers_add_up_to_the_probability() -> None:
    found = drivers(
        PANEL, units=[2, 4], data_end=PANEL.last_month, leads=LEADS, seed=1, settings=SMALL
    )
    for one in found.values():
        total = one.base + np.sum([group.contributions for group in one.groups], axis=0)
        assert 1 / (1 + np.exp(-total)) == pytest.approx(one.probabilities, abs=1e-6)
        sizes = [np.abs(group.contributions).mean() for group in one.groups]
        assert sizes == sorted(sizes, reverse=True)
    assert {group.group for group in found[2].groups} == {
        "level", "frequency", "trend", "time since", "neighbours", "lead",
    }  # fmt: skip


def test_drivers_need_a_past_and_a_known_unit() -> None:
    short = made_panel(units=4, months=40)
    assert drivers(short, units=[2], data_end=short.last_month, leads=LEADS, seed=1) == {}
    with pytest.raises(BadInput, match="99"):
        drivers(PANEL, units=[99], data_end=PANEL.last_month, leads=LEADS, seed=1, settings=SMALL)


def test_past_cases_are_near_apart_and_say_what_followed() -> None:
    found = analogues(PANEL, unit=3, data_end=PANEL.last_month, leads=LEADS, count=6)
    assert len(found) == 6
    assert [case.distance for case in found] == sorted(case.distance for case in found)
    for case in found:
        assert case.month + max(LEADS) <= PANEL.last_month
        after = PANEL.observed([case.unit], [case.month + lead for lead in LEADS])[0]
        assert case.after == tuple(after)
        before = PANEL.observed([case.unit], range(case.month - 11, case.month + 1))[0]
        assert case.before == tuple(before)
    months = [case.month for case in found if case.unit == found[0].unit]
    assert all(abs(a - b) >= 12 for a in months for b in months if a != b)


def test_the_nearest_case_of_a_repeated_history_is_its_copy() -> None:
    """A unit that does exactly what another did ten years before finds it at distance 0."""
    counts = np.random.default_rng(5).poisson(9, 200).astype(float)
    panel = replace(made_panel(units=4, months=200), counts=np.zeros((4, 200)))
    panel.counts[1] = counts
    panel.counts[2, 120:] = counts[:80]
    panel = replace(panel, neighbours=panel.neighbours * 0)
    nearest = analogues(panel, unit=3, data_end=panel.last_month, leads=(1, 2), count=1)[0]
    assert (nearest.unit, nearest.month) == (2, panel.first_month + 79)
    assert nearest.after == tuple(counts[80:82])


def test_past_cases_need_a_past() -> None:
    panel = made_panel(units=4, months=10)
    with pytest.raises(BadInput, match="too short"):
        analogues(panel, unit=2, data_end=panel.last_month, leads=(14,))


def test_components_of_very_many_cells_are_kept_coarser() -> None:
    asked = OwnSettings()
    assert _affordable(asked, 191 * 12).quantiles == asked.quantiles == 500
    assert _affordable(asked, 60_000).quantiles == 200
    assert _affordable(asked, 10_000_000).quantiles == 50

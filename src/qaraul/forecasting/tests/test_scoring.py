"""Scores: values computed by hand, laws that hold for any forecast, input that is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score, roc_auc_score

from qaraul.forecasting.scoring import (
    auc,
    average_precision,
    block_bootstrap,
    brier,
    coverage,
    crps,
    interval_score,
    log_score,
    pit,
    pit_distance,
    probability_at_least,
    reliability,
    weighted_mean,
)

COUNTS = st.integers(0, 2_000).map(float)
DRAWS = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(2, 20)), elements=COUNTS)
OF_DRAWS: list[Callable[..., Any]] = [crps, log_score, interval_score, pit, pit_distance]


def test_crps_by_hand() -> None:
    """Draws 0 and 2, outcome 1: mean distance 1, half the mean difference of pairs 1/2."""
    assert crps([[0, 2]], [1]) == pytest.approx([0.5])
    assert crps([[0, 2]], [1], is_fair=True) == pytest.approx([0.0])
    assert crps([[3, 3, 3]], [7]) == pytest.approx([4.0])


def test_interval_score_by_hand() -> None:
    """Draws 0 … 20: the 90 % interval is 1 to 19; 4 above it costs 4 · 2 / 0.1."""
    draws = [list(range(21))]
    assert interval_score(draws, [10]) == pytest.approx([18])
    assert interval_score(draws, [23]) == pytest.approx([18 + 80])
    assert interval_score(draws, [10], level=0.5) == pytest.approx([10])


def test_log_score_by_hand() -> None:
    """All of 1,000 draws in the right bin: 1,001 of 1,011; none there: 1 of 1,011."""
    zeros = np.zeros((1, 1_000))
    assert log_score(zeros, [0]) == pytest.approx([-np.log2(1_001 / 1_011)])
    assert log_score(zeros, [1]) == pytest.approx([-np.log2(1 / 1_011)])
    assert log_score(np.full((1, 1_000), 2_000), [1_001]) == pytest.approx(
        [-np.log2(1_001 / 1_011)]
    )


@pytest.mark.parametrize(
    ("count", "bin_"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (25, 4), (26, 5), (1_000, 9), (1_001, 10)],
)
def test_the_bins_are_those_of_the_challenge(count: int, bin_: int) -> None:
    """Bin k holds 50 (k + 1) of the draws, so that the score tells which bin was taken."""
    one_a_bin = [0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1_001]
    draws = np.repeat(one_a_bin, 50 * np.arange(1, 12))[None]
    expected = -np.log2((50 * (bin_ + 1) + 1) / (3_300 + 11))
    assert log_score(draws, [count]) == pytest.approx([expected])


@given(DRAWS, st.data())
def test_crps_is_that_of_scoringrules(draws: np.ndarray, data: st.DataObject) -> None:
    observed = data.draw(arrays(np.float64, len(draws), elements=COUNTS))
    theirs = scoringrules.crps_ensemble(observed, draws, estimator="nrg")
    assert crps(draws, observed) == pytest.approx(theirs, abs=1e-9)
    fair = scoringrules.crps_ensemble(observed, draws, estimator="fair")
    assert crps(draws, observed, is_fair=True) == pytest.approx(fair, abs=1e-9)


@given(DRAWS, st.data())
def test_interval_score_is_that_of_scoringrules(draws: np.ndarray, data: st.DataObject) -> None:
    observed = data.draw(arrays(np.float64, len(draws), elements=COUNTS))
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    theirs = np.atleast_1d(scoringrules.interval_score(observed, low, high, 0.1))
    assert interval_score(draws, observed) == pytest.approx(theirs, abs=1e-9)


@given(DRAWS, st.integers(0, 500), st.randoms(use_true_random=False))
def test_order_and_shift_change_no_distance(draws: np.ndarray, shift: int, random: Any) -> None:
    observed = draws.mean(axis=1).round()
    order = list(range(draws.shape[1]))
    random.shuffle(order)
    for score in (crps, interval_score):
        assert score(draws[:, order], observed) == pytest.approx(score(draws, observed))
        assert score(draws + shift, observed + shift) == pytest.approx(score(draws, observed))


@given(DRAWS, st.integers(2, 9))
def test_crps_and_interval_score_grow_with_the_unit(draws: np.ndarray, factor: int) -> None:
    observed = draws[:, 0]
    for score in (crps, interval_score):
        assert score(draws * factor, observed * factor) == pytest.approx(
            factor * score(draws, observed)
        )


@given(DRAWS)
def test_no_score_is_below_its_best(draws: np.ndarray) -> None:
    observed = draws[:, 0]
    assert (crps(draws, observed) >= -1e-9).all()
    assert (interval_score(draws, observed) >= 0).all()
    assert (log_score(draws, observed) > 0).all()


@given(DRAWS)
def test_repeating_every_draw_changes_nothing(draws: np.ndarray) -> None:
    observed = draws[:, 0] + 1
    assert crps(np.repeat(draws, 3, axis=1), observed) == pytest.approx(crps(draws, observed))


@pytest.mark.parametrize("score", OF_DRAWS)
@pytest.mark.parametrize(
    ("draws", "observed"),
    [
        ([[1.0, 2.0]], [1.0, 2.0]),
        ([1.0, 2.0], [1.0]),
        ([[]], [1.0]),
        ([[1.0, np.nan]], [1.0]),
        ([[1.0, 2.0]], [np.inf]),
    ],
)
def test_what_does_not_fit_is_refused(score: Callable[..., Any], draws: Any, observed: Any) -> None:
    with pytest.raises(ValueError, match=r"match|missing"):
        score(draws, observed)


def test_a_level_outside_0_to_1_is_refused() -> None:
    for level in (0, 1, 1.5):
        with pytest.raises(ValueError, match="between 0 and 1"):
            interval_score([[1, 2]], [1], level=level)
    with pytest.raises(ValueError, match="two draws"):
        crps([[1]], [1], is_fair=True)


def test_brier_by_hand() -> None:
    assert brier([0.2, 1.0, 0.0], [1, 1, 0]) == pytest.approx([0.64, 0, 0])


def test_auc_and_precision_by_hand() -> None:
    """Of the four pairs of yes and no, three are in order and one is a tie."""
    assert auc([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0]) == pytest.approx(3.5 / 4)
    assert average_precision([0.9, 0.5, 0.4], [1, 0, 1]) == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(auc([0.5, 0.5], [0, 0]))
    assert np.isnan(average_precision([0.5], [0]))


@given(
    st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=2, max_size=60).filter(
        lambda cells: len({happened for _, happened in cells}) == 2
    )
)
def test_auc_and_precision_are_those_of_scikit_learn(cells: list[tuple[int, bool]]) -> None:
    p = np.array([tenths / 10 for tenths, _ in cells])
    y = np.array([happened for _, happened in cells])
    assert auc(p, y) == pytest.approx(roc_auc_score(y, p))
    assert average_precision(p, y) == pytest.approx(average_precision_score(y, p))


@pytest.mark.parametrize("score", [brier, auc, average_precision, reliability])
@pytest.mark.parametrize(
    ("probability", "happened"),
    [([1.1], [1]), ([-0.1], [0]), ([0.5], [2]), ([0.5, 0.5], [1]), ([np.nan], [1]), ([], [])],
)
def test_what_is_no_probability_is_refused(
    score: Callable[..., Any], probability: Any, happened: Any
) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1|0 nor 1|match"):
        score(probability, happened)


def test_reliability_by_hand() -> None:
    found = reliability([0.0, 0.1, 0.9, 1.0], [0, 1, 1, 1], edges=[0, 0.5, 1])
    assert found.said == pytest.approx([0.05, 0.95])
    assert found.happened == pytest.approx([0.5, 1.0])
    assert found.cells.tolist() == [2, 2]
    with pytest.raises(ValueError, match="edges"):
        reliability([0.5], [1], edges=[0, 0.5])


def test_probability_at_least_counts_the_threshold_itself() -> None:
    assert probability_at_least([[24, 25, 26, 0]], 25) == pytest.approx([0.5])


def test_coverage_by_hand() -> None:
    draws = np.tile(np.arange(21.0), (3, 1))
    assert coverage(draws, [1, 19, 20], level=0.9) == pytest.approx(2 / 3)


def test_pit_of_the_right_distribution_is_flat() -> None:
    rng = np.random.default_rng(3)
    draws, observed = rng.poisson(4, (4_000, 400)), rng.poisson(4, 4_000)
    assert pit_distance(draws, observed) < 0.03
    assert pit(draws, observed) == pytest.approx(np.full(20, 0.05), abs=0.012)


def test_pit_of_a_forecast_that_is_always_too_low_is_at_the_end() -> None:
    histogram = pit(np.zeros((5, 100)), np.full(5, 9.0), bins=10)
    assert histogram.tolist() == [0] * 9 + [1]
    assert pit_distance(np.zeros((5, 100)), np.full(5, 9.0), bins=10) == pytest.approx(0.9)


@given(DRAWS, st.integers(1, 40))
def test_a_pit_histogram_sums_to_one(draws: np.ndarray, bins: int) -> None:
    histogram = pit(draws, draws[:, 0] + 0.5, bins=bins)
    assert histogram.sum() == pytest.approx(1)
    assert (histogram >= -1e-12).all()


def test_the_bootstrap_holds_blocks_together() -> None:
    """Within a block all scores are equal: repeating rows must not narrow the interval."""
    few = block_bootstrap([1, 2, 3, 4], weighted_mean([0, 1, 2, 9.0]), seed=1)
    many = block_bootstrap(
        np.repeat([1, 2, 3, 4], 50), weighted_mean(np.repeat([0, 1, 2, 9.0], 50)), seed=1
    )
    assert few == pytest.approx(many)
    assert few[0] <= 3 <= few[1]


def test_the_bootstrap_is_deterministic_and_refuses_nonsense() -> None:
    mean = weighted_mean([1.0, 2.0, 5.0])
    assert block_bootstrap([1, 2, 3], mean, seed=4) == block_bootstrap([1, 2, 3], mean, seed=4)
    for wrong in ({"level": 1.0}, {"repeats": 0}):
        with pytest.raises(ValueError, match="not an interval"):
            block_bootstrap([1, 2, 3], mean, seed=4, **wrong)
    with pytest.raises(ValueError, match="two blocks"):
        block_bootstrap([1, 1, 1], mean, seed=4)

"""A pool's CRPS from its parts, the weights that minimise it, and draws in those shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qaraul.forecasting.pooling import best_weights, crps_terms, mixed, widened
from qaraul.forecasting.scoring import crps

PARTS = arrays(np.float64, (4, 3, 8), elements=st.integers(0, 300).map(float)).map(
    lambda parts: np.sort(parts, axis=2)
)


@given(PARTS)
def test_the_terms_make_the_crps_of_the_pool(parts: np.ndarray) -> None:
    observed = parts[:, 0, 3] + 1
    distance, between = crps_terms(parts, observed)
    weights = np.array([0.5, 0.25, 0.25])
    by_terms = distance @ weights - 0.5 * np.einsum("cij,i,j->c", between, weights, weights)
    draws = np.concatenate([parts[:, 0], parts[:, 0], parts[:, 1], parts[:, 2]], axis=1)
    assert by_terms == pytest.approx(crps(draws, observed), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(PARTS)
def test_weights_are_shares_and_no_worse_than_equal_ones(parts: np.ndarray) -> None:
    distance, between = (terms.mean(axis=0) for terms in crps_terms(parts, parts[:, 1, 4]))
    weights = best_weights(distance, between, shrinkage=1e-4)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()

    def of(w: np.ndarray) -> float:
        return float(distance @ w - w @ between @ w / 2)

    assert of(weights) <= of(np.full(3, 1 / 3)) + 1e-6


def test_the_part_that_is_right_gets_the_weight() -> None:
    parts = np.stack([np.full((5, 10), 4.0), np.full((5, 10), 90.0)], axis=1)
    distance, between = (terms.mean(axis=0) for terms in crps_terms(parts, np.full(5, 4.0)))
    right = [best_weights(distance, between, shrinkage=s)[0] for s in (1e-4, 0.1, 0.3)]
    assert right[0] > 0.99
    assert right[0] > right[1] > right[2] > 0.5


@given(PARTS, st.integers(1, 60))
def test_draws_come_in_the_shares_of_the_weights(parts: np.ndarray, draws: int) -> None:
    weights = np.array([0.6, 0.3, 0.1])
    pool = mixed([parts[:, 0], parts[:, 1] + 1_000, parts[:, 2] + 9_000], weights, draws)
    assert pool.shape == (4, draws)
    assert (np.diff(pool, axis=1) >= 0).all()
    counts = [(pool < 1_000).sum(axis=1), (pool >= 9_000).sum(axis=1)]
    assert np.abs(counts[0] - 0.6 * draws).max() < 1
    assert np.abs(counts[1] - 0.1 * draws).max() < 1


@given(PARTS, st.sampled_from([0.5, 1.0, 1.3]))
def test_widening_keeps_order_median_and_the_chance_of_nothing(
    parts: np.ndarray, factor: float
) -> None:
    draws = parts[:, 0].astype(np.float32)
    wide = widened(draws, np.full(4, factor))
    assert (np.diff(wide, axis=1) >= 0).all()
    assert ((wide == 0) == (draws == 0)).all()
    assert wide[:, 4] == pytest.approx(draws[:, 4])
    if factor == 1:
        assert (wide == draws).all()


def test_widening_by_hand() -> None:
    """1, 3 and 15 around a median of 3: twice as far on the scale of 1 + count is 1, 3 and 63."""
    assert widened(np.array([[1, 3, 15]], np.float32), np.array([2.0])).tolist() == [[1, 3, 63]]
    assert widened(np.array([[0, 0, 7]], np.float32), np.array([0.0])).tolist() == [[0, 0, 1]]

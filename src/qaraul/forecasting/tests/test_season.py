"""The season of a unit: found where it returns, not where it does not, never from later months."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.forecasting.season import profiles, shift

NOW = np.array([0]), np.array([119])  # the first unit at the end of ten years


def test_a_season_that_returns_every_year_is_found() -> None:
    """Six months of 9 and six of 99 lie a log of 10 apart; smoothing touches only the borders."""
    counts = np.tile(np.repeat([9.0, 99.0], 6), (1, 10))
    profile = profiles(counts, *NOW)[0]
    assert profile.sum() == pytest.approx(0, abs=1e-5)
    assert profile[8] - profile[2] == pytest.approx(np.log(10), abs=1e-5)
    ahead = shift(np.repeat(profile[None], 2, axis=0), np.array([3, 9]), 3)
    assert ahead[0] == pytest.approx(profile[2] - profile[-3:].mean())
    assert ahead[1] == pytest.approx(profile[8] - profile[-3:].mean())


def test_one_terrible_month_is_no_season() -> None:
    counts = np.full((1, 120), 9.0)
    counts[0, 100] = 5_000
    assert np.abs(profiles(counts, *NOW)).max() == 0


def test_a_steady_climb_is_no_season() -> None:
    counts = np.expm1(np.linspace(0, 8, 120))[None]
    assert np.abs(profiles(counts, *NOW)).max() < 1e-5


def test_noise_is_mostly_no_season() -> None:
    counts = np.random.default_rng(1).lognormal(3, 1, (200, 120))
    found = profiles(counts, np.arange(200), np.full(200, 119))
    assert (np.abs(found).max(axis=1) == 0).mean() > 0.8


def test_less_than_three_years_have_no_season() -> None:
    counts = np.tile(np.repeat([9.0, 99.0], 6), (1, 10))
    found = profiles(counts, np.zeros(3, np.int64), np.array([5, 34, 35]))
    assert (found[:2] == 0).all()
    assert np.abs(found[2]).max() > 1


@given(st.integers(0, 118), st.integers(0, 2))
def test_no_season_sees_a_later_month(at: int, unit: int) -> None:
    counts = np.random.default_rng(2).poisson(9, (3, 120)).astype(float)
    altered = counts.copy()
    altered[:, at + 1 :] = np.nan
    rows = np.array([unit]), np.array([at])
    assert (profiles(counts, *rows) == profiles(altered, *rows)).all()


def test_a_unit_that_did_not_exist_has_had_nothing() -> None:
    counts = np.tile(np.repeat([9.0, 99.0], 6), (1, 10))
    counts[0, :60] = np.nan
    assert np.isfinite(profiles(counts, *NOW)).all()

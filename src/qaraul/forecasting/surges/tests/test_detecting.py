"""A count model with the week's season and the day's volume; what it says and what it leaves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.forecasting.surges import Plan, benjamini_hochberg, detect, level_for
from qaraul.forecasting.surges.tails import upper_tail

PLAN = Plan()
WEEK = np.array([1.0, 1.1, 1.2, 1.1, 1.0, 0.5, 0.4])


def quiet(volume: float | np.ndarray = 1.0, *, series: int = 60, rate: float = 5.0) -> np.ndarray:
    """Series of the same rate with a weekly season, a volume of each day, and no surge."""
    rng = np.random.default_rng(1)
    days = np.arange(PLAN.days_needed)
    counts: np.ndarray = rng.poisson(np.full((series, 1), rate) * WEEK[days % 7] * volume)
    return counts.astype(float)


def volumes(days: slice, factor: float) -> np.ndarray:
    """The usual volume, but on these days."""
    volume = np.ones(PLAN.days_needed)
    volume[days] = factor
    return volume


def test_a_threefold_day_is_a_surge_and_is_told_with_what_is_usual() -> None:
    counts = quiet()
    counts[7, -1] = 30
    found = detect(counts, PLAN)
    assert np.flatnonzero(found.is_surge).tolist() == [7]
    assert found.observed[7] == 30
    assert 1 < found.usual[7] < 4
    assert found.spread[7] > 0
    assert found.window[7] == 1


def test_a_doubling_of_all_sources_is_no_surge() -> None:
    found = detect(quiet(volumes(slice(-10, None), 3.0)), PLAN)
    assert not found.is_surge.any()
    assert (found.volume_ratio > 2).all()


def test_the_return_of_feeds_after_an_outage_is_no_surge() -> None:
    assert not detect(quiet(volumes(slice(-6, -1), 0.2)), PLAN).is_surge.any()


def test_a_busy_weekday_is_no_surge() -> None:
    days = np.arange(PLAN.days_needed)
    busy = np.where(days % 7 == days[-1] % 7, 6.0, 1.0)
    assert not detect(quiet(busy), PLAN).is_surge.any()


def test_what_surges_already_is_no_new_discovery() -> None:
    counts = quiet()
    counts[7, -3:] = 30
    ongoing = np.zeros(len(counts), bool)
    ongoing[7] = True
    assert not detect(counts, PLAN, ongoing=ongoing).is_surge.any()


def test_two_events_where_none_is_usual_are_too_few_to_tell() -> None:
    counts = np.zeros((40, PLAN.days_needed))
    counts[3, -1] = 2
    assert not detect(counts, PLAN, volume=np.full(PLAN.days_needed, 50.0)).is_surge.any()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.zeros((3, 10)), "do not hold"),
        (np.full((3, PLAN.days_needed), -1.0), "missing or negative"),
        (np.full((3, PLAN.days_needed), np.nan), "missing or negative"),
    ],
)
def test_counts_that_cannot_be_judged_are_refused(counts: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        detect(counts, PLAN)


def test_a_volume_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not match"):
        detect(quiet(), PLAN, volume=np.ones(3))


def test_the_tail_is_that_of_the_negative_binomial() -> None:
    """P(X ≥ 3) for a geometric law of mean 1 is (1/2)³; of a Poisson law of mean 1 it is known."""
    assert upper_tail(3, 1.0, 1.0) == pytest.approx(0.125, abs=1e-9)
    poisson = 1 - np.exp(-1) * (1 + 1 + 0.5)
    assert upper_tail(3, 1.0, 0.0) == pytest.approx(poisson, abs=1e-6)


@given(
    st.integers(0, 400),
    st.floats(0.01, 200),
    st.floats(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_a_higher_count_is_never_more_likely(count: int, mean: float, spread: float) -> None:
    lower, higher = upper_tail([count, count + 1], mean, spread)
    assert 0 <= higher <= lower <= 1


def test_benjamini_hochberg_gives_the_levels_of_the_worked_example() -> None:
    """With .01 .02 .03 .50: n·p/rank is .04 .04 .04 .50."""
    assert benjamini_hochberg([0.02, 0.01, 0.5, 0.03]) == pytest.approx([0.04, 0.04, 0.5, 0.04])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_a_level_is_never_below_its_probability_and_keeps_their_order(p: list[float]) -> None:
    levels = benjamini_hochberg(p)
    assert (levels >= np.array(p) - 1e-12).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(levels[order]) >= 0).all()


@pytest.mark.parametrize("p", [[1.2], [-0.1], [float("nan")]])
def test_what_is_no_probability_is_refused(p: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg(p)


def test_more_false_alarms_borne_mean_a_higher_level() -> None:
    assert 0 < level_for(0.5) < level_for(1.0) < level_for(7.0) < 1
    for refused in (0, -1, 8):
        with pytest.raises(ValueError, match="above 0"):
            level_for(refused)

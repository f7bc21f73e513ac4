"""Geometry of small drawings."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qaraul.web.charts import (
    BARS_BOTTOM,
    BARS_TOP,
    SPARK_HEIGHT,
    histogram,
    nice_top,
    spark,
)


def test_a_line_starts_at_the_left_and_marks_its_last_point() -> None:
    line = spark([0, 1, 2])
    assert line is not None
    assert line.path == "M3.0 25.0L48.0 14.0L93.0 3.0"
    assert (line.x, line.y) == (93.0, 3.0)


def test_one_value_is_no_line() -> None:
    assert spark([3]) is None


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=60))
def test_no_line_leaves_its_frame(values: list[int]) -> None:
    line = spark(values)
    assert line is not None
    heights = [float(point.split()[1]) for point in line.path[1:].split("L")]
    assert all(0 <= height <= SPARK_HEIGHT for height in heights)


@given(st.integers(0, 10**7))
def test_the_top_of_a_scale_is_enough_and_not_far_too_much(value: int) -> None:
    assert value <= nice_top(value) <= max(2.5 * value, 2)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=90))
def test_bars_are_as_high_as_their_counts(counts: list[int]) -> None:
    start = date(2026, 1, 1)
    chart = histogram([(start + timedelta(days=i), n) for i, n in enumerate(counts)])
    unit = (BARS_BOTTOM - BARS_TOP) / chart.axes[-1].value
    assert [bar.height for bar in chart.bars] == [round(n * unit, 1) for n in counts]
    assert [bar.is_recent for bar in chart.bars].count(True) == min(7, len(counts))
    assert len(chart.labelled) <= 5


def test_a_histogram_of_nothing_has_a_scale_and_no_bars() -> None:
    chart = histogram([])
    assert chart.bars == ()
    assert chart.labelled == ()
    assert [axis.value for axis in chart.axes] == [0, 1, 2]

"""Geometry of small drawings."""

from hypothesis import given
from hypothesis import strategies as st

from qaraul.web.charts import SPARK_HEIGHT, spark


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

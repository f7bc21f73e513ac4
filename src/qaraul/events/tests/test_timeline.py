"""Bars of days, weeks, months and years: nothing is lost, nothing is left out between."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.events.timeline import BOTTOM, TOP, Unit, timeline, unit_for

days = st.dictionaries(
    st.dates(date(1990, 1, 1), date(2027, 1, 1)), st.integers(1, 500), min_size=1, max_size=40
)


@given(counts=days)
def test_bars_hold_every_day_once_and_follow_without_a_gap(counts: dict[date, int]) -> None:
    drawn = timeline(sorted(counts.items()))
    assert drawn is not None
    assert sum(bar.count for bar in drawn.bars) == sum(counts.values())
    for earlier, later in zip(drawn.bars, drawn.bars[1:], strict=False):
        assert later.first == earlier.last + timedelta(days=1)
    assert drawn.bars[0].first <= min(counts)
    assert drawn.bars[-1].last >= max(counts)
    assert all(TOP <= bar.y <= BOTTOM for bar in drawn.bars)
    assert len(drawn.bars) <= 75


def test_no_incident_is_no_drawing() -> None:
    assert timeline([]) is None


def test_the_window_of_the_filter_is_drawn_whole() -> None:
    drawn = timeline([(date(2026, 11, 10), 3)], date(2026, 11, 1), date(2026, 11, 30))
    assert drawn is not None
    assert [bar.count for bar in drawn.bars] == [3 if n == 9 else 0 for n in range(30)]
    assert drawn.recent == 0


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (1, Unit.DAY),
        (62, Unit.DAY),
        (63, Unit.WEEK),
        (490, Unit.WEEK),
        (491, Unit.MONTH),
        (9_000, Unit.YEAR),
    ],
)
def test_the_unit_grows_with_the_span(days: int, unit: Unit) -> None:
    assert unit_for(days) is unit

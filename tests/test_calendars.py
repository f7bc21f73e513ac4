"""The Solar Hijri calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.calendars import new_year, solar_hijri


@pytest.mark.parametrize(
    ("gregorian", "hijri"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2000, 3, 20), (1379, 1, 1)),
        (date(2021, 3, 20), (1399, 12, 30)),  # the last day of a leap year
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2021, 8, 15), (1400, 5, 24)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 11, 23), (1405, 9, 2)),
    ],
)
def test_known_days_fall_where_the_calendar_says(
    gregorian: date, hijri: tuple[int, int, int]
) -> None:
    assert solar_hijri(gregorian) == hijri


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_the_next_day_is_the_next_day_in_both_calendars(day: date) -> None:
    year, month, number = solar_hijri(day)
    following = solar_hijri(day + timedelta(days=1))
    assert following in {(year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1)}
    assert 1 <= month <= 12
    assert 1 <= number <= 31


@given(st.integers(1300, 1480))
def test_every_year_has_365_or_366_days(year: int) -> None:
    assert (new_year(year + 1) - new_year(year)).days in {365, 366}


def test_a_year_outside_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="no Solar Hijri year"):
        new_year(0)

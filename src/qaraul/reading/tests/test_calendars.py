"""Known days of the Solar Hijri calendar, and that it never skips or repeats one."""

from datetime import date, timedelta

import pytest

from qaraul.reading.calendars import from_solar_hijri


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),  # a leap year
        ((1357, 2, 7), date(1978, 4, 27)),
        ((1404, 5, 15), date(2025, 8, 6)),
    ],
)
def test_known_days(written: tuple[int, int, int], day: date) -> None:
    assert from_solar_hijri(*written) == day


@pytest.mark.parametrize("written", [(1404, 13, 1), (1404, 7, 31), (1404, 0, 1), (900, 1, 1)])
def test_days_that_do_not_exist_are_none(written: tuple[int, int, int]) -> None:
    assert from_solar_hijri(*written) is None


def test_a_year_follows_the_other_without_gap() -> None:
    for year in range(1300, 1450):
        first, following = from_solar_hijri(year, 1, 1), from_solar_hijri(year + 1, 1, 1)
        assert first is not None
        assert following is not None
        assert following - first in (timedelta(365), timedelta(366))

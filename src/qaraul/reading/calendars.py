"""The Solar Hijri calendar, as used in Afghanistan and Iran, turned into the common one."""

from datetime import date, timedelta

_EPOCH = date(622, 3, 21)
_CYCLE_YEARS, _CYCLE_DAYS = 33, 12053
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def from_solar_hijri(year: int, month: int, day: int) -> date | None:
    """The day in the common calendar, or None when there is no such day.

    Source: the 33-year arithmetic rule, exact for 1244 to 1472 (1865 to 2093).
    """
    if not (1244 <= year <= 1472 and 1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004  see above
        return None
    cycles, within = divmod(year - 1, _CYCLE_YEARS)
    leaps = sum(1 for y in range(1, within + 1) if y in _LEAP)
    days = cycles * _CYCLE_DAYS + within * 365 + leaps
    days += 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)  # noqa: PLR2004  six long months
    if day == 31 and month > 6:  # noqa: PLR2004  the later months have 30 days
        return None
    return _EPOCH + timedelta(days=days + day - 1)

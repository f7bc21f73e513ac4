"""Months as whole numbers: 1 is January 1980, as VIEWS and this package's files count them."""

from datetime import date

FIRST_YEAR = 1980
MONTHS = 12


def month_id(year: int, month: int) -> int:
    """Number of a calendar month; ValueError when the month is not 1 to 12."""
    if not 1 <= month <= MONTHS:
        raise ValueError(f"month {month} is not 1 to 12")
    return (year - FIRST_YEAR) * MONTHS + month


def month_of(day: date) -> int:
    """Number of the month that holds a day."""
    return month_id(day.year, day.month)


def first_day(number: int) -> date:
    """First day of the month of that number."""
    years, months = divmod(number - 1, MONTHS)
    return date(FIRST_YEAR + years, months + 1, 1)


def last_known(issued: int, publication_lag: int) -> int:
    """Last month whose figures are published when a forecast is issued in month `issued`.

    publication_lag: whole months between the end of a month and its publication, >= 0: with 0 the
    month before the issue is known. ValueError when it is negative.
    """
    if publication_lag < 0:
        raise ValueError(f"publication lag {publication_lag} is negative")
    return issued - 1 - publication_lag

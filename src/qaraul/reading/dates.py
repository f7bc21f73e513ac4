"""Days, months and years that a text names: absolute, relative, and of the Solar Hijri calendar."""

from collections.abc import Sequence
from datetime import date, timedelta

from qaraul.reading.calendars import from_solar_hijri
from qaraul.reading.numerals import Numeral
from qaraul.reading.patterns import Found
from qaraul.reading.results import Date
from qaraul.reading.tokens import ENDED, PAUSED, Tokens

_YEARS = range(1900, 2101)
_HIJRI_YEARS = range(1300, 1451)
_REACH = 4
_LONGEST_MONTH = 31


def dates_of(
    tokens: Tokens, found: Sequence[Found], numbers: Sequence[Numeral], published: date | None
) -> tuple[list[Date], frozenset[int]]:
    """The dates of a text in its order, and the tokens that they take up."""
    by_token = {i: n for n in numbers for i in range(n.first, n.last + 1)}
    taken: set[int] = set()
    dates: list[Date] = []
    for one in found:
        if not one.label.startswith("date:") or one.first in taken:
            continue
        _, table, *value = one.label.split(":")
        if table in ("months", "hijri"):
            made = _month(tokens, one, by_token, int(value[0]), published, hijri=table == "hijri")
        elif table == "year":
            made = _year(tokens, one, by_token)
        else:
            made = _relative(one, table, int(value[0]), published)
        if made is None:
            continue
        written, first, last = made
        if taken & set(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        start, end = tokens.starts[first], tokens.ends[last]
        dates.append(Date(tokens.text[start:end], written, start, end))
    dates.sort(key=lambda d: d.start)
    return dates, frozenset(taken)


def _near(
    tokens: Tokens, one: Found, by_token: dict[int, Numeral], wanted: range, reach: int
) -> Numeral | None:
    """The nearest number in `wanted`, first before the month, then after it."""
    for steps, way in ((reach, -1), (reach, 1)):
        index = one.first if way < 0 else one.last
        for _ in range(steps):
            crossed = index if way < 0 else index + 1
            index += way
            if not 0 <= index < len(tokens) or tokens.breaks[crossed] in (ENDED, PAUSED):
                break
            numeral = by_token.get(index)
            if numeral is not None:
                if numeral.value in wanted:
                    return numeral
                if wanted.stop <= _LONGEST_MONTH + 1:
                    break  # another number stands in between: it is not this month's day
    return None


def _month(
    tokens: Tokens,
    one: Found,
    by_token: dict[int, Numeral],
    month: int,
    published: date | None,
    *,
    hijri: bool,
) -> tuple[str, int, int] | None:
    day = _near(tokens, one, by_token, range(1, _LONGEST_MONTH + 1), 2)
    year = _near(tokens, one, by_token, _HIJRI_YEARS if hijri else _YEARS, _REACH)
    if day is None and year is None and not _stands_alone(tokens, one):
        return None
    used = [n for n in (day, year) if n is not None]
    first = min([one.first, *(n.first for n in used)])
    last = max([one.last, *(n.last for n in used)])
    written = _written(
        year.value if year else None, month, day.value if day else None, published, hijri=hijri
    )
    return (written, first, last) if written else None


def _stands_alone(tokens: Tokens, one: Found) -> bool:
    """A month with no number beside it; short names mean too many other things."""
    return len(tokens.words[one.first]) > 4  # noqa: PLR2004  may, jun, мая, مارچ…


def _written(
    year: int | None, month: int, day: int | None, published: date | None, *, hijri: bool
) -> str | None:
    years = [year] if year else _years_about(published, hijri=hijri)
    options = [d for y in years if (d := _day(y, month, day or 1, hijri=hijri)) is not None]
    if not options:
        return f"--{month:02d}-{day:02d}" if day and not hijri and not years else None
    chosen = min(options, key=lambda d: abs((d - published).days)) if published else options[0]
    return chosen.isoformat() if day else chosen.isoformat()[:7]


def _years_about(published: date | None, *, hijri: bool) -> list[int]:
    if published is None:
        return []
    base = published.year - 622 if hijri else published.year
    return [base - 1, base, base + 1]


def _day(year: int, month: int, day: int, *, hijri: bool) -> date | None:
    if hijri:
        return from_solar_hijri(year, month, day)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(tokens: Tokens, one: Found, by_token: dict[int, Numeral]) -> tuple[str, int, int] | None:
    numeral = _near(tokens, one, by_token, _YEARS, 2)
    if numeral is None or numeral.is_worded:
        return None
    return str(numeral.value), min(one.first, numeral.first), max(one.last, numeral.last)


def _relative(
    one: Found, table: str, value: int, published: date | None
) -> tuple[str, int, int] | None:
    if published is None:
        return None
    if table == "days_ago":
        day = published - timedelta(days=value)
    else:
        day = published - timedelta(days=(published.isoweekday() - value) % 7)
    return day.isoformat(), one.first, one.last

"""Numbers and dates as a reader of a language writes them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.utils import dateformat
from django.utils.translation import get_language

from qaraul.calendars import MONTHS, solar_hijri

UNKNOWN = "–"
SMALLEST_SHOWN = 0.005  # what rounds to 0 % is written “<1 %”
EASTERN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
SOLAR_HIJRI_LANGUAGES = frozenset(MONTHS)
EASTERN_SIGNS = {";": "؛", ",": "،"}
NO_BREAK = "\u00a0"
GROUPING = {"en": ",", "fa": "٬", "ps": "٬"}
FIRST_GROUPED = 10_000  # languages that group by a blank leave four digits together
POINT = {"en": ".", "fa": "٫", "ps": "٫"}


def language() -> str:
    """The active language, two letters."""
    return (get_language() or "en")[:2]


def digits(text: object) -> str:
    """Text, or a number as it stands, with the digits of the active language."""
    written = str(text)
    return written.translate(EASTERN_DIGITS) if language() in SOLAR_HIJRI_LANGUAGES else written


def parted(*parts: str, sign: str = ";") -> str:
    """Parts of a sentence with the language's own semicolon or comma between them."""
    own = EASTERN_SIGNS[sign] if language() in SOLAR_HIJRI_LANGUAGES else sign
    return f"{own} ".join(parts)


def listed(parts: Iterable[object]) -> str:
    """The parts of a list, with the language's own comma between them."""
    return parted(*map(str, parts), sign=",")


def number(value: float | None, places: int = 0) -> str:
    """A number grouped by thousands; a dash when it is not known."""
    if value is None:
        return UNKNOWN
    grouped = f"{value:,.{places}f}".replace("-", "−")
    if "," in grouped and abs(value) < FIRST_GROUPED and language() not in GROUPING:
        grouped = grouped.replace(",", "")
    whole, _, part = grouped.partition(".")
    whole = whole.replace(",", GROUPING.get(language(), NO_BREAK))
    return digits(whole + (POINT.get(language(), ",") + part if part else ""))


def percent(probability: float | None) -> str:
    """A probability of 0 to 1 as a percentage; never 0 or 100 for what is only nearly so."""
    if probability is None:
        return UNKNOWN
    value = min(max(round(probability * 100), 1), 99)
    if probability in {0, 1}:
        return f"{digits(str(round(probability * 100)))}{NO_BREAK}%"
    sign = "<" if probability < SMALLEST_SHOWN else ">" if probability > 1 - SMALLEST_SHOWN else ""
    return f"{sign}{number(value)}{NO_BREAK}%"


def gregorian(day: date, *, is_short: bool = False, has_year: bool = True) -> str:
    """A Gregorian date; outside English the month is in lower case, in the form dates take."""
    pattern = "j M" if language() == "en" else "j b" if is_short else "j E"
    written = dateformat.format(day, pattern)
    if language() != "en":
        written = written.lower()
    return digits(f"{written} {day.year}" if has_year else written)


def long_day(day: date) -> str:
    """A date in the reader's own calendar."""
    if language() not in SOLAR_HIJRI_LANGUAGES:
        return gregorian(day)
    year, month, number_of_day = solar_hijri(day)
    return digits(f"{number_of_day} {MONTHS[language()][month - 1]} {year}")


def short_day(day: date, today: date | None = None) -> str:
    """A date without its year when that is this year."""
    today = today or datetime.now(UTC).date()
    if language() not in SOLAR_HIJRI_LANGUAGES:
        return gregorian(day, is_short=True, has_year=day.year != today.year)
    (year, month, number_of_day), (year_now, _, _) = solar_hijri(day), solar_hijri(today)
    name = MONTHS[language()][month - 1]
    return digits(f"{number_of_day} {name}" + ("" if year == year_now else f" {year}"))


def full_day(day: date) -> str:
    """The day of the week, then the date with its month in full."""
    weekday = dateformat.format(day, "l")
    if language() in SOLAR_HIJRI_LANGUAGES:
        return f"{weekday} {long_day(day)}"
    return f"{weekday}, {dateformat.format(day, 'j E Y') if language() == 'en' else gregorian(day)}"


def clock(moment: datetime) -> str:
    """Hour and minute in UTC."""
    return digits(moment.astimezone(UTC).strftime("%H:%M"))

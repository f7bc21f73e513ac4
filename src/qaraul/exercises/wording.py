"""Say in nine languages when something happened: a scenario's day becomes a weekday or a date."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent / "scenarios" / "wording.yaml"
PLACE = re.compile(r"\{(on|On|date|year):(-?\d+)\}")
SOFT_TENS = {6, 9, 10, 30}  # Turkmen says 6-njy, 9-njy, 10-njy, 30-njy, and -nji with every other


@dataclass(frozen=True, slots=True)
class Words:
    """One language's weekdays, months and how they stand in a sentence."""

    phrase: str
    date: str
    weekdays: list[str]
    months: list[str]
    digits: str = "0123456789"

    def number(self, value: int) -> str:
        """A whole number in the language's digits."""
        return str(value).translate(str.maketrans("0123456789", self.digits))


@cache
def languages() -> dict[str, Words]:
    """The words of every language of the scenarios."""
    raw: dict[str, dict[str, Any]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {code: Words(**words) for code, words in raw.items()}


def fill(text: str, language: str, date_of: Callable[[int], date]) -> str:
    """Put weekdays and dates where a text has {on:12}, {On:12}, {date:12} or {year:-5}."""
    words = languages()[language]

    def said(match: re.Match[str]) -> str:
        kind, number = match[1], int(match[2])
        if kind == "year":
            return words.number((date_of(0) + timedelta(days=365 * number)).year)
        day = date_of(number)
        if kind == "date":
            return _date(words, day, language)
        phrase = words.phrase.format(weekday=words.weekdays[day.weekday()])
        return phrase[0].upper() + phrase[1:] if kind == "On" else phrase

    return PLACE.sub(said, text)


def _date(words: Words, day: date, language: str) -> str:
    number = words.number(day.day)
    if language == "tk":
        ending = "njy" if day.day in SOFT_TENS or day.day % 10 in {6, 9} else "nji"
        number = f"{number}-{ending}"
    return words.date.format(day=number, month=words.months[day.month - 1])

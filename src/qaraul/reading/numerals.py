"""Numbers in a text, written in digits or in words."""

from dataclasses import dataclass

from qaraul.reading.languages.loading import Language
from qaraul.reading.tokens import ENDED, PAUSED, Tokens

_THOUSAND = 1_000
_HUNDRED = 100
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, from token `first` to token `last`, both included."""

    first: int
    last: int
    value: int
    is_worded: bool


def numerals(tokens: Tokens, language: Language) -> list[Numeral]:
    """Every number of the text, "15 thousand" and "two hundred and fifty" as one."""
    found: list[Numeral] = []
    index, size = 0, len(tokens)
    while index < size:
        value = _value_at(tokens, index, language)
        if value is None:
            index += 1
            continue
        numeral = _decimal_from(tokens, index, language) or _longest_from(tokens, index, language)
        found.append(numeral)
        index = numeral.last + 1
    return found


def _value_at(tokens: Tokens, index: int, language: Language) -> int | None:
    value = tokens.values[index]
    if value is not None:
        return value
    word = tokens.words[index]
    value = language.numbers.get(word)
    return language.numbers.get(tokens.folds[index]) if value is None else value


def _decimal_from(tokens: Tokens, first: int, language: Language) -> Numeral | None:
    """Read "1,2 thousand" as one number, if it stands there."""
    if first + 2 >= len(tokens):
        return None
    whole, part = tokens.values[first], tokens.values[first + 1]
    point = tokens.text[tokens.ends[first] : tokens.starts[first + 1]]
    times = _value_at(tokens, first + 2, language) if whole is not None else None
    if (
        part is None
        or whole is None
        or point not in (",", ".", "٫")
        or times is None
        or times < _THOUSAND
    ):
        return None
    fraction = part / 10 ** len(tokens.raw(first + 1))
    return Numeral(first, first + 2, min(round((whole + fraction) * times), _MOST), is_worded=False)


def _longest_from(tokens: Tokens, first: int, language: Language) -> Numeral:
    value = _value_at(tokens, first, language)
    assert value is not None  # noqa: S101  the caller has just looked
    total, part, last = 0, value, first
    index = first + 1
    while index < len(tokens) and tokens.breaks[index] not in (ENDED, PAUSED):
        after_joiner = tokens.words[index] in language.joiners and index + 1 < len(tokens)
        at = index + 1 if after_joiner else index
        following = _value_at(tokens, at, language)
        if following is None or not _may_follow(part, following, tokens, at):
            break
        if following == _HUNDRED and part < 10:  # noqa: PLR2004  "three hundred"
            part *= following
        elif following >= _THOUSAND:
            total, part = total + max(part, 1) * following, 0
        else:
            part += following
        last, index = at, at + 1
    return Numeral(first, last, min(total + part, _MOST), is_worded=tokens.values[first] is None)


def _may_follow(part: int, following: int, tokens: Tokens, at: int) -> bool:
    """Whether a number goes on: digits take only "thousand"; words fall in size or multiply."""
    if tokens.values[at] is not None:
        return False
    if following >= _THOUSAND:
        return part < following
    if tokens.values[at - 1] is not None:
        return False
    if part % _HUNDRED == 0:  # nothing yet, or whole hundreds
        return part == 0 or following < _HUNDRED
    if part % 10 == 0:
        return following < 10  # noqa: PLR2004  "fifty three"
    # "three hundred"; in Pashto also "five twenty" for 25
    return part < 10 and following in (_HUNDRED, 20)  # noqa: PLR2004

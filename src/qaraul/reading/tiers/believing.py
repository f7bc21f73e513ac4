"""Which parts of a model's extraction stand in the text, and how they agree with tier 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import orjson

from qaraul.reading.characters import folded, normal
from qaraul.reading.gazetteer import places_with_names
from qaraul.reading.languages.loading import CODES, language
from qaraul.reading.numerals import numerals
from qaraul.reading.results import COUNT_KINDS, EVENT_TYPES, STATUSES, Reading
from qaraul.reading.tiers.asking import LONGEST_EVIDENCE, NoAnswer
from qaraul.reading.tokens import WORD, tokens_of

Check = Literal["agrees", "adds", "differs"]
"""Beside tier 0: it says the same, it says nothing, it says something else."""

_MOST_PLACES, _MOST_COUNTS, _SHORTEST = 5, 8, 2
_HIGHEST = 10**9


@dataclass(frozen=True, slots=True)
class Suggested:
    """One field that the text bears out: its value, the characters it rests on, tier 0's view."""

    field: str
    value: str | int
    start: int
    end: int
    check: Check


@dataclass(frozen=True, slots=True)
class Refused:
    """One field that the text does not bear out, and why, in a code."""

    field: str
    reason: str


def believed_extraction(
    answer: str, text: str, tier0: Reading
) -> tuple[list[Suggested], list[Refused]]:
    """The fields of an answer to `extraction` that stand in the text, and those that do not.

    text: what was asked about; tier0: what the rules read in it. Raises NoAnswer when the answer
    is no JSON object. Whatever else it holds is passed over.
    """
    told = answered(answer)
    codes = (
        ("event_type", EVENT_TYPES, tier0.event_type),
        ("event_status", STATUSES, tier0.event_status),
    )
    found = [_place(one, text, tier0) for one in _listed(told.get("places"), _MOST_PLACES)]
    found += [
        _code(name, told[name], known, own, text)
        for name, known, own in codes
        if isinstance(told.get(name), Mapping)
    ]
    found += [_count(one, text, tier0) for one in _listed(told.get("counts"), _MOST_COUNTS)]
    kept = [one for one in found if isinstance(one, Suggested)]
    first = {(one.field, one.value): one for one in reversed(kept)}
    return list(reversed(first.values())), [one for one in found if isinstance(one, Refused)]


def answered(answer: str) -> Mapping[str, Any]:
    """The JSON object of an answer; NoAnswer when it is none."""
    try:
        told = orjson.loads(answer.encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        raise NoAnswer("bad_answer", "the answer is no JSON") from None
    if not isinstance(told, Mapping):
        raise NoAnswer("bad_answer", "the answer is no JSON object")
    return told


def _listed(value: Any, most: int) -> list[Mapping[str, Any]]:
    listed = value[:most] if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, Mapping)]


def _span(one: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    """Where the evidence stands in the text, letter by letter."""
    evidence = one.get("evidence")
    if not isinstance(evidence, str) or not _SHORTEST <= len(evidence) <= LONGEST_EVIDENCE:
        return None
    start = text.find(evidence)
    return None if start < 0 or not evidence.strip() else (start, start + len(evidence))


def _place(one: Mapping[str, Any], text: str, tier0: Reading) -> Suggested | Refused:
    name = one.get("name")
    if not isinstance(name, str) or not plain(name) or len(name) > 100:  # noqa: PLR2004  the schema's
        return Refused("place", "no_value")
    span = _span(one, text)
    if span is None:
        return Refused("place", "no_evidence")
    start, end = span
    within = [p for p in tier0.places if start <= p.start and p.end <= end]
    same = [p for p in within if plain(name) in names_of(p.id) | {plain(p.name), plain(p.text)}]
    if not same and f" {plain(name)} " not in f" {plain(text[start:end])} ":
        return Refused("place", "not_in_text")
    if any(p.role == "event" for p in same):
        return Suggested("place", same[0].name, start, end, "agrees")
    has_own = any(p.role == "event" for p in tier0.places)
    value = same[0].name if same else name.strip()
    return Suggested("place", value, start, end, "differs" if has_own else "adds")


def _code(
    name: str, one: Mapping[str, Any], known: tuple[str, ...], own: str, text: str
) -> Suggested | Refused:
    value, span = one.get("value"), _span(one, text)
    if value not in known:
        return Refused(name, "no_value")
    if span is None:
        return Refused(name, "no_evidence")
    if name == "event_type" and own == "other" and value != own:
        return Suggested(name, str(value), *span, "adds")
    return Suggested(name, str(value), *span, "agrees" if value == own else "differs")


def _count(one: Mapping[str, Any], text: str, tier0: Reading) -> Suggested | Refused:
    kind, value, span = one.get("kind"), one.get("value"), _span(one, text)
    if kind not in COUNT_KINDS:
        return Refused("count", "no_value")
    field = str(kind)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _HIGHEST:
        return Refused(field, "no_value")
    if span is None:
        return Refused(field, "no_evidence")
    start, end = span
    if value not in numbers_in(text[start:end], tier0.lang, tier0.script) | _zeros(tier0, span):
        return Refused(field, "not_in_text")
    own = getattr(tier0, field)
    check: Check = "adds" if own is None else "agrees" if own == value else "differs"
    return Suggested(field, value, start, end, check)


def _zeros(tier0: Reading, span: tuple[int, int]) -> set[int]:
    """Zero, where tier 0 reads "nobody was hurt" in the evidence."""
    start, end = span
    said = (c for c in tier0.counts if c.best == 0 and c.start < end and start < c.end)
    return {0 for _ in said}


def numbers_in(text: str, lang: str, script: str = "") -> set[int]:
    """Every number of a text, in digits of any script and in words of its language."""
    code = lang.partition("_")[0]
    spoken = language(code if code in CODES else "en", script)
    tokens = tokens_of(text, spoken.normalise, fold=spoken.fold)
    in_digits = {value for value in tokens.values if value is not None}
    return in_digits | {numeral.value for numeral in numerals(tokens, spoken)}


def plain(name: str) -> str:
    """A name without case, marks and look-alikes, as names are compared."""
    return " ".join(folded(normal(word)) for word in WORD.findall(name))


@cache
def _names() -> Mapping[str, frozenset[str]]:
    return {
        entry.id: frozenset(plain(name) for _, name in names)
        for entry, names in places_with_names()
    }


def names_of(place_id: str) -> frozenset[str]:
    """All names of a place of the gazetteer, in all languages, as they are compared."""
    return _names().get(place_id, frozenset())

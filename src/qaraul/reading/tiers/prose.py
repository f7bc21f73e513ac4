"""Whether a model's translation or summary says nothing that its texts do not."""

import re
from collections.abc import Sequence

from qaraul.reading.identify import identify
from qaraul.reading.reader import read
from qaraul.reading.results import Place, Reading
from qaraul.reading.tiers.asking import Kind
from qaraul.reading.tiers.believing import Refused, answered, names_of, numbers_in, plain

LONGEST = {"translate": 20_000, "summarise": 900}
_ROOM, _TIMES = 200, 3
_MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|&#?\w{2,8};|\]\(|```")
_ADDRESS = re.compile(r"://|\bwww\.|\b[\w.-]+@[\w-]+\.\w{2,}|\b\w[\w-]*\.(?:com|org|net|info|io)\b")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]")
_WIDE = frozenset({"region", "district", "country"})


def believed_prose(
    kind: Kind, answer: str, texts: Sequence[str], tier0: Sequence[Reading], to: str
) -> str | Refused:
    """The translation or summary of an answer, or why it is refused, in a code.

    texts and tier0: what was asked about, and what the rules read in each; to: the language asked
    for. Raises NoAnswer when the answer is no JSON object. Refused when it is empty or too long,
    holds markup or an address, is in another language, or names a number or a place that the texts
    do not.
    """
    prose = answered(answer).get("text")
    if not isinstance(prose, str) or not prose.strip():
        return Refused(kind, "no_value")
    prose = prose.strip()
    reason = _unfit(kind, prose, sum(map(len, texts)), to)
    if not reason and _new_numbers(prose, to, texts, tier0):
        reason = "number_not_in_text"
    if not reason and _new_places(prose, to, "\n".join(texts), tier0):
        reason = "place_not_in_text"
    return Refused(kind, reason) if reason else prose


def _unfit(kind: Kind, prose: str, length: int, to: str) -> str:
    """Why a text cannot be what was asked for, whatever it says; empty when it can."""
    if len(prose) > min(LONGEST[kind], _TIMES * length + _ROOM):
        return "too_long"
    for pattern, reason in ((_HIDDEN, "markup"), (_MARKUP, "markup"), (_ADDRESS, "address")):
        if pattern.search(prose):
            return reason
    found = identify(prose)
    return "" if found.is_ours and found.lang.partition("_")[0] == to else "other_language"


def _new_numbers(prose: str, to: str, texts: Sequence[str], tier0: Sequence[Reading]) -> set[int]:
    """Numbers of the answer that no text has; a lone "one" is an article in many languages."""
    known = {1}
    for text, reading in zip(texts, tier0, strict=True):
        known |= numbers_in(text, reading.lang, reading.script) | set(reading.numbers)
        known |= {count.best for count in reading.counts}
    return numbers_in(prose, to) - known


def _new_places(prose: str, to: str, whole: str, tier0: Sequence[Reading]) -> list[Place]:
    known = [place for reading in tier0 for place in reading.places]
    names = {name for place in known for name in names_of(place.id)}
    names |= {plain(place.text) for place in known}
    areas = {place.area for place in known} | {place.country for place in known}
    said = f" {plain(whole)} "
    return [
        place
        for place in read("", prose, lang=to).places
        if not (
            any(place.id == one.id for one in known)
            or names_of(place.id) & names
            or (place.precision in _WIDE and place.area in areas)
            or f" {plain(place.text)} " in said
        )
    ]

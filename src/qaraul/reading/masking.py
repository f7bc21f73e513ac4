"""Mask what points at private persons in a message: names, phones, addresses, numbers of papers.

Places and organisations stay. Errs on the side of masking; no person's name is ever looked up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from qaraul.reading.characters import normal, script_of
from qaraul.reading.gazetteer import index_for
from qaraul.reading.languages.loading import CODES, language
from qaraul.reading.mentions import mentions_of, surroundings
from qaraul.reading.people import Names, Word, names_in
from qaraul.reading.uncased import uncased_names_in

_DATA = Path(__file__).parent / "data" / "personal_names.yaml"
_ARABIC = ("prs", "ps")
_MASKED = re.compile(r"\[(?:name|phone|e-mail|handle|number|plate)\]")
_UPPER = "A-ZА-ЯЁҚҒҢӨҮҰҺІӘҲҶӢЎ"
_PLATES = (
    r"\d{2} ?KG ?\d{3} ?[A-Z]{2,3}",
    rf"\d{{3}} ?[{_UPPER}]{{2,3}} ?\d{{2}}",
    rf"\d{{4}} ?[{_UPPER}]{{2}} ?\d{{2}}",
    rf"\d{{2}} ?[{_UPPER}] ?\d{{3}} ?[{_UPPER}]{{2}}",
    rf"[{_UPPER}] ?\d{{3}} ?[{_UPPER}]{{2}} ?\d{{2,3}}",
    r"[A-Z]{2} ?\d{4} ?[A-Z]{2}",
)
_SITES = r"t\.me|wa\.me|vk\.com|ok\.ru|(?:www\.)?(?:instagram|facebook|tiktok)\.com"
_PATTERNS = (
    ("e-mail", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    ("handle", rf"(?:https?://)?(?:{_SITES})/[^\s\]]{{1,100}}"),
    ("handle", r"(?<![\w@.])@[A-Za-z0-9_]{3,32}"),
    ("plate", rf"(?<!\w)(?:{'|'.join(_PLATES)})(?!\w)"),
    ("number", rf"(?<!\w)[{_UPPER}]{{1,2}}[ -]?(?:№ ?)?\d{{6,9}}(?!\w)"),
    ("number", r"(?<![\w+])\d{14}(?!\w)|(?<![\w+])\d{12}(?!\w)"),
    ("phone", r"(?<![\w+])\+?\(?\d(?:[ \u00a0().-]{0,2}\d){8,14}(?!\w)"),
)
_FINDERS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0,.]\d{3})+$")
_DATES = re.compile(r"(?:19|20)\d\d[ .-]\d\d?[ .-]\d\d?|\d\d?[ .-]\d\d?[ .-](?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """What was masked: `start` and `end` count the characters of the text as it came."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The text with its masks, and what they stand for."""

    text: str
    spans: tuple[Span, ...]


@lru_cache(maxsize=1)
def _names() -> Names:
    raw = yaml.safe_load(_DATA.read_text(encoding="utf-8"))

    def words(key: str) -> frozenset[str]:
        return frozenset(normal(word) for line in raw[key] for word in str(line).split())

    def phrases(key: str) -> tuple[tuple[str, ...], ...]:
        listed = {str(phrase) for those in raw[key].values() for phrase in those}
        return tuple(sorted(tuple(map(normal, phrase.split())) for phrase in listed))

    return Names(
        given=words("given"),
        doubtful=words("doubtful"),
        patronymics=tuple(map(normal, raw["patronymics"])),
        surnames=tuple(map(normal, raw["surnames"])),
        not_surnames=words("not_surnames"),
        called=phrases("called"),
        called_after=phrases("called_after"),
        honorifics=words("honorifics"),
        named_after=words("named_after"),
        organisations=tuple(sorted(words("organisations"))),
        adjectives=tuple(sorted(words("adjectives"))),
    )


def redact(text: str, lang: str = "") -> Redacted:
    """Mask private persons' names, phones, e-mails, handles, papers' and plates' numbers.

    lang: one of our codes, helps to keep names of places; any other is taken for English.
    The work grows with the length of the text; masking twice changes nothing more.
    """
    taken = [Span("", *found.span()) for found in _MASKED.finditer(text)]
    for kind, finder in _FINDERS:
        for found in finder.finditer(text):
            if kind == "phone" and not _is_phone(found[0]):
                continue
            taken.append(Span(kind, *found.span()))
    taken = _apart(taken)
    blank = _blanked(text, taken)
    named = (Span("name", start, end) for start, end in _people(blank, lang))
    spans = [span for span in _apart([*taken, *named]) if span.kind]
    return Redacted(_masked(text, spans), tuple(spans))


def _is_phone(found: str) -> bool:
    return not (_THOUSANDS.fullmatch(found) or _DATES.match(found))


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that overlap an earlier found one left out."""
    kept: list[Span] = []
    last = 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start >= last and span.end > span.start:
            kept.append(span)
            last = span.end
    return kept


def _blanked(text: str, spans: Sequence[Span]) -> str:
    """The text with signs that no name contains in the place of what is masked already."""
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += [text[last : span.start], "|" * (span.end - span.start)]
        last = span.end
    return "".join([*parts, text[last:]])


def _masked(text: str, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += [text[last : span.start], f"[{span.kind}]"]
        last = span.end
    return "".join([*parts, text[last:]])


def _people(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """The spans of persons' names."""
    code = _language_of(lang, text)
    is_cyrillic_uzbek = code == "uz" and any("а" <= letter <= "я" for letter in text.lower())
    spoken = language(code, "Cyrl" if is_cyrillic_uzbek else "")
    words = Word.of(text)
    tokens = Word.as_tokens(text, words, spoken.normalise, spoken.fold)
    found = spoken.phrases.search(tokens)
    around = surroundings(tokens, found, spoken)
    mentions = mentions_of(tokens, spoken, index_for(spoken.variety), around)
    places = {i for m in mentions for i in range(m.first, m.last + 1)}
    names = _names()
    cased = (span for span in names_in(words, names, places) if not words[span[0]].is_uncased)
    uncased = uncased_names_in(
        words, (names.given, names.doubtful), around.common, places, ends_families=code != "ps"
    )
    for first, last in [*cased, *uncased]:
        yield words[first].start, words[last].end


def _language_of(lang: str, text: str) -> str:
    code = "prs" if lang == "fa" else lang
    if code in CODES and (code in _ARABIC or script_of(text) != "Arab"):
        return code
    return "prs" if script_of(text) == "Arab" else "en"

"""Read one text: pure, offline, the same answer every time."""

import re
from collections.abc import Sequence
from datetime import date

from qaraul.reading.counts import best_of, counts_of
from qaraul.reading.dates import dates_of
from qaraul.reading.events import actors_of, concepts_of, event_types_of, evidence_of
from qaraul.reading.gazetteer import index_for
from qaraul.reading.identify import Identified, identify
from qaraul.reading.languages.loading import Language, language
from qaraul.reading.mentions import mentions_of, surroundings
from qaraul.reading.numerals import numerals
from qaraul.reading.patterns import Found
from qaraul.reading.placing import names_of, places_of, resolve
from qaraul.reading.results import Count, Name, Place, Reading
from qaraul.reading.status import status_of
from qaraul.reading.tokens import Tokens, tokens_of

VERSION = "1.0"
METHODS = {
    "language": "py3langid-0.4+words-1",
    "types": f"concepts-{VERSION}",
    "places": f"gazetteer-{VERSION}",
    "counts": f"rules-{VERSION}",
    "dates": f"rules-{VERSION}",
}
LONGEST_READ = 100_000
LONGEST_TEXT = 1_000_000
_TAG = re.compile(r"<[^<>]{1,2000}>")


def read(
    title: str,
    text: str,
    *,
    lang: str | None = None,
    published: date | None = None,
    country: str | None = None,
) -> Reading:
    r"""Read a text; positions count the characters of `title + "\n" + text`, or of `text` alone.

    lang: what the source says, believed only in a near tie. published: makes "on Tuesday" a day.
    country: ISO 3166-1 code of the source, tells one Jalalabad from the other.
    Never fails: what cannot be read comes back with `not_read` saying why.
    """
    whole = f"{title}\n{text}" if title else text
    if len(whole) > LONGEST_TEXT:
        return _not_read(f"the text has {len(whole):,} characters, more than {LONGEST_TEXT:,}")
    notes: tuple[str, ...] = ()
    if len(whole) > LONGEST_READ:
        notes = (f"only the first {LONGEST_READ:,} of {len(whole):,} characters were read",)
        whole = whole[:LONGEST_READ]
    shown = _blank_markup(whole)
    if not shown.strip():
        return _not_read("the text is empty")
    identified = identify(shown, declared=lang)
    if not identified.is_ours:
        return _not_read(_why_not(identified), identified)
    return _read(shown, whole, len(title) if title else 0, identified, published, country, notes)


def _read(
    shown: str,
    whole: str,
    title_end: int,
    identified: Identified,
    published: date | None,
    country: str | None,
    notes: tuple[str, ...],
) -> Reading:
    spoken = language(identified.lang, identified.script)
    tokens = tokens_of(shown, spoken.normalise, title_end=title_end, fold=spoken.fold)
    tokens.text = whole
    found = spoken.phrases.search(tokens)
    numbers = numerals(tokens, spoken)
    dates, dated = dates_of(tokens, found, numbers, published)
    status, why_status = status_of(tokens, found, dates, published)
    counts = _believed(counts_of(tokens, found, numbers, dated, spoken.number_leads), status)
    event_type = next(iter(types := event_types_of(concepts_of(tokens, found, counts))))
    places, names = _places(tokens, spoken, found, country, event_type)
    return Reading(
        lang=identified.lang,
        lang_confidence=identified.confidence,
        script=identified.script,
        places=places,
        names=names,
        event_type=event_type,
        event_types={t: p for t, p in types.items() if p > 0.001},  # noqa: PLR2004  the rest is noise
        event_status=status,
        killed=best_of("killed", counts),
        injured=best_of("injured", counts),
        displaced=best_of("displaced", counts),
        arrested=best_of("arrested", counts),
        counts=tuple(counts),
        dates=tuple(dates),
        actors=tuple(actors_of(found)),
        evidence=(*evidence_of(tokens, found, event_type), *why_status),
        methods=dict(METHODS),
        notes=notes,
        numbers=tuple(dict.fromkeys(number.value for number in numbers)),
    )


def _believed(counts: list[Count], status: str) -> list[Count]:
    """The counts of a text; what is played or untrue has hurt nobody."""
    if status in {"drill", "denied"}:
        return [count for count in counts if count.high == 0]
    return counts


def _places(
    tokens: Tokens, spoken: Language, found: Sequence[Found], country: str | None, kind: str
) -> tuple[tuple[Place, ...], tuple[Name, ...]]:
    around = surroundings(tokens, found, spoken)
    mentions = mentions_of(tokens, spoken, index_for(spoken.variety), around)
    chosen = resolve(mentions, found, spoken, country)
    places = tuple(places_of(tokens, mentions, chosen, found, is_flight=kind == "displacement"))
    return places, tuple(names_of(tokens, mentions, chosen))


def _blank_markup(text: str) -> str:
    """The text with tags turned to spaces, character for character, so that positions stay true."""
    if "<" not in text and "&" not in text:
        return text
    return _TAG.sub(lambda tag: " " * len(tag[0]), text)


def _not_read(why: str, identified: Identified | None = None) -> Reading:
    if identified is None:
        return Reading(not_read=why, methods=dict(METHODS))
    return Reading(
        lang=identified.lang,
        lang_confidence=identified.confidence,
        script=identified.script,
        not_read=why,
        methods=dict(METHODS),
    )


def _why_not(identified: Identified) -> str:
    if not identified.script:
        return "there are no letters in the text"
    if not identified.lang:
        return "the script is none that we read"
    return f"the language is another one ({identified.lang})"

"""Read one text: pure, offline, the same answer every time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qaraul.reading.clues import Clues, believed, clues_of, status_evidence
from qaraul.reading.counts import best_of
from qaraul.reading.dates import dates_of
from qaraul.reading.ensemble import decide, packaged_path, read_artefact
from qaraul.reading.events import actors_of, evidence_of
from qaraul.reading.gazetteer import index_for
from qaraul.reading.identify import Identified, identify
from qaraul.reading.languages.loading import Language, language
from qaraul.reading.mentions import mentions_of, surroundings
from qaraul.reading.numerals import numerals
from qaraul.reading.patterns import Found
from qaraul.reading.placing import names_of, places_of, resolve
from qaraul.reading.results import Date, Name, Place, Reading
from qaraul.reading.tokens import Tokens, tokens_of

VERSION = "1.0"
METHODS = {
    "language": "py3langid-0.4+words-1",
    "types": "ensemble",
    "status": "ensemble",
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
    model: Path | None = None,
) -> Reading:
    r"""Read a text; positions count the characters of `title + "\n" + text`, or of `text` alone.

    lang: what the source says, believed only in a near tie. published: makes "on Tuesday" a day.
    country: ISO 3166-1 code of the source, tells one Jalalabad from the other.
    model: weights trained with an operator's corrections, instead of those that come with Qaraul;
    `BadModel` when the file cannot be used.
    Never fails on a text: what cannot be read comes back with `not_read` saying why.
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
    analysis = _analysed(shown, whole, len(title) if title else 0, identified, published)
    return _reading(analysis, identified, country, model or packaged_path(), notes)


@dataclass(frozen=True, slots=True)
class _Analysis:
    """A text cut into words, with what the rules found in it."""

    spoken: Language
    tokens: Tokens
    found: list[Found]
    dates: list[Date]
    clues: Clues
    numbers: tuple[int, ...]


def _analysed(
    shown: str, whole: str, title_end: int, identified: Identified, published: date | None
) -> _Analysis:
    spoken = language(identified.lang, identified.script)
    tokens = tokens_of(shown, spoken.normalise, title_end=title_end, fold=spoken.fold)
    tokens.text = whole
    found = spoken.phrases.search(tokens)
    numbers = numerals(tokens, spoken)
    dates, dated = dates_of(tokens, found, numbers, published)
    clues = clues_of(
        tokens, found, numbers, dates, dated, published, number_leads=spoken.number_leads
    )
    values = tuple(dict.fromkeys(number.value for number in numbers))
    return _Analysis(spoken, tokens, found, dates, clues, values)


def clues_in(title: str, text: str, *, published: date | None = None) -> Clues | None:
    """What the ensemble would weigh in a text, for training; None when it cannot be read."""
    whole = (f"{title}\n{text}" if title else text)[:LONGEST_READ]
    shown = _blank_markup(whole)
    identified = identify(shown)
    if not shown.strip() or not identified.is_ours:
        return None
    return _analysed(shown, whole, len(title) if title else 0, identified, published).clues


def _reading(
    analysis: _Analysis,
    identified: Identified,
    country: str | None,
    model: Path,
    notes: tuple[str, ...],
) -> Reading:
    tokens, found, clues = analysis.tokens, analysis.found, analysis.clues
    weights = read_artefact(model)
    decision = decide(weights, clues.pieces, clues.evidence)
    counts = believed(clues.counts, decision.status)
    why_type = evidence_of(tokens, found, decision.event_type)
    places, names = _places(tokens, analysis.spoken, found, country, decision.event_type)
    return Reading(
        lang=identified.lang,
        lang_confidence=identified.confidence,
        script=identified.script,
        places=places,
        names=names,
        event_type=decision.event_type,
        event_types={t: p for t, p in decision.types.items() if p > 0.001},  # noqa: PLR2004  the rest is noise
        event_status=decision.status,
        killed=best_of("killed", counts),
        injured=best_of("injured", counts),
        displaced=best_of("displaced", counts),
        arrested=best_of("arrested", counts),
        counts=tuple(counts),
        dates=tuple(analysis.dates),
        actors=tuple(actors_of(found)),
        evidence=(*why_type, *status_evidence(tokens, found, decision.status)),
        methods={
            **METHODS,
            "types": f"ensemble-{weights.version}",
            "status": f"ensemble-{weights.version}",
        },
        notes=notes,
        numbers=analysis.numbers,
    )


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

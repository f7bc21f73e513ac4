"""A story in its own sentences and a text's known terms, for one reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from qaraul.pipeline.rows import whole_text
from qaraul.reading.glossary import Gloss, gloss
from qaraul.reading.summaries import Chosen, Fact, Source, summarise
from qaraul.sources.models import Document

TRUST = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2}
OURS = {"fa": "prs"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence and the document it stands in; `is_foreign` when it is in another language."""

    text: str
    lang: str
    document: Document
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """At most three sentences of a story's documents."""

    lines: Sequence[Line]

    @property
    def foreign(self) -> list[str]:
        """The languages of the sentences that the reader's language is not."""
        return list(dict.fromkeys(line.lang for line in self.lines if line.is_foreign))


def readers_language() -> str:
    """The language that the page is in, by our own codes."""
    code = (get_language() or "en").partition("-")[0]
    return OURS.get(code, code)


def digest_of(documents: Sequence[Document]) -> Digest | None:
    """The summary of documents that the viewer is known to see; None when none was read."""
    to = readers_language()
    read = {str(d.pk): d for d in documents if hasattr(d, "reading") and d.reading.lang}
    chosen = summarise([_source(d) for d in read.values()], to=to)
    lines = [_line(one, read[one.source], to) for one in chosen]
    return Digest(lines) if lines else None


def glosses_of(document: Document | None) -> list[Gloss]:
    """The known terms of a text that is not in the reader's language."""
    reading = getattr(document, "reading", None)
    if document is None or reading is None:
        return []
    return gloss(whole_text(document), reading.lang, readers_language())


def _line(one: Chosen, document: Document, to: str) -> Line:
    return Line(" ".join(one.text.split()), one.lang, document, one.lang.partition("_")[0] != to)


def _source(document: Document) -> Source:
    return Source(
        id=str(document.pk),
        text=whole_text(document),
        lang=document.reading.lang,
        title_end=len(document.title) + 1 if document.title else 0,
        trust=TRUST.get(document.source.reliability, 0.0),
        facts=tuple(_facts(document.reading)),
    )


def _facts(reading: Any) -> list[Fact]:
    """What was read, each with its characters and a value by which texts are compared."""
    named = [
        *(("place", p, p["id"]) for p in reading.places if p.get("role") == "event"),
        *(("count", c, f"{c['kind']} {c['best']}") for c in reading.counts),
        *(("date", d, d["date"]) for d in reading.dates),
        *(("type", e, e["value"]) for e in reading.evidence if e.get("kind") == "type"),
    ]
    return [Fact(kind, span["start"], span["end"], value) for kind, span, value in named]

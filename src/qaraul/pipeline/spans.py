"""A text in pieces, so that a template marks what the reading rests on and escapes it all; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

SENTENCE_END = re.compile(r"[.!?؟…]+[\"»”’)]*(?=\s)|[\n؟]")
Kind = Literal["", "place", "other_place", "date", "count", "type"]
CLASSES: Mapping[str, str] = {
    "place": "e1",
    "other_place": "e1",
    "date": "e2",
    "count": "e3",
    "type": "e4",
}
"""The classes of the marks in the style sheet."""

PRIORITY: Sequence[str] = ("count", "place", "date", "other_place", "type")
"""Of overlapping spans the earlier kind keeps its words; the other one is cut."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from `start` to `end` that say something of that kind."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the text, marked or plain."""

    text: str
    kind: Kind = ""

    @property
    def css(self) -> str:
        """The class of its mark."""
        return CLASSES.get(self.kind, "")


Paragraph = list[Piece]


def spans_of(reading: Mapping[str, Any]) -> list[Span]:
    """The spans that a kept reading names: places, dates, counts and the words of the event."""
    spans = [
        *(
            _span(p, "place" if p.get("role") == "event" else "other_place")
            for p in _all(reading, "places")
        ),
        *(_span(d, "date") for d in _all(reading, "dates")),
        *(_span(c, "count") for c in _all(reading, "counts")),
        *(_span(e, "type") for e in _all(reading, "evidence") if e.get("kind") == "type"),
    ]
    return [span for span in spans if span.start < span.end]


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text in order; no character is lost, none stands twice."""
    cut = _without_overlaps(spans, len(text))
    found: list[Piece] = []
    at = 0
    for span in cut:
        if at < span.start:
            found.append(Piece(text[at : span.start]))
        found.append(Piece(text[span.start : span.end], span.kind))
        at = span.end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def paragraphs(text: str, spans: Iterable[Span], *, start: int = 0) -> list[Paragraph]:
    """The text from a position on, line by line; empty lines are left out."""
    lines: list[Paragraph] = [[]]
    at = 0
    for piece in pieces(text, spans):
        end = at + len(piece.text)
        kept = piece.text[max(0, start - at) :] if end > start else ""
        at = end
        for number, part in enumerate(kept.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(part, piece.kind))
    return [line for line in lines if any(piece.text.strip() for piece in line)]


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds the characters from `start` to `end`, as it stands in the text."""
    begin = max((found.end() for found in SENTENCE_END.finditer(text, 0, start)), default=0)
    following = SENTENCE_END.search(text, end)
    return text[begin : following.end() if following else len(text)].strip()


def _all(reading: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return reading.get(name) or []


def _span(found: Mapping[str, Any], kind: Kind) -> Span:
    return Span(int(found["start"]), int(found["end"]), kind)


def _without_overlaps(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans in order and inside the text; each keeps what no weightier one has."""
    taken: list[Span] = []
    weighty = sorted(spans, key=lambda s: (PRIORITY.index(s.kind), s.start - s.end, s.start))
    for span in weighty:
        inside = Span(max(0, span.start), min(length, span.end), span.kind)
        free = _longest_free(inside, taken)
        if free is not None:
            taken.append(free)
    return sorted(taken, key=lambda s: s.start)


def _longest_free(span: Span, taken: Iterable[Span]) -> Span | None:
    """The longest part of a span that nobody has taken, so that words are not cut to bits."""
    parts = [(span.start, span.end)]
    for other in taken:
        cut = [
            ((start, min(end, other.start)), (max(start, other.end), end)) for start, end in parts
        ]
        parts = [(start, end) for both in cut for start, end in both if start < end]
    start, end = max(parts, key=lambda part: part[1] - part[0], default=(0, 0))
    return Span(start, end, span.kind) if start < end else None

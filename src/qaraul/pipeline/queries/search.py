"""Find documents and incidents by their words, in any form and either script."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Substr

from qaraul import reading
from qaraul.errors import BadInput
from qaraul.events.models import Incident
from qaraul.lexemes.queries import matching
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

LONGEST_QUERY = 200
MOST_FOUND = 100
SNIPPET, BEFORE = 240, 80
LOOKED_AT = 4_000  # characters of a text in which the words are looked for
_WORD = re.compile(r"[^\W_]+(?:[ʻʼ’‘'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Bit:
    """Some words of a snippet; `is_hit` marks those that were asked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, with the words around the first hit."""

    kind: str
    id: UUID
    title: str
    language: str
    at: datetime
    url: str
    snippet: list[Bit]


def search_words(query: str) -> list[list[str]]:
    """For each word of a question, the lexemes that it may stand for."""
    return [list(each) for each in reading.query_lexemes(query[:LONGEST_QUERY].replace("\x00", ""))]


def find(viewer: Viewer, query: str, kind: str = "document", *, limit: int = 20) -> list[Hit]:
    """Records of a kind that the viewer may see and that hold all words, the newest first.

    kind: document or incident; `BadInput` for any other.
    """
    words = search_words(query)
    limit = min(limit, MOST_FOUND)
    wanted = {lexeme for each in words for lexeme in each}
    if kind == "document":
        return [_of_document(row, wanted) for row in _documents(viewer, words, limit)]
    if kind == "incident":
        return [_of_incident(row, wanted) for row in _incidents(viewer, words, limit)]
    raise BadInput(f"Nothing is called “{kind[:40]}”. Known: document, incident.", field="kind")


def snippet(text: str, language: str, wanted: AbstractSet[str]) -> list[Bit]:
    """Some words around the first one that was asked for, in pieces to be marked."""
    flat = " ".join(text[:LOOKED_AT].split())
    hits = [
        found.span()
        for found in _WORD.finditer(flat)
        if wanted & set(reading.lexemes(found[0], language))
    ]
    start = max(0, hits[0][0] - BEFORE) if hits else 0
    if start:
        start = flat.find(" ", start) + 1
    end = min(len(flat), start + SNIPPET)
    if end < len(flat):
        end = max(flat.rfind(" ", start, end), start + 1)
    return list(_bits(flat, [hit for hit in hits if start <= hit[0] and hit[1] <= end], start, end))


def _bits(text: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[Bit]:
    at = start
    if start:
        yield Bit("… ")
    for first, last in hits:
        if at < first:
            yield Bit(text[at:first])
        yield Bit(text[first:last], is_hit=True)
        at = last
    if at < end:
        yield Bit(text[at:end])
    if end < len(text):
        yield Bit(" …")


def _documents(viewer: Viewer, words: list[list[str]], limit: int) -> Any:
    rows = Document.objects.visible_to(viewer).filter(pk__in=matching("document", words))
    return (
        rows.order_by("-published_at", "-id")
        .annotate(beginning=Substr("text", 1, LOOKED_AT))
        .values("id", "title", "beginning", "published_at", "reading__lang", "language_declared")[
            :limit
        ]
    )


def _incidents(viewer: Viewer, words: list[list[str]], limit: int) -> Any:
    visible: Any = Incident.objects.visible_to(viewer)
    rows = visible.listed().filter(pk__in=matching("incident", words))
    return rows.order_by("-occurred_on", "-id").values(
        "id", "title", "summary", "place_name", "updated_at", "language"
    )[:limit]


def _of_document(row: dict[str, Any], wanted: set[str]) -> Hit:
    language = row["reading__lang"] or row["language_declared"]
    return Hit(
        kind="document",
        id=row["id"],
        title=row["title"] or row["beginning"][:100],
        language=language,
        at=row["published_at"],
        url=f"/documents/{row['id']}/",
        snippet=snippet(row["beginning"], language, wanted),
    )


def _of_incident(row: dict[str, Any], wanted: set[str]) -> Hit:
    return Hit(
        kind="incident",
        id=row["id"],
        title=row["title"],
        language=row["language"],
        at=row["updated_at"],
        url=f"/incidents/{row['id']}/",
        snippet=snippet(f"{row['place_name']} {row['summary']}", row["language"], wanted),
    )

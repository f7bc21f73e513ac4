"""Between what the reader says and the rows that keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from qaraul.journal.digests import without_nul
from qaraul.pipeline.choices import COUNTS, EventStatus
from qaraul.pipeline.models import DocumentReading
from qaraul.pipeline.telling import MOST_WORDS, Telling, telling_of
from qaraul.reading import Reading
from qaraul.reading.near import Print
from qaraul.sources.models import Document

MOST_SPANS = 200
LONGEST_NAME = 200
TWO_LETTERS = 2
HIGHEST = 2_000_000_000
SPANNED = ("counts", "places", "dates", "evidence")
PRINT_PARTS = ("numbers", "places", "days", "names")

MACHINE_FIELDS = (
    "text_hash", "lang", "lang_confidence", "script", "event_type", "event_types", "event_status",
    "occurred_on", "is_date_stated", "area_id", "unit", "country", "place_id", "place_name",
    "place_precision", "is_place_assumed", "lat", "lon", "killed", "injured", "displaced",
    "arrested", "counts", "places", "dates", "actors", "evidence", "words", "signature",
    "print_facts", "methods", "read_at", "not_read_reason",
)  # fmt: skip
"""Every column that a reading fills, by attribute."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document with all that was read of it."""

    document: Document
    reading: Reading
    telling: Telling
    lexemes: list[str]
    not_read: str = ""
    place_lexemes: tuple[str, ...] = ()


def read_document_of(
    document: Document, reading: Reading, lexemes: list[str], places: Sequence[str] = ()
) -> ReadDocument:
    """The document with its account of the event; search also finds it by `places`."""
    text = whole_text(document)
    return ReadDocument(
        document=document,
        reading=reading,
        telling=telling_of(
            reading,
            text=text,
            words=lexemes,
            published=document.published_at.date(),
            country=state_of(document),
        ),
        lexemes=lexemes,
        not_read=reading.not_read,
        place_lexemes=tuple(places),
    )


def state_of(document: Document) -> str:
    """The publisher's state by its two letters; none for an international one (INT is not IN)."""
    country = document.source.country
    return country if len(country) == TWO_LETTERS else ""


def whole_text(document: Document) -> str:
    """The text whose characters the reader's positions count."""
    return f"{document.title}\n{document.text}" if document.title else document.text


def row_of(read: ReadDocument, area_id: UUID | None, at: datetime) -> DocumentReading:
    """The row that keeps a reading."""
    reading, telling = read.reading, read.telling
    return DocumentReading(
        document=read.document,
        text_hash=read.document.text_hash,
        lang=reading.lang[:8],
        lang_confidence=reading.lang_confidence,
        script=reading.script[:8],
        event_type=reading.event_type,
        event_types=dict(reading.event_types),
        event_status=reading.event_status,
        occurred_on=telling.day,
        is_date_stated=telling.is_day_stated,
        area_id=area_id,
        unit=telling.area[:20],
        country=telling.country[:3],
        place_id=telling.place_id[:80],
        place_name=telling.place_name[:LONGEST_NAME],
        place_precision=telling.precision[:20],
        is_place_assumed=not telling.place_id and bool(telling.country),
        lat=telling.lat,
        lon=telling.lon,
        **{kind: _people(getattr(reading, kind)) for kind in COUNTS},
        **{name: _spans(getattr(reading, name)) for name in SPANNED},
        actors=[without_nul(actor) for actor in reading.actors],
        words=[without_nul(word) for word in read.lexemes[:MOST_WORDS]],
        signature=_packed(telling.copy),
        print_facts=_print_facts(telling.copy),
        methods=dict(reading.methods),
        read_at=at,
        not_read_reason=read.not_read,
    )


def telling_from(row: Mapping[str, Any]) -> Telling:
    """The account that a kept row gives, from its values by column."""
    counts = {kind.value: row[kind.value] for kind in COUNTS if row[kind.value] is not None}
    return Telling(
        lang=row["lang"],
        event_type=row["event_type"],
        event_types=row["event_types"],
        event_status=row["event_status"],
        day=row["occurred_on"] or date.min,
        is_day_stated=row["is_date_stated"],
        place_id=row["place_id"],
        place_name=row["place_name"],
        precision=row["place_precision"],
        area=row["unit"],
        country=row["country"],
        lat=row["lat"],
        lon=row["lon"],
        counts=counts,
        words=frozenset(row["words"]),
        copy=_unpacked(bytes(row["signature"]), row["print_facts"]),
    )


TELLING_FIELDS = (
    "lang", "event_type", "event_types", "event_status", "occurred_on", "is_date_stated",
    "place_id", "place_name", "place_precision", "unit", "country", "lat", "lon", "killed",
    "injured", "displaced", "arrested", "words", "signature", "print_facts",
)  # fmt: skip


def unread(document: Document, reason: str) -> ReadDocument:
    """A document that could not be read, and why."""
    published = document.published_at.date()
    nothing = Telling(
        lang="",
        event_type="other",
        event_types={},
        event_status=EventStatus.ACTUAL,
        day=published,
        is_day_stated=False,
    )
    return ReadDocument(document, Reading(), nothing, [], reason)


def _people(number: int | None) -> int | None:
    return None if number is None else min(number, HIGHEST)


def _spans(found: Sequence[Any]) -> list[dict[str, Any]]:
    """The reader's small records as dictionaries, without what PostgreSQL cannot keep."""
    return [
        {
            name: without_nul(value) if isinstance(value, str) else value
            for name in one.__dataclass_fields__
            for value in (getattr(one, name),)
        }
        for one in found[:MOST_SPANS]
    ]


def _packed(copy: Print | None) -> bytes:
    return np.asarray(copy.signature if copy else (), dtype=np.uint32).tobytes()


def _print_facts(copy: Print | None) -> dict[str, list[str]]:
    return {part: sorted(getattr(copy, part)) for part in PRINT_PARTS} if copy else {}


def _unpacked(signature: bytes, facts: Mapping[str, list[str]]) -> Print | None:
    if not signature:
        return None
    numbers = tuple(np.frombuffer(signature, dtype=np.uint32).tolist())
    parts = {part: frozenset(facts.get(part, ())) for part in PRINT_PARTS}
    return Print(signature=numbers, **parts)

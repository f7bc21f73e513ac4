"""Put a record's lexemes into the index, or take them out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qaraul.lexemes.models import Indexed

LONGEST_LEXEME = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record is found by."""

    record_id: UUID
    lexemes: Iterable[str]
    at: datetime


def index_all(kind: str, entries: Iterable[Entry]) -> None:
    """Index many records of one kind; a record that was indexed before is indexed anew."""
    rows = [
        Indexed(
            kind=kind,
            record_id=entry.record_id,
            at=entry.at,
            lexemes=" ".join(word[:LONGEST_LEXEME] for word in entry.lexemes if word),
        )
        for entry in entries
    ]
    Indexed.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "record_id"],
        update_fields=["lexemes", "at"],
        batch_size=500,
    )


def index(kind: str, record_id: UUID, lexemes: Iterable[str], at: datetime) -> None:
    """Index one record."""
    index_all(kind, [Entry(record_id, lexemes, at)])


def forget(kind: str, record_id: UUID) -> None:
    """Take a record out of the index."""
    Indexed.objects.filter(kind=kind, record_id=record_id).delete()

"""What one process does with its share of the rows."""

import signal
from collections.abc import Sequence
from dataclasses import fields

import orjson

from qaraul.reading.bulk.row import Row
from qaraul.reading.near import Print, print_of
from qaraul.reading.reader import read
from qaraul.reading.results import Reading
from qaraul.reading.stories import Heart, heart_of

_FIELDS = tuple(field.name for field in fields(Reading) if field.name != "numbers")


def leave_interrupts() -> None:
    """Ctrl-C is the parent's to handle; the children end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Done:
    """A read document: its record as JSON, still open at its end, and what it is compared by."""

    __slots__ = ("heart", "id", "is_read", "kept", "record")

    def __init__(
        self,
        identity: str,
        record: bytes,
        kept: Print | None,
        heart: Heart | None,
        *,
        is_read: bool,
    ) -> None:
        self.id = identity
        self.record = record
        self.kept = kept
        self.heart = heart
        self.is_read = is_read


def read_chunk(chunk: Sequence[Row]) -> list[Done]:
    """Read some rows, in their order."""
    return [_read_row(row) for row in chunk]


def _read_row(row: Row) -> Done:
    reading = read(row.title, row.text, lang=row.lang, published=row.published, country=row.country)
    record = {"id": row.id, **{name: getattr(reading, name) for name in _FIELDS}}
    record["notes"] = (*reading.notes, *row.notes)
    written = orjson.dumps(record)[:-1]
    if reading.not_read:
        return Done(row.id, written, None, None, is_read=False)
    whole = f"{row.title}\n{row.text}" if row.title else row.text
    heart = heart_of(row.id, reading, row.published)
    return Done(row.id, written, print_of(whole, reading), heart, is_read=True)

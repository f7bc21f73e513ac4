"""What one process does with its share of the rows."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import orjson

from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.embedded import give_vectors
from qaraul.reading.bulk.row import Row
from qaraul.reading.embedding import gist_of
from qaraul.reading.near import print_of
from qaraul.reading.reader import read
from qaraul.reading.results import Reading
from qaraul.reading.stories import heart_of

_FIELDS = tuple(field.name for field in fields(Reading) if field.name != "numbers")


@dataclass(frozen=True, slots=True)
class Work:
    """How rows are read: with whose weights, and whether with sentence vectors."""

    model: Path | None = None
    embed: bool = False


def leave_interrupts() -> None:
    """Ctrl-C is the parent's to handle; the children end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def read_rows(chunk: Sequence[Row], work: Work) -> list[Done]:
    """Read some rows, in their order."""
    done = [_read_row(row, work) for row in chunk]
    if work.embed:
        give_vectors(done)
    return done


def _read_row(row: Row, work: Work) -> Done:
    reading = read(
        row.title,
        row.text,
        lang=row.lang,
        published=row.published,
        country=row.country,
        model=work.model,
    )
    record = {"id": row.id, **{name: getattr(reading, name) for name in _FIELDS}}
    record["notes"] = (*reading.notes, *row.notes)
    written = orjson.dumps(record)[:-1]
    if reading.not_read:
        return Done(row.id, written)
    whole = f"{row.title}\n{row.text}" if row.title else row.text
    return Done(
        row.id,
        written,
        print_of(whole, reading),
        heart_of(row.id, reading, row.published),
        gist=gist_of(row.title, row.text, reading.lang, reading.script) if work.embed else "",
        lang=reading.lang,
    )

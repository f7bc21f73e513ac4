"""The definitions of event types and their crosswalks to other vocabularies."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qaraul.events.choices import EventType

TABLE = Path(__file__).parent / "data" / "event_types.csv"


@dataclass(frozen=True, slots=True)
class TypeNote:
    """One event type: what it is, what it is not, and its nearest names elsewhere."""

    code: EventType
    label_en: str
    label_ru: str
    definition: str
    include: str
    exclude: str
    examples: str
    ucdp: tuple[int, ...]
    acled_types: tuple[str, ...]
    acled_sub_types: tuple[str, ...]
    plover: tuple[str, ...]
    cameo_roots: tuple[str, ...]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@cache
def type_notes() -> dict[EventType, TypeNote]:
    """Every event type with its note; ValueError when the table and the choices differ."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = [
            TypeNote(
                code=EventType(row["code"]),
                label_en=row["label_en"],
                label_ru=row["label_ru"],
                definition=row["definition"],
                include=row["include"],
                exclude=row["exclude"],
                examples=row["examples"],
                ucdp=tuple(int(n) for n in _parts(row["ucdp_type_of_violence"])),
                acled_types=_parts(row["acled_event_type"]),
                acled_sub_types=_parts(row["acled_sub_event_types"]),
                plover=_parts(row["plover"]),
                cameo_roots=_parts(row["cameo_roots"]),
            )
            for row in csv.DictReader(table)
        ]
    notes = {row.code: row for row in rows}
    if set(notes) != set(EventType) or len(rows) != len(notes):
        raise ValueError(f"{TABLE.name} does not hold each event type once")
    return notes


def labels_for_search(code: str) -> list[str]:
    """The type's names in the languages of the table."""
    note = type_notes()[EventType(code)]
    return [note.label_en, note.label_ru]

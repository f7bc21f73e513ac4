"""A row of an input: a document to read, or the reason why it was not taken."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """One document to read."""

    id: str
    title: str
    text: str
    lang: str | None
    published: date | None
    country: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    file: str
    row: int
    reason: str

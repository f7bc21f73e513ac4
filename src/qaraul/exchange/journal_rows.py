"""One entry of the journal as its page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qaraul.exchange.journal_records import Named
from qaraul.exchange.journal_words import act_word, actor_word, facts_in_words, kind_word
from qaraul.journal.models import Entry

TAIL = 12  # characters of an id that tell records apart


@dataclass(frozen=True, slots=True)
class Row:
    """Who did what to which record, in the reader's words."""

    sequence: int
    at: datetime
    who: str
    act: str
    kind: str
    record_id: UUID | None
    named: Named | None
    facts: list[tuple[str, str]]
    reason: str

    @property
    def tail(self) -> str:
        """The end of the record's id: what is shown of one that the viewer may not open."""
        return str(self.record_id)[-TAIL:]


def entry_row(entry: Entry, records: Mapping[UUID, Named]) -> Row:
    """The entry with its record, where the viewer may know it."""
    return Row(
        sequence=entry.sequence,
        at=entry.at,
        who=actor_word(entry.actor_label),
        act=act_word(entry.act),
        kind=kind_word(entry.kind),
        record_id=entry.record_id,
        named=records.get(entry.record_id) if entry.record_id else None,
        facts=list(facts_in_words(entry)),
        reason=entry.reason,
    )

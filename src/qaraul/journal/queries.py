"""Questions to the journal: which entries, the newest first, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from qaraul.journal.models import Entry


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a reader asks for; an empty part asks for everything."""

    act: str = ""
    kind: str = ""
    record_id: UUID | None = None
    actor: str = ""
    since: date | None = None
    until: date | None = None

    def apply(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that fit; `until` counts as a whole day."""
        if self.act:
            entries = entries.filter(act__startswith=self.act)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.record_id:
            entries = entries.filter(record_id=self.record_id)
        if self.actor:
            entries = entries.filter(actor_label__icontains=self.actor)
        if self.since:
            entries = entries.filter(at__gte=datetime.combine(self.since, time(), UTC))
        if self.until:
            entries = entries.filter(at__lte=datetime.combine(self.until, time.max, UTC))
        return entries


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first, and the place from which older ones follow."""

    entries: list[Entry]
    older_than: int | None


def page_of(entries: QuerySet[Entry], *, before: int | None = None, size: int = 50) -> Page:
    """The entries before a place in the chain, the newest first."""
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    rows = list(entries.order_by("-sequence")[: size + 1])
    has_more = len(rows) > size
    return Page(rows[:size], rows[size - 1].sequence if has_more else None)

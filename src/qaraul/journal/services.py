"""Append an entry, check the chain, deliver facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils import timezone

from qaraul.journal.actors import Actor
from qaraul.journal.digests import digest
from qaraul.journal.listeners import listeners
from qaraul.journal.models import Cursor, Entry, Head

BATCH = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: how many rows, and the first thing wrong."""

    checked: int
    broken_at: int | None = None
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, dropped or reordered."""
        return self.broken_at is None


@transaction.atomic
def record(
    act: str,
    *,
    actor: Actor,
    kind: str,
    record_id: UUID | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry in the caller's transaction; the head row keeps writers in line."""
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    entry = Entry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=actor.person_id,
        actor_label=actor.label[:200],
        act=act,
        kind=kind,
        record_id=record_id,
        before_digest=digest(before),
        after_digest=digest(after),
        reason=reason,
        facts=orjson.loads(orjson.dumps(dict(facts or {}), default=str)),
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def verify() -> Verdict:
    """Walk the whole chain and name the first row that was changed, dropped or reordered."""
    expected, previous = 1, ""
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2_000):
        if entry.sequence != expected:
            return Verdict(expected - 1, expected, f"row {expected} is missing")
        if entry.previous_hash != previous:
            return Verdict(expected - 1, expected, f"row {expected} does not follow the row before")
        if entry.hash != entry.computed_hash():
            return Verdict(expected - 1, expected, f"row {expected} was changed")
        expected, previous = expected + 1, entry.hash
    head = Head.objects.filter(pk=1).first()
    if head and (head.sequence, head.hash) != (expected - 1, previous):
        return Verdict(expected - 1, expected, f"rows after {expected - 1} are missing")
    return Verdict(expected - 1)


def deliver_facts(now: datetime) -> int:  # noqa: ARG001  every work step is given the time
    """Bring each listener the entries it has not heard; a listener that fails hears them again."""
    delivered = 0
    for name, listener in listeners.items():
        cursor, _ = Cursor.objects.get_or_create(listener=name)
        news = Entry.objects.filter(act=listener.act, sequence__gt=cursor.sequence)
        for entry in news.order_by("sequence")[:BATCH]:
            with transaction.atomic():
                listener.hear(entry)
                Cursor.objects.filter(pk=name).update(sequence=entry.sequence)
            delivered += 1
    return delivered

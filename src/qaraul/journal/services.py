"""Append an entry, check the chain, deliver facts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from qaraul.journal import chain
from qaraul.journal.actors import Actor
from qaraul.journal.chain import Verdict
from qaraul.journal.digests import digest, plain, without_nul
from qaraul.journal.listeners import Listener, listeners
from qaraul.journal.models import Cursor, Entry, Head

BATCH = 500
READ_AT_ONCE = 2_000


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
        actor_label=without_nul(actor.label)[:200],
        act=act,
        kind=kind,
        record_id=record_id,
        before_digest=digest(before),
        after_digest=digest(after),
        reason=without_nul(reason),
        facts=plain(facts or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save()
    Head.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def verify(*, noted: Iterable[tuple[int, str]] = ()) -> Verdict:
    """Walk the whole chain and name the first row that was changed, dropped or reordered.

    noted: places and hashes that somebody wrote down outside the node; they show a chain that was
    made anew from the first row. Writers may go on appending meanwhile.
    """
    head = Head.objects.filter(pk=1).first()
    at_head = [(head.sequence, head.hash)] if head and head.sequence else []
    entries = Entry.objects.order_by("sequence").iterator(chunk_size=READ_AT_ONCE)
    verdict = chain.check((e.link() for e in entries), known=[*at_head, *noted])
    end = Head.objects.filter(pk=1).values_list("sequence", flat=True).first() or 0
    if verdict.is_whole and verdict.checked > end:
        fault = f"rows after {end} were not written by the node"
        return Verdict(end, end + 1, fault, verdict.last_hash)
    return verdict


def deliver_facts(now: datetime) -> int:  # noqa: ARG001  every work step is given the time
    """Bring each listener the entries it has not heard; a listener that fails hears them again."""
    delivered, failures = 0, []
    for name, listener in listeners.items():
        try:
            delivered += _deliver(name, listener)
        except Exception as failure:  # noqa: BLE001  raised below, when the others were served
            failures.append(failure)
    if failures:
        raise ExceptionGroup("listeners of the journal failed", failures)
    return delivered


def _deliver(name: str, listener: Listener) -> int:
    heard = Cursor.objects.get_or_create(listener=name)[0].sequence
    news = Entry.objects.filter(act=listener.act, sequence__gt=heard).order_by("sequence")[:BATCH]
    delivered = 0
    for entry in news:
        with transaction.atomic():
            # Another worker may deliver to the same listener: the row decides whose turn it is.
            cursor = Cursor.objects.select_for_update().get(pk=name)
            if cursor.sequence < entry.sequence:
                listener.hear(entry)
                Cursor.objects.filter(pk=name).update(sequence=entry.sequence)
                delivered += 1
    return delivered

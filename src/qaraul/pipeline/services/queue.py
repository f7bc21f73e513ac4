"""Work through the queue: take, let go, hand over, dismiss, open again, snooze, escalate."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.models import Organisation, Person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.pipeline.choices import (
    GIVEN_REASONS,
    HOLD,
    LONGEST_SNOOZE,
    Act,
    DismissReason,
    QueueStage,
)
from qaraul.pipeline.models import Signal, SignalAct
from qaraul.pipeline.services.writing import FREE, By, bounded, hold_of, locked_for, write


@transaction.atomic
def claim_signal(signal_id: UUID, *, viewer: Viewer, at: datetime) -> Signal:
    """Hold a signal for ten minutes, or for ten more; an escalated one stays escalated.

    Raises `NotFound`, `NotAllowed`, `HeldByAnother`, and `Conflict` for a closed signal.
    """
    by = By(viewer, at)
    signal = locked_for(signal_id, by)
    if signal.holder_at(at) == viewer.person_id:
        signal.held_until = at + HOLD
        signal.save(update_fields=["held_until", "updated_at"])
        return signal
    is_escalated = signal.queue_stage == QueueStage.ESCALATED
    stage = QueueStage.ESCALATED if is_escalated else QueueStage.CLAIMED
    write(signal, Act.CLAIMED, {"queue_stage": stage, "snoozed_until": None, **hold_of(by)}, by)
    return signal


@transaction.atomic
def let_go(signal_id: UUID, *, viewer: Viewer, at: datetime) -> Signal:
    """Give a held signal back to the queue; nothing happens when the viewer does not hold it."""
    by = By(viewer, at)
    signal = locked_for(signal_id, by)
    if signal.held_by_id == viewer.person_id and signal.is_waiting(at):
        is_escalated = signal.queue_stage == QueueStage.ESCALATED
        stage = QueueStage.ESCALATED if is_escalated else QueueStage.NEW
        write(signal, Act.LET_GO, {"queue_stage": stage, **FREE}, by)
    return signal


@transaction.atomic
def hand_over(
    signal_id: UUID, person_id: UUID, *, viewer: Viewer, at: datetime, note: str = ""
) -> SignalAct:
    """Give a signal to a colleague of the same organisation, who holds it for ten minutes.

    Raises `NotFound`, `NotAllowed`, `HeldByAnother`, `BadInput` for somebody who may not take it.
    """
    by = By(viewer, at, bounded(note))
    signal = locked_for(signal_id, by)
    colleague = _colleague(signal, person_id, viewer)
    is_escalated = signal.queue_stage == QueueStage.ESCALATED
    values = {
        "queue_stage": QueueStage.ESCALATED if is_escalated else QueueStage.CLAIMED,
        "held_by_id": colleague.pk,
        "held_until": at + HOLD,
        "snoozed_until": None,
    }
    return write(signal, Act.HANDED_OVER, values, by, facts={"to": colleague.pk})


@transaction.atomic
def dismiss_signal(
    signal_id: UUID, *, viewer: Viewer, at: datetime, reason: str, note: str = ""
) -> SignalAct:
    """Close a signal without an incident.

    Raises as `claim_signal` does, and `BadInput` without a reason.
    """
    if reason not in GIVEN_REASONS:
        raise BadInput(_("Choose a reason."), field="reason")
    note = bounded(note)
    if reason == DismissReason.OTHER and not note:
        raise BadInput(_("Say which reason."), field="note")
    by = By(viewer, at, note or str(DismissReason(reason).label))
    signal = locked_for(signal_id, by)
    values = {
        "queue_stage": QueueStage.DISMISSED,
        "dismiss_reason": reason,
        "snoozed_until": None,
        **FREE,
    }
    return write(signal, Act.DISMISSED, values, by, facts={"reason": reason})


@transaction.atomic
def reopen_signal(signal_id: UUID, *, viewer: Viewer, at: datetime, note: str = "") -> SignalAct:
    """Put a dismissed or merged signal back into the queue. Raises `Conflict` for any other."""
    by = By(viewer, at, bounded(note))
    signal = locked_for(signal_id, by)
    values = {
        "queue_stage": QueueStage.NEW, "dismiss_reason": "", "merged_into_id": None, **FREE,
    }  # fmt: skip
    return write(signal, Act.REOPENED, values, by)


@transaction.atomic
def snooze_signal(
    signal_id: UUID, *, viewer: Viewer, at: datetime, until: datetime, note: str = ""
) -> SignalAct:
    """Put a signal aside until a time, at most thirty days away; then it waits again by itself."""
    if not at < until <= at + LONGEST_SNOOZE:
        raise BadInput(
            _("Choose a time within the next %(n)s days.") % {"n": LONGEST_SNOOZE.days},
            field="until",
        )
    by = By(viewer, at, bounded(note))
    signal = locked_for(signal_id, by)
    values = {"queue_stage": QueueStage.SNOOZED, "snoozed_until": until, **FREE}
    return write(signal, Act.SNOOZED, values, by)


@transaction.atomic
def escalate_signal(signal_id: UUID, *, viewer: Viewer, at: datetime, note: str = "") -> SignalAct:
    """Ask the duty reviewer to look; the signal is free for whoever takes it."""
    by = By(viewer, at, bounded(note))
    signal = locked_for(signal_id, by)
    values = {"queue_stage": QueueStage.ESCALATED, "snoozed_until": None, **FREE}
    return write(signal, Act.ESCALATED, values, by)


def _colleague(signal: Signal, person_id: UUID, viewer: Viewer) -> Person:
    """The person, when he or she works for the same organisation and may see the signal."""
    refusal = BadInput(_("This person cannot take the signal."), field="person")
    organisation = Organisation.objects.filter(pk=str(viewer.organisation_id)).first()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if organisation is None or person is None or person.pk == viewer.person_id:
        raise refusal
    other = viewer_for(person, organisation)
    if not other.has(*TRIAGE_ROLES):
        raise refusal
    if not Signal.objects.visible_to(other).filter(pk=signal.pk).exists():
        raise refusal
    return person

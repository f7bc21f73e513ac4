"""How an act on a signal is written: the row, its history, the journal; and who may act at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal import services as journal
from qaraul.members.models import Person
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import HOLD, UNDO_WINDOW, UNDOABLE, Act, QueueStage
from qaraul.pipeline.models import Signal, SignalAct
from qaraul.pipeline.permissions import may_work

QUEUE_FIELDS = (
    "queue_stage", "held_by_id", "held_until", "snoozed_until", "dismiss_reason",
    "merged_into_id", "incident_id",
)  # fmt: skip
LONGEST_REASON = 1_000
FREE: dict[str, Any] = {"held_by_id": None, "held_until": None}
"""The fields of a signal that nobody holds."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when and why."""

    viewer: Viewer
    at: datetime
    reason: str = ""


class HeldByAnother(Conflict):
    """Somebody else works on the signal."""

    code = "signal-held"


def require_worker(viewer: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer may act on signals."""
    if not may_work(viewer):
        raise NotAllowed(_("Only analysts and reviewers work on signals."))


def locked(signal_ids: Iterable[UUID], viewer: Viewer) -> list[Signal]:
    """The signals of these ids, locked, in the order given; `NotFound`, then `NotAllowed`."""
    wanted = list(signal_ids)
    rows = Signal.objects.visible_to(viewer).select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
    if len(found) != len(set(wanted)):
        raise NotFound(_("There is no such signal."))
    require_worker(viewer)
    return [found[pk] for pk in wanted]


def locked_for(signal_id: UUID, by: By) -> Signal:
    """A signal that the viewer may act on now; raises `HeldByAnother` when somebody else has it."""
    (signal,) = locked([signal_id], by.viewer)
    refuse_if_held(signal, by)
    return signal


def refuse_if_held(signal: Signal, by: By) -> None:
    """Raise `HeldByAnother` while the claim of another person runs."""
    holder = signal.holder_at(by.at)
    if holder is None or holder == by.viewer.person_id or signal.held_until is None:
        return
    name = Person.objects.filter(pk=holder).values_list("display_name", flat=True).first()
    raise HeldByAnother(
        _("%(who)s holds this signal until %(time)s UTC.")
        % {"who": name, "time": f"{signal.held_until:%H:%M}"}
    )


def reasoned(reason: str) -> str:
    """The reason without surrounding blanks; `BadInput` when it is missing or too long."""
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise BadInput(_("Give a reason."), field="reason")
    return bounded(reason)


def bounded(reason: str) -> str:
    """A remark that may be missing; `BadInput` when it is too long."""
    reason = reason.replace("\x00", "").strip()
    if len(reason) > LONGEST_REASON:
        raise BadInput(_("At most %(n)s characters.") % {"n": LONGEST_REASON}, field="reason")
    return reason


def hold_of(by: By) -> dict[str, Any]:
    """The fields of a claim that begins or is renewed now."""
    return {"held_by_id": by.viewer.person_id, "held_until": by.at + HOLD}


def write(
    signal: Signal,
    act: Act,
    values: Mapping[str, Any],
    by: By,
    *,
    extra_before: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> SignalAct:
    """Save the values, keep the act in the signal's history and in the journal."""
    before = _state(signal) | dict(extra_before or {})
    if act is not Act.UNDONE and "queue_stage" in values:
        _advance(signal, QueueStage(values["queue_stage"]))
    for name, value in values.items():
        setattr(signal, name, value)
    signal.version += 1
    signal.save(update_fields=[*_columns(values), "version", "updated_at"])
    after = _state(signal)
    journal.record(
        f"signal.{act}",
        actor=by.viewer.actor,
        kind="signal",
        record_id=signal.pk,
        before=before,
        after=after,
        reason=by.reason,
        facts={"number": signal.number, "stage": signal.queue_stage, **(facts or {})},
    )
    return SignalAct.objects.create(
        signal=signal,
        act=act,
        before=before,
        after=after,
        reason=by.reason[:LONGEST_REASON],
        by_id=by.viewer.person_id,
        by_label=by.viewer.label[:200],
        at=by.at,
        version=signal.version,
        undo_until=by.at + UNDO_WINDOW if act in UNDOABLE else None,
    )


def _advance(signal: Signal, stage: QueueStage) -> None:
    """Move on by the table of stages; whoever takes over a held or escalated signal stays there."""
    if stage != signal.queue_stage or stage not in {QueueStage.CLAIMED, QueueStage.ESCALATED}:
        signal.queue_to(stage)


def as_stored(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _columns(values: Mapping[str, Any]) -> list[str]:
    return [name.removesuffix("_id") for name in values]


def _state(signal: Signal) -> dict[str, Any]:
    return {name: as_stored(getattr(signal, name)) for name in QUEUE_FIELDS}

"""How a change is written: the row, its history, the journal; and who may write at all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qaraul.errors import Conflict, NotAllowed, NotFound
from qaraul.events import news
from qaraul.events.choices import Act
from qaraul.events.models import Incident, IncidentChange
from qaraul.journal import services as journal
from qaraul.journal.ids import new_id
from qaraul.lines import one_line
from qaraul.members.choices import TRIAGE_ROLES, Scope
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage

UNDO_WINDOW = timedelta(seconds=10)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """One act of one person, on one incident or on several."""

    viewer: Viewer
    at: datetime
    reason: str = ""
    id: UUID = field(default_factory=new_id)


def may_write(viewer: Viewer) -> bool:
    """Whether the viewer may write incidents for the organisation at all."""
    allows = viewer.scopes is None or Scope.WRITE in viewer.scopes
    return viewer.is_member and viewer.has(*TRIAGE_ROLES) and allows


def require_writer(viewer: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer may write incidents."""
    if not may_write(viewer):
        raise NotAllowed(_("Only analysts and reviewers write incidents."))


def locked(incident_ids: Iterable[UUID], viewer: Viewer) -> list[Incident]:
    """The viewer's own incidents of these ids, locked; raises `NotFound`, then `NotAllowed`."""
    wanted = sorted(set(incident_ids))
    rows = Incident.objects.of_origin(viewer).select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
    if len(found) != len(wanted):
        raise NotFound(_("There is no such incident, or it is not yours to change."))
    require_writer(viewer)
    for row in found.values():
        _require_open(row)
    return [found[pk] for pk in wanted]


def _require_open(incident: Incident) -> None:
    """What others sign, or two persons have signed, is not changed behind their backs."""
    if incident.stage == Stage.PENDING:
        raise Conflict(_("This incident waits for a signature. Send it back to draft first."))
    if incident.stage == Stage.RELEASED and incident.tlp == TLP.CLEAR:
        raise Conflict(_("Two persons made this incident public. Recall it before changing it."))


def as_stored(value: Any) -> Any:
    """A field's value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


READ: dict[str, Callable[[str], Any]] = {
    "occurred_on": date.fromisoformat,
    "occurred_until": date.fromisoformat,
    "area_id": UUID,
    "merged_into_id": UUID,
}


def from_stored(column: str, value: Any) -> Any:
    """A column's value as it was before JSON kept it."""
    return READ[column](value) if column in READ and value is not None else value


def write(
    incident: Incident,
    act: Act,
    values: Mapping[str, Any],
    batch: Batch,
    *,
    evidence_before: Values | None = None,
    evidence_after: Values | None = None,
) -> IncidentChange:
    """Save the values (by column name), keep the act in the history and in the journal."""
    names = [name for name in values if getattr(incident, name) != values[name]]
    before = {name: as_stored(getattr(incident, name)) for name in names}
    for name in names:
        setattr(incident, name, values[name])
    incident.version += 1
    incident.save(update_fields=[*names, "version", "updated_at"])
    after = {name: as_stored(getattr(incident, name)) for name in names}
    return note(
        incident,
        act,
        batch,
        before=before,
        after=after,
        evidence_before=evidence_before or {},
        evidence_after=evidence_after or {},
    )


def note(incident: Incident, act: Act, batch: Batch, **states: Values) -> IncidentChange:
    """One line of history, with its entry in the journal."""
    change = IncidentChange.objects.create(
        batch=batch.id,
        incident=incident,
        act=act,
        reason=one_line(batch.reason)[:500],
        by_id=batch.viewer.person_id,
        by_label=batch.viewer.label[:200],
        at=batch.at,
        version=incident.version,
        undo_until=None if act is Act.UNDONE else batch.at + UNDO_WINDOW,
        **states,
    )
    journal.record(
        news.CREATED if act is Act.CREATED else news.CHANGED,
        actor=batch.viewer.actor,
        kind="incident",
        record_id=incident.pk,
        before={**change.before, "evidence": change.evidence_before},
        after={**change.after, "evidence": change.evidence_after},
        reason=batch.reason,
        facts={
            "act": act,
            "batch": batch.id,
            "version": incident.version,
            "fields": sorted(change.after),
            "stage": incident.stage,
        },
    )
    return change

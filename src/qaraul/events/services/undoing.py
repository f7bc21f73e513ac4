"""Take an act back within ten seconds, by the node's clock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import Conflict, NotFound
from qaraul.events.choices import Act
from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.services.writing import Batch, from_stored, locked, write
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import Stage


@transaction.atomic
def undo(act: IncidentChange | UUID, *, viewer: Viewer, at: datetime) -> list[Incident]:
    """Take back the whole batch of an act: every incident and its evidence stand as before.

    act: a change, or the id of its batch. Raises `NotFound` for another person's act, `Conflict`
    when ten seconds have passed, or it was taken back already, or something was changed since.
    """
    batch_id = act.batch if isinstance(act, IncidentChange) else act
    changes = list(
        IncidentChange.objects.filter(batch=batch_id, by=viewer.person_id).order_by(
            "-version", "-id"
        )
    )
    if viewer.person_id is None or not changes:
        raise NotFound(_("There is nothing to take back."))
    rows = {row.pk: row for row in locked({c.incident_id for c in changes}, viewer)}
    _may_undo(changes, rows, at)
    batch = Batch(viewer, at)
    for change in changes:
        _restore(change, rows[change.incident_id], batch)
    IncidentChange.objects.filter(batch=batch_id).update(undone_at=at)
    return list(rows.values())


def _may_undo(changes: list[IncidentChange], rows: dict[UUID, Incident], at: datetime) -> None:
    latest: dict[UUID, int] = {}
    for change in changes:
        if change.undone_at is not None:
            raise Conflict(_("This was taken back already."))
        if change.undo_until is None or at > change.undo_until:
            raise Conflict(_("Ten seconds have passed. Change the incident instead."))
        latest[change.incident_id] = max(latest.get(change.incident_id, 0), change.version)
        row = rows[change.incident_id]
        if change.act == Act.CREATED and row.stage != Stage.DRAFT:
            raise Conflict(_("It has been released since. Recall it instead."))
    if any(rows[pk].version != version for pk, version in latest.items()):
        raise Conflict(_("Something was changed since. Change the incident instead."))


def _restore(change: IncidentChange, incident: Incident, batch: Batch) -> None:
    values: dict[str, Any] = {
        name: from_stored(name, value) for name, value in change.before.items()
    }
    for pk, was in change.evidence_before.items():
        Evidence.objects.filter(pk=pk).update(
            incident=UUID(was["incident"]), is_removed=was["is_removed"]
        )
    write(
        incident,
        Act.UNDONE,
        values,
        batch,
        evidence_before=change.evidence_after,
        evidence_after=change.evidence_before,
    )

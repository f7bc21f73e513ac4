"""Make one incident of several, take one out again, or part one in two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotFound
from qaraul.events.choices import Act
from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.services.evidence import state
from qaraul.events.services.incidents import create_incident
from qaraul.events.services.writing import Batch, locked, write
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import Stage

OPEN_STAGES = frozenset({Stage.PENDING, Stage.RELEASED})
MOST_AT_ONCE = 50


@transaction.atomic
def merge_incidents(
    into_id: UUID, others: Sequence[UUID], *, viewer: Viewer, at: datetime, reason: str = ""
) -> IncidentChange:
    """Let one incident stand for the others, which leave the lists and keep their own evidence.

    Raises `NotFound`, `NotAllowed`, `BadInput`, and `Conflict` when one of the others is released
    or about to be: what people were shown is recalled first, so that they are told.
    """
    gone = set(others) - {into_id}
    if not gone or len(gone) > MOST_AT_ONCE:
        raise BadInput(
            _("Choose one to %(n)s other incidents.") % {"n": MOST_AT_ONCE}, field="others"
        )
    rows = {row.pk: row for row in locked([into_id, *gone], viewer)}
    for row in rows.values():
        if not row.is_listed:
            raise Conflict(_("%(number)s is merged already.") % {"number": row.number})
        if row.pk != into_id and row.stage in OPEN_STAGES:
            raise Conflict(
                _("%(number)s has been released: recall it first.") % {"number": row.number}
            )
    batch = Batch(viewer, at, reason)
    for pk in sorted(gone):
        _put_into(rows[pk], into_id, batch)
    return write(rows[into_id], Act.MERGED, {}, batch)


def _put_into(incident: Incident, into_id: UUID, batch: Batch) -> None:
    for earlier in Incident.objects.select_for_update().filter(merged_into=incident.pk):
        write(earlier, Act.MERGED, {"merged_into_id": into_id}, batch)
    write(incident, Act.MERGED, {"merged_into_id": into_id, "is_listed": False}, batch)


@transaction.atomic
def take_out(
    into_id: UUID, merged_id: UUID, *, viewer: Viewer, at: datetime, reason: str = ""
) -> IncidentChange:
    """Let a merged incident stand for itself again. Raises `NotFound`, `NotAllowed`."""
    rows = {row.pk: row for row in locked([into_id, merged_id], viewer)}
    if rows[merged_id].merged_into_id != into_id:
        raise NotFound(_("That incident is not part of this one."))
    batch = Batch(viewer, at, reason)
    write(rows[into_id], Act.TAKEN_OUT, {}, batch)
    return write(rows[merged_id], Act.TAKEN_OUT, {"merged_into_id": None, "is_listed": True}, batch)


@transaction.atomic
def split_incident(
    incident_id: UUID,
    *,
    viewer: Viewer,
    at: datetime,
    evidence: Sequence[UUID],
    reason: str = "",
    **facts: Any,
) -> Incident:
    """Make a new draft of some of the evidence, which leaves the old incident.

    Raises `NotFound`, `NotAllowed`, `BadInput`.
    """
    (incident,) = locked([incident_id], viewer)
    rows = list(Evidence.objects.filter(incident=incident, pk__in=evidence, is_removed=False))
    if not rows or len(rows) != len(set(evidence)):
        raise BadInput(_("Choose evidence of this incident."), field="evidence")
    batch = Batch(viewer, at, reason)
    part = create_incident(viewer=viewer, at=at, batch=batch, **facts)
    before = {str(row.pk): state(row) for row in rows}
    Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(incident=part)
    after = {pk: {**was, "incident": str(part.pk)} for pk, was in before.items()}
    write(incident, Act.SPLIT, {}, batch, evidence_before=before, evidence_after=after)
    return part

"""Add what an incident rests on, and take it out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, NotFound
from qaraul.events import files
from qaraul.events.choices import Act, Credibility, Supports
from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.services.writing import Batch, Values, locked, write
from qaraul.journal.ids import new_id
from qaraul.lines import many_lines, one_line
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a piece of evidence says beside the document, file or note itself."""

    words: str = ""
    note: str = ""
    supports: Sequence[str] = field(default_factory=tuple)
    credibility: int | None = None
    is_shared: bool = False

    def checked(self) -> "Grounds":
        """The same, or `BadInput`."""
        if self.credibility is not None and self.credibility not in Credibility.values:
            raise BadInput(_("Credibility is a number from 1 to 6."), field="credibility")
        if unknown := set(self.supports) - set(Supports.values):
            raise BadInput(_("No such fact: %(names)s.") % {"names": ", ".join(sorted(unknown))})
        for name, longest in (("words", 500), ("note", 4_000)):
            if len(getattr(self, name)) > longest:
                raise BadInput(_("At most %(n)s characters.") % {"n": longest}, field=name)
        return self


def state(row: Evidence) -> Values:
    """What a later undo needs of a piece of evidence."""
    return {"incident": str(row.incident_id), "is_removed": row.is_removed}


@transaction.atomic
def add_evidence(
    incident_id: UUID,
    *,
    viewer: Viewer,
    at: datetime,
    documents: Sequence[UUID] | Mapping[UUID, Grounds] = (),
    file: "UploadedFile[bytes] | None" = None,
    grounds: Grounds | None = None,
    batch: Batch | None = None,
) -> IncidentChange | None:
    """Add documents that the viewer may see, a file, or a note; None when all stand there already.

    documents: their ids, all on the same `grounds`, or each id with its own. It is one act.
    Raises `NotFound`, `NotAllowed`, `BadInput`, and `TooLarge` for the file.
    """
    (incident,) = locked([incident_id], viewer)
    grounds = (grounds or Grounds()).checked()
    if not documents and file is None and not grounds.note.strip():
        raise BadInput(_("Add a document, a file or a note."), field="note")
    own = documents if isinstance(documents, Mapping) else dict.fromkeys(documents, grounds)
    rows = [
        _row(incident, viewer, at, own[pk].checked(), document_id=pk)
        for pk in _new(incident, list(own), viewer)
    ]
    if file is not None:
        kept = files.keep(file, viewer=viewer, at=at)
        rows.append(_row(incident, viewer, at, grounds, file=kept))
    elif not documents:
        rows.append(_row(incident, viewer, at, grounds))
    if not rows:
        return None
    Evidence.objects.bulk_create(rows)
    return _noted(incident, rows, batch or Batch(viewer, at))


def _noted(incident: Incident, rows: Sequence[Evidence], batch: Batch) -> IncidentChange:
    after = {str(row.pk): state(row) for row in rows}
    before = {pk: {**was, "is_removed": True} for pk, was in after.items()}
    return write(
        incident, Act.EVIDENCE_ADDED, {}, batch, evidence_before=before, evidence_after=after
    )


def _new(incident: Incident, documents: Sequence[UUID], viewer: Viewer) -> list[UUID]:
    """The documents that are not evidence yet; each must be visible to the viewer."""
    wanted = list(dict.fromkeys(documents))
    if len(wanted) > MOST_AT_ONCE:
        raise BadInput(_("At most %(n)s documents at once.") % {"n": MOST_AT_ONCE})
    visible = set(
        Document.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if len(visible) != len(wanted):
        raise NotFound(_("There is no such document."))
    rows = Evidence.objects.filter(incident=incident, document__in=wanted, is_removed=False)
    standing = set(rows.values_list("document_id", flat=True))
    return [pk for pk in wanted if pk not in standing]


def _row(
    incident: Incident, viewer: Viewer, at: datetime, grounds: Grounds, **what: object
) -> Evidence:
    return Evidence(
        id=new_id(),
        incident=incident,
        words=one_line(grounds.words),
        note=many_lines(grounds.note),
        supports=[s for s in Supports.values if s in grounds.supports],
        credibility=grounds.credibility,
        is_shared=grounds.is_shared,
        added_by_id=viewer.person_id,
        added_at=at,
        **what,
    )


@transaction.atomic
def remove_evidence(
    incident_id: UUID, evidence_id: UUID, *, viewer: Viewer, at: datetime, reason: str = ""
) -> IncidentChange:
    """Take a piece of evidence out; it stays in the history. Raises `NotFound`, `NotAllowed`."""
    (incident,) = locked([incident_id], viewer)
    row = Evidence.objects.filter(pk=evidence_id, incident=incident, is_removed=False).first()
    if row is None:
        raise NotFound(_("There is no such piece of evidence."))
    before = {str(row.pk): state(row)}
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    return write(
        incident,
        Act.EVIDENCE_REMOVED,
        {},
        Batch(viewer, at, reason),
        evidence_before=before,
        evidence_after={str(row.pk): state(row)},
    )

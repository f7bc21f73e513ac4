"""One incident as a page shows it: facts, evidence and history that this viewer may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from qaraul.errors import NotFound
from qaraul.events.areas import area_tree
from qaraul.events.choices import Act, SourceKind, Supports
from qaraul.events.groups import group_label
from qaraul.events.models import Evidence, Incident, IncidentChange, IncidentFile
from qaraul.events.queries import best_reliability
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

LONGEST_SHOWN = 160
MOST_HISTORY = 200
PIECEWISE = {Act.EVIDENCE_ADDED, Act.EVIDENCE_REMOVED}
BETWEEN_QUOTES = "…"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence; its note only where the viewer may read it."""

    number: int
    id: UUID
    document: Document | None
    file: IncidentFile | None
    words: str
    has_hidden_words: bool
    note: str
    supports: list[Supports]
    credibility: int | None
    is_shared: bool
    added_at: datetime
    incident_id: UUID

    @property
    def source(self) -> str:
        """The document's source by name; "" where the viewer may not know it."""
        return str(getattr(self.document, "source_title", ""))

    @property
    def language(self) -> str:
        """The code of the language that the document's publisher declares; "" for none."""
        return self.document.language_declared if self.document else ""

    @property
    def facts(self) -> list[str]:
        """What it speaks for, in words."""
        return [str(fact.label) for fact in self.supports]

    @property
    def reliability(self) -> str:
        """The grade of the document's source; "" for a note or a file."""
        return self.document.source.reliability if self.document else ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One act: who, what, when and why."""

    at: datetime
    who: str
    act: str
    pieces: int
    fields: list[FieldChange]
    reason: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """All that one viewer's page of one incident holds."""

    incident: Incident
    is_own: bool
    origin: Organisation | None
    reliability: str
    evidence: list[EvidenceRow]
    history: list[HistoryRow]
    grounds: dict[str, str]
    merged: list[Incident]
    merged_into: Incident | None
    undo_batch: UUID | None
    undo_seconds: int


def find_incident(viewer: Viewer, incident_id: UUID) -> Incident:
    """The incident, if this viewer may know of it; else `NotFound`, the same for every reason."""
    rows = Incident.objects.visible_to(viewer).filter(
        Q(is_listed=True) | Q(merged_into__isnull=False)
    )
    found = rows.select_related("area", "origin", "delegate", "audience").filter(pk=incident_id)
    if (incident := found.first()) is None:
        raise NotFound(_("There is no such incident, as far as you may know."))
    return incident


def incident_page(
    viewer: Viewer, incident: Incident, *, at: datetime | None = None
) -> IncidentPage:
    """Everything about an incident that `find_incident` has found for this viewer."""
    at = at or timezone.now()
    is_own = incident.is_own(viewer)
    visible = Incident.objects.visible_to(viewer)
    merged = list(visible.filter(merged_into=incident.pk).order_by("occurred_on", "id"))
    into = visible.filter(pk=incident.merged_into_id).first() if incident.merged_into_id else None
    undoable = _undoable(incident, viewer, at)
    evidence = visible_evidence(viewer, [incident, *merged])
    return IncidentPage(
        incident=incident,
        is_own=is_own,
        origin=incident.shown_origin(viewer),
        reliability=best_reliability([incident.pk], viewer).get(incident.pk, ""),
        evidence=evidence,
        grounds={s.value: _numbers(evidence, s) for s in Supports},
        history=_history(incident, viewer),
        merged=merged,
        merged_into=into,
        undo_batch=undoable.batch if undoable else None,
        undo_seconds=_seconds_left(undoable, at),
    )


def _numbers(evidence: Iterable[EvidenceRow], fact: Supports) -> str:
    """The numbers of the pieces that speak for a fact."""
    return ", ".join(str(row.number) for row in evidence if fact in row.supports)


def visible_evidence(viewer: Viewer, incidents: Iterable[Incident]) -> list[EvidenceRow]:
    """The evidence of incidents that the viewer may see: visible documents, own or shared notes."""
    own = {row.pk: row.is_own(viewer) for row in incidents}
    rows = list(
        Evidence.objects.filter(incident__in=list(own), is_removed=False).select_related("file")
    )
    wanted = [row.document_id for row in rows if row.document_id]
    documents = (
        Document.objects.visible_to(viewer)
        .naming_sources(viewer)
        .filter(pk__in=wanted)
        .select_related("source")
        .in_bulk()
    )
    shown: list[EvidenceRow] = []
    for row in rows:
        may_read = own[row.incident_id] or row.is_shared
        document = documents.get(row.document_id) if row.document_id else None
        if document is None and not (may_read and row.document_id is None):
            continue
        may_quote = may_read or _quotes(row.words, document)
        shown.append(
            EvidenceRow(
                number=len(shown) + 1,
                id=row.pk,
                document=document,
                file=row.file,
                words=row.words if may_quote else "",
                has_hidden_words=bool(row.words) and not may_quote,
                note=row.note if may_read else "",
                supports=[Supports(s) for s in row.supports],
                credibility=row.credibility,
                is_shared=row.is_shared,
                added_at=row.added_at,
                incident_id=row.incident_id,
            )
        )
    return shown


def _quotes(words: str, document: Document | None) -> bool:
    """Whether all parts of the words stand in the document: whoever reads it has read them too."""
    if document is None:
        return False
    text = " ".join(f"{document.title}\n{document.text}".split())
    parts = (" ".join(part.split()) for part in words.split(BETWEEN_QUOTES))
    return all(part in text for part in parts)


def visible_file(viewer: Viewer, incident_id: UUID, evidence_id: UUID) -> IncidentFile:
    """A file that is evidence of a visible incident; else `NotFound`."""
    incident = find_incident(viewer, incident_id)
    for row in visible_evidence(viewer, [incident]):
        if row.id == evidence_id and row.file is not None:
            return row.file
    raise NotFound(_("There is no such file, as far as you may know."))


def _undoable(incident: Incident, viewer: Viewer, at: datetime) -> IncidentChange | None:
    """The viewer's own last act, while it may be taken back."""
    last = IncidentChange.objects.filter(incident=incident, version=incident.version).first()
    if last is None or last.undone_at or last.undo_until is None or last.undo_until <= at:
        return None
    return last if viewer.person_id and last.by_id == viewer.person_id else None


def _seconds_left(change: IncidentChange | None, at: datetime) -> int:
    if change is None or change.undo_until is None:
        return 0
    return int((change.undo_until - at).total_seconds()) + 1


def _history(incident: Incident, viewer: Viewer) -> list[HistoryRow]:
    """All acts for the origin; for others what changed since they were shown it, and no names."""
    rows = IncidentChange.objects.filter(incident=incident)
    is_own = incident.is_own(viewer)
    if not is_own:
        since = incident.released_at or timezone.now()
        rows = rows.filter(act__in=[Act.CHANGED, Act.UNDONE], at__gt=since).exclude(after={})
    found = list(rows[:MOST_HISTORY])
    names = _area_names(found)
    origin = incident.shown_origin(viewer)
    shown = [
        HistoryRow(
            at=row.at,
            who=row.by_label if is_own else str(origin or _("origin is sealed")),
            act=str(Act(row.act).label),
            pieces=len(row.evidence_after) if row.act in PIECEWISE else 0,
            fields=[] if row.act == Act.CREATED else _field_changes(row, names),
            reason=row.reason if is_own else "",
            is_undone=row.undone_at is not None,
        )
        for row in found
    ]
    if is_own and incident.source_kind != SourceKind.ANALYST and len(shown) < MOST_HISTORY:
        shown.append(_came_by_file(incident))
    return shown


def _came_by_file(incident: Incident) -> HistoryRow:
    """How an imported incident began: on its row, for imports write no line of history each."""
    return HistoryRow(
        at=incident.created_at,
        who=str(incident.created_by or _("operator")),
        act=str(SourceKind(incident.source_kind).label),
        pieces=0,
        fields=[],
        reason="",
        is_undone=False,
    )


def _area_names(rows: Iterable[IncidentChange]) -> dict[str, str]:
    keys = {v for row in rows for v in (row.before.get("area_id"), row.after.get("area_id")) if v}
    known = area_tree(ids=map(UUID, keys)).by_id
    return {key: known[UUID(key)].name for key in keys if UUID(key) in known}


def _field_changes(change: IncidentChange, areas: dict[str, str]) -> list[FieldChange]:
    shown = [name for name in change.after if name not in {"is_listed", "merged_into_id"}]
    return [
        FieldChange(
            label_of(name),
            in_words(name, change.before.get(name), areas),
            in_words(name, change.after[name], areas),
        )
        for name in shown
    ]


def label_of(column: str) -> str:
    """What a column is called."""
    field = Incident._meta.get_field(column.removesuffix("_id"))  # noqa: SLF001  Django's public way
    return str(getattr(field, "verbose_name", column))


def in_words(column: str, value: Any, areas: dict[str, str] | None = None) -> str:
    """A stored value as people read it; a dash for what is not known."""
    if value is None or value in ("", []):
        return "–"
    if column == "area_id":
        return (areas or {}).get(str(value), "–")
    field = Incident._meta.get_field(column)  # noqa: SLF001  Django's public way
    choices = dict(getattr(field, "flatchoices", ()))
    if isinstance(value, list):
        text = "; ".join(group_label(str(part)) for part in value)
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(choices.get(value, value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


SIGNED_FACTS = (
    *("event_type", "status", "occurred_on", "place_name", "area_id", "actors"),
    *("killed_best", "injured_best", "displaced_best", "credibility"),
)


def facts_to_sign(incident: Incident) -> list[tuple[str, str]]:
    """What the second person of a release reads of an incident before signing; its text whole."""
    texts = [(label_of(name), getattr(incident, name) or "–") for name in ("title", "summary")]
    areas = {str(incident.area_id): incident.area.name} if incident.area else {}
    facts = [
        (label_of(name), in_words(name, getattr(incident, name), areas)) for name in SIGNED_FACTS
    ]
    count = Evidence.objects.filter(incident=incident, is_removed=False).count()
    return [*texts, *facts, (_("pieces of evidence"), str(count))]

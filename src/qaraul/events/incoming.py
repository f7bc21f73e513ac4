"""Take in many incidents at once: new ones, changed ones, the same ones, each accounted for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.events import news
from qaraul.events.choices import Act, SourceKind
from qaraul.events.models import Incident, IncidentChange
from qaraul.events.numbers import new_numbers
from qaraul.events.services.writing import Batch, as_stored, require_writer
from qaraul.journal import services as journal
from qaraul.journal.ids import new_id
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

BATCH = 500
MARKING = {"stage": Stage.DRAFT, "tlp": TLP.RED, "audience_id": None, "released_at": None}


@dataclass(frozen=True, slots=True)
class Draft:
    """One row that can be taken: where it stood, by what it is known again, its columns."""

    row: int
    external_id: str
    columns: Mapping[str, Any]
    codebook: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that was not taken, and why."""

    row: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of every row: rows = taken + updated + unchanged + refused."""

    rows: int = 0
    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_kept: bool = True

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for once."""
        return self.rows == self.taken + self.updated + self.unchanged + len(self.refused)


@dataclass(frozen=True, slots=True)
class Standing:
    """A marking that the operator sets for all that a file brings; without one they are drafts."""

    tlp: TLP
    audience: Audience


@dataclass(frozen=True, slots=True)
class Intake:
    """Who takes in what, when, and under which marking."""

    viewer: Viewer
    at: datetime
    source_kind: SourceKind
    file_name: str = ""
    standing: Standing | None = None

    def marking(self) -> dict[str, Any]:
        """The marking of new incidents."""
        if self.standing is None:
            return dict(MARKING)
        return {
            "stage": Stage.RELEASED,
            "tlp": self.standing.tlp,
            "audience_id": self.standing.audience.pk,
            "released_at": self.at,
        }


def take_in(
    parsed: Iterable[Draft | RefusedRow], intake: Intake, *, is_dry_run: bool = False
) -> ImportReport:
    """Write all rows that can be taken in one transaction, or none when it breaks.

    A row whose codebook is as it was leaves the incident as people have made it since; a revised
    row replaces its facts, and the history keeps what was before. Raises `NotAllowed`.
    """
    require_writer(intake.viewer)
    report = ImportReport()
    drafts = _accounted(parsed, report)
    with transaction.atomic():
        for chunk in _chunks(drafts, BATCH):
            _take(chunk, intake, report)
        if is_dry_run:
            report.is_kept = False
            transaction.set_rollback(True)
    report.refused.sort(key=lambda refused: refused.row)
    return report


def _accounted(parsed: Iterable[Draft | RefusedRow], report: ImportReport) -> list[Draft]:
    """Every row counted; of rows with the same id the first is taken."""
    first: dict[str, int] = {}
    drafts: list[Draft] = []
    for found in parsed:
        report.rows += 1
        if isinstance(found, RefusedRow):
            report.refused.append(found)
        elif found.external_id in first:
            said = _("row %(row)s has the same id") % {"row": first[found.external_id]}
            report.refused.append(RefusedRow(found.row, said))
        else:
            first[found.external_id] = found.row
            drafts.append(found)
    return drafts


def _chunks(drafts: Sequence[Draft], size: int) -> Iterator[list[Draft]]:
    iterator = iter(drafts)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _take(chunk: list[Draft], intake: Intake, report: ImportReport) -> None:
    known = {row.external_id: row for row in _known(chunk, intake)}
    fresh = [draft for draft in chunk if draft.external_id not in known]
    revised = []
    for draft in chunk:
        row = known.get(draft.external_id)
        if row is None:
            continue
        is_same = row.codebook == draft.codebook and row.source_kind == intake.source_kind
        if not is_same:
            revised.append((row, draft))
    touched = [*_create(fresh, intake), *_revise(revised, intake)]
    report.taken += len(fresh)
    report.updated += len(revised)
    report.unchanged += len(chunk) - len(fresh) - len(revised)
    if touched:
        _journal(touched, intake)


def _known(chunk: list[Draft], intake: Intake) -> list[Incident]:
    rows = Incident.objects.select_for_update().filter(
        origin=intake.viewer.organisation_id,
        is_exercise=intake.viewer.in_exercise,
        external_id__in=[draft.external_id for draft in chunk],
    )
    return list(rows)


def _create(drafts: list[Draft], intake: Intake) -> list[UUID]:
    viewer = intake.viewer
    numbers = new_numbers(len(drafts), intake.at.year)
    rows = [
        Incident(
            id=new_id(),
            number=number,
            origin_id=str(viewer.organisation_id),
            is_exercise=viewer.in_exercise,
            created_by_id=viewer.person_id,
            source_kind=intake.source_kind,
            external_id=draft.external_id,
            codebook=draft.codebook,
            **intake.marking(),
            **draft.columns,
        )
        for draft, number in zip(drafts, numbers, strict=True)
    ]
    # How it came is on the row and in the journal; the history begins with the first change.
    Incident.objects.bulk_create(rows)
    return [row.pk for row in rows]


def _revise(pairs: list[tuple[Incident, Draft]], intake: Intake) -> list[UUID]:
    lines = []
    columns: set[str] = set()
    for row, draft in pairs:
        changed = [n for n, value in draft.columns.items() if getattr(row, n) != value]
        before = {name: as_stored(getattr(row, name)) for name in changed}
        for name in changed:
            setattr(row, name, draft.columns[name])
        row.codebook, row.source_kind = dict(draft.codebook), intake.source_kind
        row.version += 1
        row.updated_at = intake.at
        columns |= set(changed)
        after = {name: as_stored(getattr(row, name)) for name in changed}
        lines.append((row, before, after))
    names = [*columns, "codebook", "source_kind", "version", "updated_at"]
    Incident.objects.bulk_update([row for row, _draft in pairs], names, batch_size=100)
    _keep_history(lines, Batch(intake.viewer, intake.at, intake.file_name))
    return [row.pk for row, _draft in pairs]


def _keep_history(
    lines: Iterable[tuple[Incident, dict[str, Any], dict[str, Any]]], batch: Batch
) -> None:
    IncidentChange.objects.bulk_create(
        IncidentChange(
            batch=batch.id,
            incident=row,
            act=Act.CHANGED,
            before=before,
            after=after,
            reason=batch.reason[:500],
            by_id=batch.viewer.person_id,
            by_label=batch.viewer.label[:200],
            at=batch.at,
            version=row.version,
        )
        for row, before, after in lines
    )


def _journal(touched: list[UUID], intake: Intake) -> None:
    journal.record(
        news.IMPORTED,
        actor=intake.viewer.actor,
        kind="incident",
        record_id=None,
        after={"incidents": [str(pk) for pk in touched]},
        reason=intake.file_name,
        facts={"incidents": touched, "source_kind": intake.source_kind},
    )


def refused(row: int, error: BadInput) -> RefusedRow:
    """A refusal in words, with the field it is about."""
    return RefusedRow(row, f"{error.field}: {error.message}" if error.field else error.message)

"""Take in a file of values: which kind it is, every row judged, all kept in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, TooLarge
from qaraul.indicators.choices import ObservationKind
from qaraul.indicators.imports import tables, ucdp_years, worldbank
from qaraul.indicators.imports.rows import Elsewhere, Found, Known, Refused
from qaraul.indicators.models import Observation
from qaraul.indicators.services.writing import OWN, Standing, checked, require_writer
from qaraul.journal import services as journal
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage

LARGEST_FILE = 100 * 1024 * 1024
BATCH = 1_000
KEPT = ("value", "low", "high", "note", "source_text")
Key = tuple[str, str, str]


@dataclass(slots=True)
class ImportReport:
    """What became of every value and of every row that gave none."""

    rows: int = 0
    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_kept: bool = True

    @property
    def adds_up(self) -> bool:
        """Whether everything is accounted for once."""
        told = self.taken + self.updated + self.unchanged + self.elsewhere + len(self.refused)
        return self.rows == told


def import_observations(
    file: Path,
    *,
    viewer: Viewer,
    at: datetime,
    standing: Standing = OWN,
    is_dry_run: bool = False,
) -> ImportReport:
    """Keep all values that can be kept, or none when it breaks; the same file again is harmless.

    A value that changed replaces the earlier one of the same origin, indicator, area and period.
    Raises `BadInput`, `TooLarge` and `NotAllowed` for the whole file.
    """
    require_writer(viewer)
    if file.stat().st_size > LARGEST_FILE:
        raise TooLarge(_("A file may have at most 100 MB."))
    report = ImportReport()
    with transaction.atomic():
        known = Known()
        made = list(_judged(_found_in(file, known), report, viewer, at, standing))
        _write(made, report, viewer)
        _tell(file, report, viewer)
        if is_dry_run:
            report.is_kept = False
            transaction.set_rollback(True)
    if report.elsewhere:
        report.notes.append(
            _("%(n)s rows are about countries that the node does not hold.")
            % {"n": report.elsewhere}
        )
    return report


def _found_in(file: Path, known: Known) -> Iterator[Found]:
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        return _from_parquet(file, known)
    if suffix == ".xlsx":
        return tables.values_in(file, known)
    if suffix != ".csv":
        raise BadInput(_("A file of values ends in .csv, .xlsx or .parquet."))
    if worldbank.is_public_csv(file):
        return worldbank.from_public_csv(file, known)
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        names = lines.readline().replace('"', "").strip().split(",")
    if ucdp_years.is_country_years(names):
        return ucdp_years.from_table(pl.read_csv(file, infer_schema_length=None), known)
    return tables.values_in(file, known)


def _from_parquet(file: Path, known: Known) -> Iterator[Found]:
    try:
        table = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError):
        raise BadInput(_("This is not a Parquet file.")) from None
    if ucdp_years.is_country_years(table.columns):
        return ucdp_years.from_table(table, known)
    if {"iso3", "year"} <= set(table.columns):
        return worldbank.from_table(table, known)
    raise BadInput(_("The columns are those of no kind of file that the node knows."))


def _judged(
    found: Iterator[Found], report: ImportReport, viewer: Viewer, at: datetime, standing: Standing
) -> Iterator[tuple[int, Observation]]:
    first: dict[Key, int] = {}
    for one in found:
        report.rows += 1
        if isinstance(one, Elsewhere):
            report.elsewhere += 1
            continue
        if isinstance(one, Refused):
            report.refused.append(one)
            continue
        try:
            columns = checked(one.values, today=at.date())
        except BadInput as error:
            said = f"{error.field}: {error.message}" if error.field else error.message
            report.refused.append(Refused(one.row, said))
            continue
        made = Observation(
            origin_id=str(viewer.organisation_id),
            is_exercise=viewer.in_exercise,
            created_by_id=viewer.person_id,
            observation_kind=ObservationKind.IMPORTED,
            **standing.fields(),
            **columns,
        )
        if _key(made) in first:
            said = _("row %(row)s has the same area and period") % {"row": first[_key(made)]}
            report.refused.append(Refused(one.row, said))
            continue
        first[_key(made)] = one.row
        yield one.row, made


def _key(row: Observation) -> Key:
    return row.series, row.period_start.isoformat(), row.period_end.isoformat()


def _write(made: list[tuple[int, Observation]], report: ImportReport, viewer: Viewer) -> None:
    standing: dict[Key, Observation] = {}
    series = sorted({row.series for _number, row in made})
    for start in range(0, len(series), BATCH):
        rows = Observation.objects.standing().filter(
            origin=viewer.organisation_id,
            is_exercise=viewer.in_exercise,
            series__in=series[start : start + BATCH],
        )
        standing.update({_key(row): row for row in rows})
    fresh, changed = [], []
    for number, row in made:
        known = standing.get(_key(row))
        if known is None:
            fresh.append(row)
        elif any(getattr(known, name) != getattr(row, name) for name in KEPT):
            if _is_signed(known):
                said = _("two persons signed this value; take it back before it is changed")
                report.refused.append(Refused(number, said))
                continue
            for name in KEPT:
                setattr(known, name, getattr(row, name))
            changed.append(known)
        else:
            report.unchanged += 1
    Observation.objects.bulk_create(fresh, batch_size=BATCH)
    Observation.objects.bulk_update(changed, list(KEPT), batch_size=200)
    report.taken, report.updated = len(fresh), len(changed)


def _is_signed(row: Observation) -> bool:
    """Whether people signed just this value: see docs/decisions/0013."""
    is_public = row.stage == Stage.RELEASED and row.tlp == TLP.CLEAR
    return is_public or row.stage == Stage.PENDING


def _tell(file: Path, report: ImportReport, viewer: Viewer) -> None:
    if report.taken or report.updated:
        journal.record(
            "observations.imported",
            actor=viewer.actor,
            kind="observation",
            record_id=None,
            reason=file.name,
            facts={"taken": report.taken, "updated": report.updated},
        )

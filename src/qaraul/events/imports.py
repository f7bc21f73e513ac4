"""Incidents out of files: our own columns, and UCDP's releases; every row is reported."""

from datetime import datetime
from pathlib import Path

from qaraul.events import tables, ucdp
from qaraul.events.choices import SourceKind
from qaraul.events.incoming import ImportReport, Intake, Standing, take_in
from qaraul.members.viewers import Viewer
from qaraul.sources.connectors.ucdp import read

__all__ = ["ImportReport", "Standing", "import_incidents", "import_ucdp"]


def import_incidents(
    file: Path,
    *,
    viewer: Viewer,
    at: datetime,
    standing: Standing | None = None,
    is_dry_run: bool = False,
) -> ImportReport:
    """Take in a CSV, XLSX or JSONL file with the columns of the exports.

    Raises `BadInput`, `TooLarge` and `NotAllowed`; a row that breaks a rule is in the report.
    """
    intake = Intake(viewer, at, SourceKind.FILE, file.name, standing)
    return take_in(tables.drafts(file, today=at.date()), intake, is_dry_run=is_dry_run)


def import_ucdp(
    source: Path | bytes,
    *,
    source_kind: SourceKind,
    viewer: Viewer,
    at: datetime,
    standing: Standing | None = None,
    is_dry_run: bool = False,
) -> ImportReport:
    """Take in a release of UCDP GED or Candidate as csv, zip or parquet; again is harmless.

    Raises `BadInput`, `TooLarge` and `NotAllowed`; a row that breaks the codebook is in the report.
    """
    name = source.name if isinstance(source, Path) else ""
    intake = Intake(viewer, at, source_kind, name, standing)
    return take_in(ucdp.drafts(read(source), source_kind), intake, is_dry_run=is_dry_run)

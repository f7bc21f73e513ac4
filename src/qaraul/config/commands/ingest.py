"""`qaraul ingest`: take in files, with a report row by row."""

import json
from pathlib import Path
from typing import Any

import click

from qaraul.config.commands.export import viewer_named
from qaraul.config.commands.ingest_areas import command as areas
from qaraul.config.commands.ingest_indicators import catalogue, indicators
from qaraul.config.django import start

MOST_BYTES = 256 * 1024 * 1024
LABELS = ("clear", "green")
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")


@click.group(
    help="Take in documents, incidents, GED files, values or areas, with a report row by row."
)
def command() -> None:
    """One subcommand for each kind of file."""


command.add_command(areas)
command.add_command(catalogue)
command.add_command(indicators)


@command.command("documents", help="Take in documents from JSON lines, a JSON list or CSV.")
@click.argument("file", type=a_file)
@click.option("--source", "code", required=True, help="Code of the source they come from.")
@as_json_option
def documents(file: Path, code: str, *, as_json: bool) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    if file.stat().st_size > MOST_BYTES:
        raise click.UsageError(f"More than {MOST_BYTES:,} bytes; split the file.")
    start()
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.errors import BadInput  # noqa: PLC0415  the same
    from qaraul.journal.actors import Actor  # noqa: PLC0415  the same
    from qaraul.sources.models import Source  # noqa: PLC0415  the same
    from qaraul.sources.services import import_documents  # noqa: PLC0415  the same

    source = Source.objects.filter(code=code).first()
    if source is None:
        raise BadInput(f"No source is called “{code}”; “qaraul sources list” shows them.")
    operator = Actor(None, "operator at the command line")
    report = import_documents(
        source, file.read_bytes(), actor=operator, at=timezone.now(), name=file.name
    )
    counts = f"{report.new} new, {report.changed} changed, {report.repeated} known"
    said = f"{file.name}: {report.seen} rows, {counts}, {len(report.refused)} refused."
    lines = [f"  row {r.row}: {r.fault.label} {r.detail}".rstrip() for r in report.refused]
    lines += [f"  {r.kind.label} {r.detail}".rstrip() for r in report.remarks]
    _end(report.as_dict(), [said, *lines], as_json=as_json, is_bad=bool(report.refused))


def _of_incidents(function: Any) -> Any:
    """The argument and options that all files of incidents share."""
    for decorate in reversed(
        (
            click.argument("file", type=a_file),
            click.option(
                "--as",
                "account",
                required=True,
                metavar="ACCOUNT[@ORGANISATION]",
                help="Who takes them in; they belong to that organisation.",
            ),
            click.option(
                "--standing",
                type=click.Choice(LABELS),
                help="Show all of them under this label to every member; drafts if not given.",
            ),
            click.option("--dry-run", is_flag=True, help="Judge every row and write nothing."),
            as_json_option,
        )
    ):
        function = decorate(function)
    return function


@command.command("incidents", help="Take in incidents from CSV, XLSX or JSON lines.")
@_of_incidents
def incidents(file: Path, **options: Any) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    start()
    from qaraul.events.imports import import_incidents  # noqa: PLC0415  Django is started first

    _take_in(import_incidents, file, **options)


@command.command("ged", help="Take in a release of UCDP GED as csv, zip or parquet.")
@_of_incidents
def ged(file: Path, **options: Any) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    _ucdp("ged", file, **options)


@command.command("candidate", help="Take in a release of UCDP Candidate as csv, zip or parquet.")
@_of_incidents
def candidate(file: Path, **options: Any) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    _ucdp("candidate", file, **options)


def _ucdp(kind: str, file: Path, **options: Any) -> None:
    start()
    from qaraul.events.choices import SourceKind  # noqa: PLC0415  Django is started first
    from qaraul.events.imports import import_ucdp  # noqa: PLC0415  the same

    _take_in(import_ucdp, file, source_kind=SourceKind(kind), **options)


def _take_in(
    take: Any,
    file: Path,
    *,
    account: str,
    standing: str | None,
    dry_run: bool,
    as_json: bool,
    **more: Any,
) -> None:
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    report = take(
        file,
        viewer=viewer_named(account),
        at=timezone.now(),
        standing=_standing(standing),
        is_dry_run=dry_run,
        **more,
    )
    counts = f"{report.taken} new, {report.updated} changed, {report.unchanged} known"
    said = f"{file.name}: {report.rows} rows, {counts}, {len(report.refused)} refused."
    lines = [said if report.is_kept else f"{said} Nothing was written."]
    lines += [f"  row {r.row}: {r.reason}" for r in report.refused]
    lines += [f"  {note}" for note in report.notes]
    facts = {
        "rows": report.rows,
        "taken": report.taken,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "is_kept": report.is_kept,
        "notes": report.notes,
        "refused": [[r.row, r.reason] for r in report.refused],
    }
    _end(facts, lines, as_json=as_json, is_bad=bool(report.refused))


def _standing(label: str | None) -> Any:
    """A standing marking for every member of the network, or none."""
    if label is None:
        return None
    from qaraul.events.imports import Standing  # noqa: PLC0415  Django is started first
    from qaraul.sharing.choices import TLP  # noqa: PLC0415  the same
    from qaraul.sharing.models import Audience  # noqa: PLC0415  the same

    return Standing(TLP[label.upper()], Audience.of(network=True))


def _end(facts: dict[str, Any], lines: list[str], *, as_json: bool, is_bad: bool) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else "\n".join(lines))
    if is_bad:
        raise SystemExit(1)

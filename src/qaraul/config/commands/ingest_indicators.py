"""`qaraul ingest indicators FILE` and `qaraul ingest catalogue FILE`."""

import json
from pathlib import Path
from typing import Any

import click

from qaraul.config.commands.export import viewer_named
from qaraul.config.django import start

a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")


@click.command(
    "indicators",
    help="Take in values of indicators from CSV or XLSX, World Bank series or UCDP country-years.",
)
@click.argument("file", type=a_file)
@click.option(
    "--as",
    "account",
    required=True,
    metavar="ACCOUNT[@ORGANISATION]",
    help="Who takes them in; they belong to that organisation.",
)
@click.option(
    "--standing",
    type=click.Choice(["green"]),
    help="Show all of them under this label to every member; drafts if not given.",
)
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@as_json_option
def indicators(
    file: Path, account: str, standing: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    start()
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.indicators.imports import import_observations  # noqa: PLC0415  the same
    from qaraul.indicators.services.writing import OWN, for_network  # noqa: PLC0415  the same

    at = timezone.now()
    report = import_observations(
        file,
        viewer=viewer_named(account),
        at=at,
        standing=for_network(at) if standing else OWN,
        is_dry_run=dry_run,
    )
    click.echo(_as_json(report) if as_json else "\n".join(_lines(file, report)))
    if report.refused:
        raise SystemExit(1)


@click.command("catalogue", help="Put a network's own catalogue of indicators in force (YAML).")
@click.argument("file", type=a_file)
def catalogue(file: Path) -> None:
    """Replace the catalogue; values of indicators that go stay."""
    start()
    from qaraul.indicators.services.catalogue import load_catalogue  # noqa: PLC0415  Django is started first
    from qaraul.journal.actors import Actor  # noqa: PLC0415  the same

    operator = Actor(None, "operator at the command line")
    click.echo(f"{load_catalogue(file, actor=operator)} indicators in force.")


def _lines(file: Path, report: Any) -> list[str]:
    counts = f"{report.taken} new, {report.updated} changed, {report.unchanged} known"
    said = f"{file.name}: {report.rows} values, {counts}, {len(report.refused)} refused."
    first = said if report.is_kept else f"{said} Nothing was written."
    refused = [f"  row {one.row}: {one.reason}" for one in report.refused]
    return [first, *refused, *(f"  {note}" for note in report.notes)]


def _as_json(report: Any) -> str:
    facts = {
        "rows": report.rows,
        "taken": report.taken,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "elsewhere": report.elsewhere,
        "is_kept": report.is_kept,
        "notes": report.notes,
        "refused": [[one.row, one.reason] for one in report.refused],
    }
    return json.dumps(facts, ensure_ascii=False)

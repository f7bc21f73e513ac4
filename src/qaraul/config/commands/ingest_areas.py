"""`qaraul ingest areas FILE`: bring outlines and finer areas, with a report row by row."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from qaraul.config.django import start


@click.command("areas", help="Take in areas from GeoJSON, GeoPackage or GeoParquet in WGS 84.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--level",
    type=click.IntRange(0, 3),
    help="Level of the areas: 0 states, 1 units, 2 districts, 3 below. Told by the columns if not.",
)
@click.option("--layer", default="", help="Layer of a GeoPackage that has several.")
@click.option("--source", default="", help="Whom the outlines come from, and under which licence.")
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Write nothing when a row is refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    file: Path,
    level: int | None,
    layer: str,
    source: str,
    *,
    dry_run: bool,
    all_or_nothing: bool,
    as_json: bool,
) -> None:
    """Print what was taken and refused; exit code 1 when a row was refused."""
    start()
    from qaraul.places.choices import Level  # noqa: PLC0415  Django is started first
    from qaraul.places.services import import_areas  # noqa: PLC0415  the same

    report = import_areas(
        file,
        level=None if level is None else Level(level),
        layer=layer,
        source=source,
        is_dry_run=dry_run,
        all_or_nothing=all_or_nothing,
    )
    if as_json:
        click.echo(json.dumps(asdict(report) | {"counts": report.counts}, ensure_ascii=False))
    else:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items())
        kept = "" if report.is_kept else " Nothing was written."
        click.echo(f"{file.name}, level {report.level}: {len(report.rows)} rows, {counts}.{kept}")
        for row in report.refused:
            click.echo(f"  row {row.row} {row.name or '(no name)'}: {row.reason}")
    if report.refused:
        raise SystemExit(1)

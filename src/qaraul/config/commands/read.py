"""`qaraul read`: many texts at once, without a database."""

import json
import os
import sys
from pathlib import Path

import click

from qaraul.config.reading_model import operator_model
from qaraul.errors import BadInput, QaraulError
from qaraul.reading.bulk import Report, Work, read_files

_SHOWN = 20


@click.command()
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path)
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="F.jsonl or F.parquet")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="processes; as many as cores by default"
)
@click.option("--scheduler", metavar="ADDR", help="a Dask scheduler; needs the extra “dask”")
@click.option(
    "--embed/--no-embed",
    default=False,
    help="sentence vectors for stories; slow, off unless asked for",
)
@click.option("--json", "as_json", is_flag=True, help="print the report as JSON")
def command(
    inputs: tuple[Path, ...],
    out: Path,
    workers: int | None,
    scheduler: str | None,
    embed: bool,  # noqa: FBT001  click gives flags by name
    as_json: bool,  # noqa: FBT001  the same
) -> None:
    """Read the texts of INPUT (txt, jsonl, csv, parquet with “id” and “text”) into one file.

    Optional columns are title, lang, published, source and country. One record comes out for each
    document, in the order of the input. Exit code 1 when a row was refused; F is then complete
    without it.
    """
    try:
        _refuse_what_is_missing(scheduler)
        work = Work(model=operator_model(), embed=embed)
        report = _run(inputs, out, workers or os.cpu_count() or 1, work)
    except QaraulError as error:
        raise click.ClickException(error.message) from None
    _print_report(report, out, as_json=as_json)
    if report.refused_count:
        raise SystemExit(1)


def _refuse_what_is_missing(scheduler: str | None) -> None:
    if scheduler:
        raise BadInput(
            "--scheduler needs the extra “dask” (pip install qaraul[dask]), which this version"
            " does not have yet; use --workers on this machine."
        )


def _run(inputs: tuple[Path, ...], out: Path, workers: int, work: Work) -> Report:
    if not sys.stderr.isatty():
        return read_files(inputs, out, workers=workers, work=work)
    with click.progressbar(length=_size(inputs), label="reading", file=sys.stderr) as bar:
        done = 0

        def show(documents: int) -> None:
            nonlocal done
            bar.update(documents - done)
            done = documents

        return read_files(inputs, out, workers=workers, work=work, on_progress=show)


def _size(inputs: tuple[Path, ...]) -> int:
    """About how many documents there are: for the bar only, from the size of the files."""
    return max(sum(path.stat().st_size for path in inputs if path.is_file()) // 800, 1)


def _print_report(report: Report, out: Path, *, as_json: bool) -> None:
    if as_json:
        refused = [{"file": r.file, "row": r.row, "reason": r.reason} for r in report.refused]
        told = {
            "out": str(out),
            "documents": report.documents,
            "not_read": report.not_read,
            "near_duplicates": report.near_duplicates,
            "refused": report.refused_count,
            "refusals": refused,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{report.documents} documents in {out} ({report.not_read} could not be read,"
        f" {report.near_duplicates} near-duplicates), {report.refused_count} rows refused"
    )
    for row in report.refused[:_SHOWN]:
        where = f"{row.file}, row {row.row}: " if row.file else ""
        click.echo(f"  {where}{row.reason}", err=True)
    if report.refused_count > _SHOWN:
        click.echo(f"  … and {report.refused_count - _SHOWN} more (--json lists them)", err=True)

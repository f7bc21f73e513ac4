"""`qaraul read`: many texts at once, without a database."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from qaraul.config.cluster import Cluster
from qaraul.config.reading_model import operator_model
from qaraul.errors import QaraulError
from qaraul.reading.bulk import Report, Work, read_files
from qaraul.reading.bulk.working import read_rows

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
@click.option("--fresh", is_flag=True, help="begin anew, whatever an earlier run has left")
@click.option(
    "--embed/--no-embed",
    default=False,
    help="sentence vectors for stories; slow, off unless asked for, always from the beginning",
)
@click.option("--json", "as_json", is_flag=True, help="print the report as JSON")
def command(
    inputs: tuple[Path, ...],
    out: Path,
    workers: int | None,
    scheduler: str | None,
    *,
    fresh: bool,
    embed: bool,
    as_json: bool,
) -> None:
    """Read the texts of INPUT (txt, jsonl, csv, parquet with “id” and “text”) into one file.

    Optional columns are title, lang, published, source and country. One record comes out for each
    document, in the order of the input. Exit code 1 when a row was refused; F is then complete
    without it. A run that was killed goes on where it stopped; Ctrl-C leaves nothing behind.
    """
    try:
        work = Work(model=operator_model(), embed=embed)
        processes = workers or os.cpu_count() or 1
        report = _run(inputs, out, work, workers=processes, scheduler=scheduler, fresh=fresh)
    except QaraulError as error:
        raise click.ClickException(error.message) from None
    _print_report(report, out, as_json=as_json)
    if report.refused_count:
        raise SystemExit(1)


def _run(
    inputs: tuple[Path, ...],
    out: Path,
    work: Work,
    *,
    workers: int,
    scheduler: str | None,
    fresh: bool,
) -> Report:
    with ExitStack() as stack:
        options: dict[str, Any] = {"workers": workers, "work": work, "fresh": fresh}
        if scheduler:
            cluster = stack.enter_context(Cluster(scheduler))
            options["spread"] = partial(cluster.in_order, partial(read_rows, work=work))
        if sys.stderr.isatty():
            options["on_progress"] = stack.enter_context(_progress(inputs))
        return read_files(inputs, out, **options)


@contextmanager
def _progress(inputs: tuple[Path, ...]) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=_size(inputs), label="reading", file=sys.stderr) as bar:
        done = 0

        def show(documents: int) -> None:
            nonlocal done
            bar.update(documents - done)
            done = documents

        yield show


def _size(inputs: tuple[Path, ...]) -> int:
    """About how many documents there are: for the bar only, from the size of the files."""
    return max(sum(path.stat().st_size for path in inputs if path.is_file()) // 800, 1)


def _print_report(report: Report, out: Path, *, as_json: bool) -> None:
    if as_json:
        refused = [{"file": r.file, "row": r.row, "reason": r.reason} for r in report.refused]
        told = {
            "out": str(out),
            "documents": report.documents,
            "resumed_at": report.resumed_at,
            "not_read": report.not_read,
            "near_duplicates": report.near_duplicates,
            "refused": report.refused_count,
            "refusals": refused,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if report.resumed_at:
        click.echo(f"went on after {report.resumed_at} documents of an earlier run", err=True)
    click.echo(
        f"{report.documents} documents in {out} ({report.not_read} could not be read,"
        f" {report.near_duplicates} near-duplicates), {report.refused_count} rows refused"
    )
    for row in report.refused[:_SHOWN]:
        where = f"{row.file}, row {row.row}: " if row.file else ""
        click.echo(f"  {where}{row.reason}", err=True)
    if report.refused_count > _SHOWN:
        click.echo(f"  … and {report.refused_count - _SHOWN} more (--json lists them)", err=True)

"""`qaraul verify`: check the journal's chain from the first row to the last."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from qaraul.config.django import start


def row_and_hash(value: str) -> tuple[int, str]:
    """A row and the hash that somebody wrote down for it, as “verify” prints them."""
    row, _, digest = value.partition(":")
    if not (row.isdecimal() and len(digest) == 64):  # noqa: PLR2004  SHA-256 in hexadecimal
        raise click.BadParameter("give ROW:HASH, as “verify” prints them")
    return int(row), digest.lower()


@click.command("verify", help="Check the journal's chain; exit 1 names the first broken row.")
@click.option(
    "--noted",
    type=row_and_hash,
    metavar="ROW:HASH",
    multiple=True,
    help="A hash noted earlier must still stand.",
)
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the whole journal to a new file, one JSON object a line, after the check.",
)
@click.option(
    "--file",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check an exported journal instead of the database.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def command(
    noted: tuple[tuple[int, str], ...], target: Path | None, source: Path | None, *, as_json: bool
) -> None:
    """Print how many rows stand, and the last hash to note down outside the node."""
    start()
    from qaraul.journal import chain  # noqa: PLC0415  Django is started first
    from qaraul.journal.services import verify  # noqa: PLC0415  the same

    if source:
        with source.open("rb") as lines:
            verdict = chain.check(chain.links_of_lines(lines), known=noted)
    else:
        verdict = verify(noted=noted)
    if as_json:
        click.echo(json.dumps(asdict(verdict) | {"is_whole": verdict.is_whole}))
    elif verdict.is_whole:
        click.echo(f"{verdict.checked} rows, none changed, dropped or reordered.")
        if verdict.checked:
            click.echo(f"Note this down outside the node: {verdict.checked}:{verdict.last_hash}")
    else:
        click.echo(f"Broken at row {verdict.broken_at}: {verdict.fault}.")
    if target:
        written = _export(target)
        click.echo(f"{written} rows written to {target}", err=as_json)
    raise SystemExit(0 if verdict.is_whole else 1)


def _export(target: Path) -> int:
    from qaraul.journal.exports import lines  # noqa: PLC0415  Django is started first
    from qaraul.journal.models import Entry  # noqa: PLC0415  the same

    written = 0
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        for line in lines(Entry.objects.order_by("sequence").iterator(chunk_size=2_000)):
            file.write(line)
            written += 1
    part.replace(target)
    return written

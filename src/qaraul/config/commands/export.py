"""`qaraul export KIND`: write what a named viewer may see to a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qaraul.config.django import start

if TYPE_CHECKING:
    from qaraul.members.viewers import Viewer

FORMATS = ("csv", "geojson", "xlsx")
REPEATED = {
    "type": "Event type; again for another.",
    "area": "Code of an area, with all below it; again for another.",
    "status": "State of the checking; again for another.",
    "tlp": "Label, such as amber-strict; again for another.",
    "origin": "Code of an organisation, as the viewer is shown it; again for another.",
}


def _filters(function: Callable[..., None]) -> Callable[..., None]:
    """The parts of the filter as options, with the names that the pages' addresses have."""
    for name, said in reversed(REPEATED.items()):
        function = click.option(f"--{name}", f"{name}_", multiple=True, help=said)(function)
    for option, name, said in reversed(
        (
            ("--words", "q", "Words that must stand in it."),
            ("--from", "from_", "First day, as 2026-11-23."),
            ("--to", "to_", "Last day, as 2026-11-23."),
            ("--cred", "cred_", "Credibility, as 1,2 or 1-4."),
            ("--bbox", "bbox_", "West, south, east, north in degrees."),
        )
    ):
        function = click.option(option, name, default="", help=said)(function)
    return function


@click.group(help="Write what a named viewer may see to a file.")
def command() -> None:
    """One subcommand for each kind of record."""


@command.command("incidents", help="Write incidents as CSV, XLSX or GeoJSON.")
@click.option(
    "--as", "account", required=True, metavar="ACCOUNT[@ORGANISATION]", help="Whose eyes to use."
)
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Told by the file name if not.")
@click.option(
    "--out", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
@click.option("--casualties", is_flag=True, help="Only where people were killed or injured.")
@_filters
def incidents(
    account: str, kind: str | None, out: Path, *, casualties: bool, **parts: str | tuple[str, ...]
) -> None:
    """Write the file, or leave what was there when it cannot be written whole."""
    kind = kind or out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise click.UsageError(f"Say --format; known are {', '.join(FORMATS)}.")
    start()
    from qaraul.events.exports import written  # noqa: PLC0415  Django is started first
    from qaraul.events.filters import IncidentFilter  # noqa: PLC0415  the same

    query = {
        name.rstrip("_"): value if isinstance(value, str) else ",".join(value)
        for name, value in parts.items()
    }
    wanted = IncidentFilter.from_query(query | {"casualties": "yes" if casualties else ""})
    size = _write_whole(out, written(kind, viewer_named(account), wanted))
    click.echo(f"{out}: {size:,} bytes", err=True)


@command.command("corrections", help="Write people's corrections of what was read, as JSONL.")
@click.option(
    "--as", "account", required=True, metavar="ACCOUNT[@ORGANISATION]", help="Whose eyes to use."
)
@click.option(
    "--out", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
def corrections(account: str, out: Path) -> None:
    """Write what the machine read and what people said instead, to learn from."""
    start()
    import orjson  # noqa: PLC0415  only this subcommand needs it

    from qaraul.pipeline.corrections import records  # noqa: PLC0415  Django is started first

    rows = records(viewer_named(account))
    size = _write_whole(out, (orjson.dumps(row) + b"\n" for row in rows))
    click.echo(f"{out}: {size:,} bytes", err=True)


def viewer_named(account: str) -> "Viewer":
    """The viewer of ACCOUNT or ACCOUNT@ORGANISATION; `BadInput` when there is none, or several."""
    from qaraul.errors import BadInput  # noqa: PLC0415  Django is started first
    from qaraul.members.models import Person  # noqa: PLC0415  the same
    from qaraul.members.viewers import organisations_of, viewer_for  # noqa: PLC0415  the same

    # An account's name may hold an @ itself, so the whole is tried first.
    name, code = account, ""
    person = Person.objects.filter(username=name, is_active=True).first()
    if person is None:
        name, _, code = account.rpartition("@")
        person = Person.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise BadInput(f"No active account is called “{account}”.")
    found = [o for o in organisations_of(person) if not code or o.code == code]
    if len(found) != 1:
        known = ", ".join(o.code for o in organisations_of(person)) or "none"
        raise BadInput(f"Say {name}@ORGANISATION; the account's organisations: {known}.")
    return viewer_for(person, found[0])


def _write_whole(out: Path, parts: Iterator[bytes]) -> int:
    """Write beside the file and move it to its place at the end; a break leaves nothing."""
    partial = out.with_name(f".{out.name}.part")
    try:
        with partial.open("wb") as file:
            size = sum(file.write(part) for part in parts)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return size

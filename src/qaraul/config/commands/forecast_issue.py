"""`qaraul forecast issue` and `qaraul forecast withdraw`: freeze a set, take one off the pages."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from qaraul.config.django import start

a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
MONTH, DAY = click.DateTime(["%Y-%m"]), click.DateTime(["%Y-%m-%d"])
LEVELS = {"unit": 1, "state": 0}


@click.command("issue")
@click.option(
    "--ged",
    "files",
    multiple=True,
    type=a_file,
    help="A UCDP GED or Candidate file (csv, zip, parquet); several may be given.",
)
@click.option("--ged-version", "version", default="", metavar="TEXT", help="Release: 25.1.")
@click.option("--ged-date", "released_on", type=DAY, help="When the release was published.")
@click.option("--target", type=click.Choice(["deaths", "incidents"]), help="Both if not given.")
@click.option(
    "--level",
    type=click.Choice(list(LEVELS)),
    default="unit",
    show_default=True,
    help="First-level units, or whole States (with --ged).",
)
@click.option(
    "--for",
    "sight",
    type=click.Choice(["network", "public"]),
    default="network",
    show_default=True,
    help="Whose sight the counts are taken with, and who sees the set.",
)
@click.option("--as-of", type=MONTH, help="Forecast as if it were this past month; marked so.")
@click.option("--again", "is_again", is_flag=True, help="Issue another edition beside the first.")
@click.option("--json", "as_json", is_flag=True, help="Print what was issued as JSON.")
def issue(target: str | None, *, as_json: bool, **options: Any) -> None:
    """Freeze this month's forecast sets: twelve months ahead, with a seal in the journal.

    From the incidents that every member (or everybody) may see, or from UCDP files. A set is never
    overwritten. Exit code 1 when there is too little data, or the set is there already.
    """
    if not options["files"] and options["level"] != "unit":
        raise click.UsageError("Incidents are forecast by first-level unit; --level needs --ged.")
    start()
    targets = [target] if target else ["deaths", "incidents"]
    issued = [_issued(one, **options) for one in targets]
    if as_json:
        click.echo(json.dumps([_facts(one) for one in issued]))
        return
    for one in issued:
        click.echo(
            f"{one.series}: {one.rows.count():,} forecasts, edition {one.edition}, data "
            f"{one.data_start:%Y-%m} to {one.data_end:%Y-%m}, {one.model} {one.model_version}\n"
            f"  {one.pk}  sha256 {one.content_hash}"
        )


def _issued(
    target: str,
    *,
    files: tuple[Path, ...],
    version: str,
    released_on: datetime | None,
    level: str,
    sight: str,
    as_of: datetime | None,
    is_again: bool,
) -> Any:
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.forecasts.choices import AreaLevel, Sight, Target  # noqa: PLC0415  the same
    from qaraul.forecasts.services import issuing  # noqa: PLC0415  the same

    shared: dict[str, Any] = {
        "at": timezone.now(),
        "as_of": as_of.date() if as_of else None,
        "is_again": is_again,
        "actor": _operator(),
    }
    if not files:
        return issuing.issue_from_incidents(Target(target), Sight(sight), **shared)
    published: date | None = released_on.date() if released_on else None
    return issuing.issue_from_files(
        list(files),
        Target(target),
        Sight(sight),
        AreaLevel(LEVELS[level]),
        version=version,
        released_on=published,
        **shared,
    )


@click.command("withdraw")
@click.argument("set_id", type=click.UUID)
@click.option("--why", required=True, help="The reason; it stands in the journal.")
def withdraw(set_id: UUID, why: str) -> None:
    """Take a set off the pages; it is still scored, and its scores still count."""
    start()
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.forecasts.services.withdrawing import withdraw_set  # noqa: PLC0415  the same

    said = withdraw_set(set_id, why=why, at=timezone.now(), actor=_operator())
    click.echo(f"{said} is withdrawn.")


def _operator() -> Any:
    from qaraul.journal.actors import Actor  # noqa: PLC0415  Django is started first

    return Actor(None, "operator at the command line")


def _facts(said: Any) -> dict[str, Any]:
    names = ("series", "edition", "model", "model_version", "content_hash", "is_afterwards")
    dates = {n: f"{getattr(said, n):%Y-%m}" for n in ("data_start", "data_end")}
    found = {name: getattr(said, name) for name in names}
    return {"id": str(said.pk), **found, **dates, "forecasts": said.rows.count()}

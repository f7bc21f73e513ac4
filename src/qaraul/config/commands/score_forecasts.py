"""`qaraul score forecasts`: hold what was issued against what happened."""

import json
from pathlib import Path

import click

from qaraul.config.django import start

a_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("forecasts", help="Score the forecast months that are over, model by model.")
@click.option(
    "--ged",
    "files",
    multiple=True,
    type=a_file,
    help="UCDP files with what happened, for sets that were made from such files.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def forecasts(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Note each outcome once, then print the means so far. Safe to run twice."""
    start()
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.forecasts.scorecard import totals  # noqa: PLC0415  the same
    from qaraul.forecasts.services import scoring  # noqa: PLC0415  the same
    from qaraul.journal.actors import Actor  # noqa: PLC0415  the same

    operator, now = Actor(None, "operator at the command line"), timezone.now()
    if files:
        new = scoring.score_from_files(list(files), at=now, actor=operator)
    else:
        new = scoring.score_from_incidents(at=now, actor=operator)
    lines = totals()
    if as_json:
        facts = {"new": sum(one.outcomes for one in new), "models": lines}
        click.echo(json.dumps(facts))
        return
    for one in new:
        click.echo(f"{one.said}: {one.outcomes:,} outcomes of {one.months} months")
    if not lines:
        click.echo("Nothing has come due yet.")
        return
    click.echo("series  model  outcomes  CRPS  ignorance  Brier of 1 or more  90 % covers")
    for line in lines:
        mark = " (made afterwards)" if line["is_afterwards"] else ""
        click.echo(
            f"{line['series']}{mark}  {line['model']}  {line['n']:,}  {line['crps']:.3f}  "
            f"{line['log_score']:.3f}  {line['brier_any']:.4f}  {line['covers_90']:.2f}"
        )

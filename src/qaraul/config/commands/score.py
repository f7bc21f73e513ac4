"""`qaraul score`: how good reader and forecasts are; training the reader with corrections."""

import json
import sys
from pathlib import Path

import click

from qaraul.config.commands.score_forecasts import forecasts
from qaraul.config.reading_model import operator_model, operator_model_path
from qaraul.errors import QaraulError
from qaraul.reading.bulk import Work
from qaraul.reading.scoring import TASKS, score
from qaraul.reading.scoring.card import table_of
from qaraul.reading.training.examples import our_examples
from qaraul.reading.training.retraining import corrections_in, retrain


@click.group(help="The public scorecards, and retraining from corrections.")
def command() -> None:
    """One subcommand for each kind of score."""


command.add_command(forecasts)


@command.command("reading", help="Measure the reader on a folder of texts with known answers.")
@click.option(
    "--data", "folder", required=True, type=click.Path(path_type=Path), help="Folder of the texts."
)
@click.option("--task", "tasks", multiple=True, type=click.Choice(TASKS), help="Only this task.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the card here as JSON.")
@click.option("--embed/--no-embed", default=False, help="Stories with sentence vectors; slow.")
@click.option("--json", "as_json", is_flag=True, help="Print the card as JSON.")
def reading(
    folder: Path, tasks: tuple[str, ...], out: Path | None, *, embed: bool, as_json: bool
) -> None:
    """Print a line for each task and language, with its number, goal and baselines."""

    def show(task: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"measuring {task} …", err=True)

    try:
        work = Work(model=operator_model(), embed=embed)
        card = score(folder, tasks=tasks or TASKS, work=work, on_task=show)
    except QaraulError as error:
        raise click.ClickException(error.message) from None
    written = json.dumps(card.as_record(), ensure_ascii=False, indent=1)
    if out is not None:
        out.write_text(written + "\n", encoding="utf-8")
    click.echo(written if as_json else "\n".join(table_of(card)))


@command.command("retrain", help="Train the reader's weights again with exported corrections.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def retrain_command(file: Path, *, as_json: bool) -> None:
    """Exit code 1, and nothing written, when the new weights would read worse."""
    out = operator_model_path()
    try:
        verdict = retrain(our_examples(), corrections_in(file), out)
    except QaraulError as error:
        raise click.ClickException(error.message) from None
    if as_json:
        told = {name: getattr(verdict, name) for name in verdict.__slots__}
        click.echo(json.dumps({**told, "out": str(out) if verdict.is_accepted else None}))
    elif verdict.is_accepted:
        click.echo(f"Accepted: {verdict.reason}. Written to {out}; delete it to go back.")
    else:
        click.echo(f"Refused, nothing changed: {verdict.reason}.", err=True)
    if not verdict.is_accepted:
        raise SystemExit(1)

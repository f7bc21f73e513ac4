"""`qaraul forecast`: issue and withdraw sets; back-tests without a database."""

import json
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from qaraul.config.commands.forecast_issue import issue, withdraw
from qaraul.errors import BadInput

SEED = 20260321
UNIT, MONTH = "country_id", "month_id"
EXTRA = ("joblib", "lightgbm", "scipy")


@click.group("forecast", help="Issue forecast sets; back-test the models.")
def command() -> None:
    """One subcommand for each thing that is done with forecasts."""


command.add_command(issue)
command.add_command(withdraw)


@command.command("backtest")
@click.option(
    "--panel",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parquet with country_id (VIEWS), month_id (1 = January 1980) and a count.",
)
@click.option("--windows", required=True, metavar="YEARS", help="Calendar years: 2018-2023.")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for scores.json, scores.md and draws_YYYY.parquet.",
)
@click.option("--scheduler", metavar="ADDR", help="A Dask scheduler; needs the extra “dask”.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; one a core if not given.")
@click.option("--count", "column", default="ged_sb", show_default=True, help="Column of the count.")
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True)
@click.option(
    "--earlier",
    type=click.IntRange(0, 24),
    default=0,
    show_default=True,
    help="Months by which the data end before October.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def backtest_command(
    file: Path, windows: str, out: Path, column: str, *, as_json: bool, earlier: int, **how: Any
) -> None:
    """Forecast past years with every model from data to the October before, and score them.

    The data of window Y end in October of Y-1; the leads are 3 to 14. The folder gets scores.json,
    scores.md, and our model's 1,000 draws of each country and month in draws_YYYY.parquet.
    """
    _require_extra()
    from qaraul.forecasting.backtests import Window, years_of  # noqa: PLC0415  heavy: read when used
    from qaraul.forecasting.backtests.files import as_markdown  # noqa: PLC0415  the same

    wanted = [Window(year, earlier) for year in years_of(windows)]
    panel = _panel(file, column)
    out.mkdir(parents=True, exist_ok=True)
    scores = _run(panel, wanted, out, **how)
    click.echo(json.dumps(scores) if as_json else as_markdown(scores))


def _require_extra() -> None:
    """Say what to install instead of failing at an import."""
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise BadInput(
            f"{missing[0]} is not installed; forecasts need: pip install 'qaraul[forecasts]'"
        )


def _run(
    panel: Any,
    windows: list[Any],
    out: Path,
    *,
    seed: int,
    workers: int | None,
    scheduler: str | None,
) -> dict[str, Any]:
    from qaraul.forecasting.backtests import backtest  # noqa: PLC0415  heavy: read when used
    from qaraul.forecasting.backtests.files import write_draws, write_scores  # noqa: PLC0415
    from qaraul.forecasting.backtests.summary import summarise  # noqa: PLC0415  the same
    from qaraul.forecasting.issuing import OWN  # noqa: PLC0415  the same

    cores = workers or os.cpu_count() or 1
    made = backtest(panel, windows, seed=seed, scheduler=scheduler, workers=cores)
    results = []
    for result in _shown(made, len(windows)):
        write_draws(result, OWN, out, unit=UNIT)
        results.append(result)
    scores = summarise(results, seed=seed)
    write_scores(scores, out)
    return scores


def _panel(file: Path, column: str) -> Any:
    import polars as pl  # noqa: PLC0415  heavy: read when used

    from qaraul.forecasting.geography import country_neighbours  # noqa: PLC0415  the same
    from qaraul.forecasting.panel import panel_from_rows  # noqa: PLC0415  the same

    try:
        rows = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{file.name} is not a parquet file: {error}") from None
    return panel_from_rows(
        rows, unit=UNIT, count=column, month=MONTH, neighbours=country_neighbours("views")
    )


def _shown(results: Iterator[Any], windows: int) -> Iterator[Any]:
    """The results, with a bar on a terminal."""
    if not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length=windows, label="windows", file=sys.stderr) as bar:
        yield from bar

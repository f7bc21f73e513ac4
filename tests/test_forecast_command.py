"""`qaraul forecast backtest`: files, exit codes, one line for what is wrong."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from qaraul.config.cli import group
from qaraul.forecasting.tests.made import made_panel

MADE = made_panel(units=8, months=130)
YEAR = "1999"  # the panel begins in January 1990


def write_panel(folder: Path, *, count: str = "ged_sb") -> Path:
    units, months = MADE.counts.shape
    frame = pl.DataFrame(
        {
            "country_id": [unit for unit in MADE.units.tolist() for _ in range(months)],
            "month_id": [MADE.first_month + m for _ in range(units) for m in range(months)],
            count: MADE.counts.ravel(),
        }
    ).filter(pl.col(count).is_not_nan())
    path = folder / "panel.parquet"
    frame.write_parquet(path)
    return path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["forecast", "backtest", *arguments], catch_exceptions=True)
    return done.exit_code, done.output or str(done.exception)


def test_a_backtest_leaves_scores_and_draws(tmp_path: Path) -> None:
    out = tmp_path / "out"
    panel = write_panel(tmp_path)
    code, said = run("--panel", str(panel), "--windows", YEAR, "--out", str(out), "--workers", "1")
    assert code == 0, said
    assert {path.name for path in out.iterdir()} == {
        "scores.json", "scores.md", f"draws_{YEAR}.parquet",
    }  # fmt: skip
    scores = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    assert {"zero", "conflictology_12", "poisson_last", "qaraul"} <= set(scores["models"])
    draws = pl.read_parquet(out / f"draws_{YEAR}.parquet")
    assert draws.columns == ["country_id", "month_id", "draws"]
    assert draws["draws"].list.len().unique().to_list() == [1_000]
    assert said.startswith("# Scores of the back-test")


@pytest.mark.parametrize(
    ("windows", "count", "reason"),
    [
        ("next year", "ged_sb", "are not years"),
        ("2030", "ged_sb", "is not in"),
        (YEAR, "deaths", "no column “ged_sb”"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, windows: str, count: str, reason: str) -> None:
    panel = write_panel(tmp_path, count=count)
    code, said = run("--panel", str(panel), "--windows", windows, "--out", str(tmp_path / "out"))
    assert code != 0
    assert reason in said
    assert not list(tmp_path.glob("out/*"))


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "panel.parquet"
    path.write_text("nothing", encoding="utf-8")
    code, said = run("--panel", str(path), "--windows", YEAR, "--out", str(tmp_path / "out"))
    assert code != 0
    assert "not a parquet file" in said


def test_a_missing_option_is_wrong_usage() -> None:
    assert run("--windows", YEAR)[0] == 2


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = write_panel(tmp_path)
    monkeypatch.setattr("qaraul.config.commands.forecast.EXTRA", ("no_such_package",))
    code, said = run("--panel", str(panel), "--windows", YEAR, "--out", str(tmp_path / "out"))
    assert code != 0
    assert "qaraul[forecasts]" in said

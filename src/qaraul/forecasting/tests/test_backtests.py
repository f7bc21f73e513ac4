"""Back-tests: windows, files, figures, and the same draws wherever they are computed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from qaraul.errors import BadInput
from qaraul.forecasting.backtests import Window, WindowResult, backtest, run_window, years_of
from qaraul.forecasting.backtests.files import as_markdown, write_draws, write_scores
from qaraul.forecasting.backtests.summary import summarise
from qaraul.forecasting.forest import ForestSettings
from qaraul.forecasting.hurdle import ClassifierSettings, HurdleSettings
from qaraul.forecasting.issuing import OWN
from qaraul.forecasting.months import month_id
from qaraul.forecasting.own import OwnSettings
from qaraul.forecasting.panel import Panel, panel_from_rows
from qaraul.forecasting.scoring import crps, interval_score, log_score
from qaraul.forecasting.tests.made import made_panel

SMALL = OwnSettings(
    hurdle=HurdleSettings(ClassifierSettings(rounds=10), ForestSettings(trees=5)),
    quantiles=50,
    refits=(4, 2),
)
PANEL = made_panel()  # January 1990 to April 2003
WINDOWS = [Window(2001), Window(2002)]
MODELS = ("zero", "conflictology_12", "poisson_last", OWN)
OPTIONS: dict[str, Any] = {"models": MODELS, "draws": 40, "settings": SMALL}
SHARED = Path(__file__).resolve().parents[5] / "shared/data/conflict"


@cache
def results() -> list[WindowResult]:
    return list(backtest(PANEL, WINDOWS, seed=3, workers=1, **OPTIONS))


def same(one: list[WindowResult], other: list[WindowResult]) -> bool:
    return all(
        (a.draws[model] == b.draws[model]).all()
        for a, b in zip(one, other, strict=True)
        for model in MODELS
    )


def test_a_window_is_a_calendar_year_from_data_to_october() -> None:
    window = Window(2018)
    assert window.data_end == month_id(2017, 10)
    assert [window.data_end + lead for lead in window.leads] == list(range(457, 469))
    earlier = Window(2018, earlier=2)
    assert earlier.data_end == month_id(2017, 8)
    assert [earlier.data_end + lead for lead in earlier.leads] == list(range(457, 469))


@pytest.mark.parametrize(
    ("text", "years"),
    [("2018-2020", (2018, 2019, 2020)), ("2021", (2021,)), ("2020,2018-2019", (2018, 2019, 2020))],
)
def test_years_are_read(text: str, years: tuple[int, ...]) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["", "2020-2018", "all", "18-20", "2018-"])
def test_what_are_no_years_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        years_of(text)


def test_processes_give_the_same_draws_as_one() -> None:
    assert same(results(), list(backtest(PANEL, WINDOWS, seed=3, workers=2, **OPTIONS)))


def test_nothing_after_the_data_reaches_a_window() -> None:
    """Two months earlier, the two months that fell away may be anything."""
    for window in (Window(2002), Window(2002, earlier=2)):
        altered = PANEL.counts.copy()
        altered[:, PANEL.column(window.data_end) + 1 :] = 4_321
        other = Panel(PANEL.units, PANEL.first_month, altered, PANEL.neighbours)
        one, two = (run_window(p, window, seed=3, **OPTIONS) for p in (PANEL, other))
        for model in MODELS:
            assert (one.draws[model] == two.draws[model]).all()
        assert (one.past == two.past).all()
        assert (two.observed == 4_321).all()


def test_a_window_outside_the_panel_is_refused_before_anything_runs() -> None:
    with pytest.raises(BadInput):
        next(backtest(PANEL, [Window(2001), Window(2030)], seed=1, workers=1, **OPTIONS))
    with pytest.raises(BadInput, match="no window"):
        next(backtest(PANEL, [], seed=1))


def test_scores_put_every_model_beside_the_references(tmp_path: Path) -> None:
    made = results()
    scores = summarise(made, seed=1)
    assert set(scores["models"]) == set(MODELS)
    ours = scores["models"][OWN]
    assert set(ours["against"]) == {"zero", "conflictology_12", "poisson_last"}
    by_hand = [float(crps(r.draws[OWN].reshape(-1, 40), r.observed.ravel()).mean()) for r in made]
    assert [ours["by_window"][y]["crps"] for y in ("2001", "2002")] == pytest.approx(by_hand)
    assert ours["all"]["crps"] == pytest.approx(np.mean(by_hand))
    assert ours["all"]["crps_geometric"] == pytest.approx(np.exp(np.log(by_hand).mean()))
    low, high = ours["against"]["zero"]["ratio_geometric_interval"]
    assert low <= ours["against"]["zero"]["ratio_geometric"] <= high
    write_scores(scores, tmp_path)
    kept = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert kept["models"][OWN]["all"]["log_score"] == pytest.approx(ours["all"]["log_score"])
    text = (tmp_path / "scores.md").read_text(encoding="utf-8")
    assert text == as_markdown(scores)
    for said in (*MODELS, "geometric", "arithmetic", "against zero", "2001 (data to 2000-10)"):
        assert said in text
    assert list(tmp_path.glob(".*")) == []


def test_months_that_are_not_known_are_not_scored() -> None:
    made = list(backtest(PANEL, [Window(2003)], seed=3, workers=1, **OPTIONS))
    assert summarise(made, seed=1)["cells"] == 4 * len(PANEL.units)


def test_draws_are_kept_a_row_a_unit_and_month(tmp_path: Path) -> None:
    one = results()[0]
    frame = pl.read_parquet(write_draws(one, OWN, tmp_path, unit="country_id"))
    assert frame.columns == ["country_id", "month_id", "draws"]
    assert frame.schema["draws"] == pl.List(pl.Float32)
    assert len(frame) == len(one.units) * 12
    row = frame.row(13, named=True)
    assert (row["country_id"], row["month_id"]) == (one.units[1], one.months[1])
    assert row["draws"] == one.draws[OWN][1, 1].tolist()


@contextmanager
def cluster() -> Iterator[str]:
    """A real scheduler and two real worker processes, on loopback."""
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as c:\n"
        "        print(c.scheduler_address, flush=True)\n"
        "        input()\n"
    )
    process = subprocess.Popen(  # noqa: S603  our own interpreter and words
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate("\n", timeout=60)


@pytest.mark.usefixtures("socket_enabled")  # a cluster talks over loopback from its own threads
@pytest.mark.filterwarnings("ignore")  # distributed leaves sockets to the collector
def test_a_cluster_gives_the_same_draws() -> None:
    pytest.importorskip("distributed", reason="the extra “dask” is not installed")
    with cluster() as address:
        there = list(backtest(PANEL, WINDOWS, seed=3, scheduler=address, **OPTIONS))
    assert same(results(), there)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_said_in_one_line() -> None:
    pytest.importorskip("distributed", reason="the extra “dask” is not installed")
    for address in ("nonsense://x", "tcp://127.0.0.1:9"):
        with pytest.raises(BadInput, match="does not answer"):
            next(backtest(PANEL, WINDOWS, seed=3, scheduler=address, **OPTIONS))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("model", ["zero", "conflictology"])
def test_scores_are_those_of_the_organisers_row_by_row(model: str) -> None:
    """Their draws, our scores: 13,752 rows of six windows, to 1e-3."""
    key = ["month_id", "country_id", "window"]
    theirs = (
        pl.read_parquet(SHARED / "cm_official_benchmark_scores.parquet")
        .with_columns(pl.col("benchmark", "metric").cast(pl.String))
        .filter(pl.col("benchmark") == model)
        .pivot(on="metric", index=key, values="value")
    )
    samples = (
        pl.read_parquet(SHARED / "cm_official_conflictology_samples.parquet")
        .sort(*key, "draw")
        .group_by(key, maintain_order=True)
        .agg("outcome")
    )
    panel = pl.read_parquet(SHARED / "cm_ged_sb.parquet")
    joined = theirs.join(samples, on=key).join(panel, on=["month_id", "country_id"])
    assert len(joined) == 13_752
    draws = np.array(joined["outcome"].to_list(), float)
    if model == "zero":
        draws = np.zeros((len(joined), 1_000))
    observed = joined["ged_sb"].to_numpy()
    assert np.abs(crps(draws, observed) - joined["crps"].to_numpy()).max() < 1e-3
    assert np.abs(log_score(draws, observed) - joined["ign"].to_numpy()).max() < 1e-3
    # Theirs are kept as float32, which rounds a score of a million to the next tenth.
    assert np.allclose(interval_score(draws, observed), joined["mis"], rtol=1e-6, atol=1e-3)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
def test_our_conflictology_is_the_organisers() -> None:
    rows = pl.read_parquet(SHARED / "cm_ged_sb.parquet")
    panel = panel_from_rows(rows, unit="country_id", count="ged_sb")
    made = run_window(panel, Window(2021), seed=1, models=("conflictology_12",), draws=12)
    official = pl.read_parquet(SHARED / "cm_official_conflictology_samples.parquet").filter(
        (pl.col("window") == 2021) & (pl.col("month_id") == made.months[0])
    )
    for unit, draws in zip(made.units, made.draws["conflictology_12"][:, 0], strict=True):
        own = official.filter(pl.col("country_id") == unit)["outcome"].sort()
        assert own.to_list() == draws.tolist()

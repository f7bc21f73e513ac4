"""Does our model keep its figures on the six windows 2018-2023? Exits 1 when a claim fails.

Panel: deaths in state-based violence by country and month (UCDP GED through VIEWS, May 2024),
beside the project at ../shared/data/conflict; skips with a reason when it is absent. Rivals in the
same run: zero, conflictology-12, Poisson(last) and four more. Prints every figure of the model
card, also those that are not reached and therefore only aimed at. Seconds are of this machine as
it is, in two processes. With --before: the same figures of the windows 2004-2017, on which
settings are chosen, without bounds. With --cells: PRIO-GRID cells of the event sample beside the
panel, with the settings of cells; exits 1 when our model is worse than zero in a window. With
--cells --before: the same of the windows 2010-2017, on which those settings were chosen.
"""

import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from qaraul.forecasting.backtests import Window, WindowResult, backtest, run_window
from qaraul.forecasting.backtests.summary import summarise
from qaraul.forecasting.cells import CellSettings
from qaraul.forecasting.geography import GRID_COLUMNS, country_neighbours, prio_grid_neighbours
from qaraul.forecasting.issuing import OWN, issue
from qaraul.forecasting.months import month_id
from qaraul.forecasting.panel import Panel, panel_from_events, panel_from_rows
from qaraul.forecasting.scoring import crps

FILE = Path(__file__).parent.parent.parent / "shared/data/conflict/cm_ged_sb.parquet"
SAMPLE = FILE.with_name("ged_v25_1_event_sample.parquet")
STATE_BASED = 1
SEED = 20260321
REGION = (
    "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan", "Afghanistan",
    "Iran", "Pakistan", "China", "Russia",
)  # fmt: skip
# Figure, highest (or lowest, "≥") value, and whether it is claimed or only aimed at.
BOUNDS: tuple[tuple[str, str, float, bool], ...] = (
    ("CRPS, geometric ratio to conflictology-12", "≤", 0.88, True),
    ("CRPS, mean", "≤", 46.0, True),
    ("windows better than conflictology-12", "≥", 5, True),
    ("windows better than zero", "≥", 6, True),
    ("CRPS, mean of 2018-2021", "≤", 29.0, True),
    ("IGN", "≤", 0.575, True),
    ("MIS", "≤", 780, False),
    ("MIS, at most", "≤", 790, True),
    ("coverage of 50 % on active rows, at least", "≥", 0.50, True),
    ("coverage of 50 % on active rows, at most", "≤", 0.68, True),
    ("coverage of 90 % on active rows, at least", "≥", 0.87, True),
    ("coverage of 90 % on active rows, at most", "≤", 0.95, True),
    ("coverage of 90 % at the worst lead", "≥", 0.86, True),
    ("PIT distance", "≤", 0.04, True),
    ("Brier of P(≥1)", "≤", 0.0352, True),
    ("AUC of P(≥1)", "≥", 0.981, True),
    ("AP of P(≥1)", "≥", 0.927, True),
    ("Brier of P(≥25)", "≤", 0.0250, True),
    ("AP of P(≥25)", "≥", 0.86, True),
    ("AUC of onsets", "≥", 0.70, True),
    ("region, geometric ratio to conflictology-12", "≤", 0.88, True),
    ("region, CRPS mean", "≤", 76, True),
    ("six windows with all models, seconds", "≤", 360, True),
    ("memory of all processes, MB", "≤", 2_048, True),
    ("monthly issue, seconds", "≤", 60, True),
)


def peak_of_workers() -> float:
    """Sum of the greatest resident memory of each child process, in MB; Linux."""
    found = 0.0
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text(encoding="utf-8").split():
            status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
            found += int(status.split("VmHWM:")[1].split()[0]) / 1024
    return found


def region_figures(results: list[WindowResult], names: dict[int, str]) -> tuple[float, float]:
    """Geometric ratio to conflictology-12, and mean CRPS, of the ten countries."""
    mine: list[float] = []
    theirs: list[float] = []
    for result in results:
        rows = [i for i, unit in enumerate(result.units.tolist()) if names[unit] in REGION]
        observed = result.observed[rows].ravel()
        for model, means in ((OWN, mine), ("conflictology_12", theirs)):
            draws = result.draws[model][rows].reshape(len(observed), -1)
            means.append(float(crps(draws, observed).mean()))
    return float(np.exp(np.mean(np.log(np.divide(mine, theirs))))), float(np.mean(mine))


def figures(scores: dict[str, Any], region: tuple[float, float]) -> dict[str, float]:
    """Each figure by the name it has in BOUNDS."""
    ours = scores["models"][OWN]
    all_, against = ours["all"], ours["against"]
    first_four = [ours["by_window"][str(year)]["crps"] for year in range(2018, 2022)]
    return {
        "CRPS, geometric ratio to conflictology-12": against["conflictology_12"]["ratio_geometric"],
        "CRPS, mean": all_["crps"],
        "windows better than conflictology-12": against["conflictology_12"]["windows_better"],
        "windows better than zero": against["zero"]["windows_better"],
        "CRPS, mean of 2018-2021": float(np.mean(first_four)),
        "IGN": all_["log_score"],
        "MIS": all_["interval_score"],
        "MIS, at most": all_["interval_score"],
        "coverage of 50 % on active rows, at least": all_["coverage_50_active"],
        "coverage of 50 % on active rows, at most": all_["coverage_50_active"],
        "coverage of 90 % on active rows, at least": all_["coverage_90_active"],
        "coverage of 90 % on active rows, at most": all_["coverage_90_active"],
        "coverage of 90 % at the worst lead": min(all_["coverage_90_by_lead"].values()),
        "PIT distance": all_["pit_distance"],
        "Brier of P(≥1)": all_["brier_at_least_1"],
        "AUC of P(≥1)": all_["auc_at_least_1"],
        "AP of P(≥1)": all_["ap_at_least_1"],
        "Brier of P(≥25)": all_["brier_at_least_25"],
        "AP of P(≥25)": all_["ap_at_least_25"],
        "AUC of onsets": all_["onset_auc"],
        "region, geometric ratio to conflictology-12": region[0],
        "region, CRPS mean": region[1],
    }


def country_panel(until: int) -> tuple[Panel, dict[int, str]]:
    """The panel up to a month, and the names of its countries."""
    rows = pl.read_parquet(FILE).filter(pl.col("month_id") <= until)
    names = dict(rows.select("country_id", "country").unique().iter_rows())
    panel = panel_from_rows(
        rows, unit="country_id", count="ged_sb", neighbours=country_neighbours()
    )
    return panel, names


def before() -> int:
    """Figures of the windows on which settings are chosen; nothing after 2017 is read."""
    panel, names = country_panel(month_id(2017, 12))
    windows = [Window(year) for year in range(2004, 2018)]
    models = ("zero", "conflictology_12", OWN)
    results = list(backtest(panel, windows, seed=SEED, workers=2, models=models))
    scores = summarise(results, seed=SEED)
    low, high = scores["models"][OWN]["all"]["onset_auc_interval"]
    print(f"{scores['cells']:,} country-months, {scores['onsets']} onsets, {low:.3f}-{high:.3f}")
    for name, value in figures(scores, region_figures(results, names)).items():
        if "2018" not in name:
            print(f"{name:<46} {value:>9.4g}")
    return 0


def events_in_cells() -> pl.DataFrame:
    """Deaths of the sample by cell and month."""
    place = pl.col("latitude") + 90, pl.col("longitude") + 180
    row, column = ((degrees * 2).floor().cast(pl.Int64) for degrees in place)
    years, months = pl.col("date").dt.year().cast(pl.Int64), pl.col("date").dt.month()
    return (
        pl.read_parquet(SAMPLE)
        .filter(pl.col("type_of_violence") == STATE_BASED)
        .select(
            unit=row * GRID_COLUMNS + column + 1,
            month=(years - 1980) * 12 + months.cast(pl.Int64),
            count="best",
        )
    )


def cells(windows: range) -> int:
    """Every cell of the sample that had an event before the end of the data."""
    events = events_in_cells()
    worse = 0
    ratios: list[float] = []
    for window in map(Window, windows):
        known = events.filter(pl.col("month") <= window.data_end)["unit"].unique().to_numpy()
        panel = panel_from_events(
            events,
            units=known,
            first_month=month_id(1989, 1),
            last_month=month_id(window.year, 12),
            neighbours=prio_grid_neighbours(known),
        )
        models = ("zero", "conflictology_12", "conflictology_near", OWN)
        result = run_window(
            panel, window, seed=SEED, models=models, draws=400, settings=CellSettings()
        )
        observed = result.observed.ravel()
        means = {
            model: float(crps(draws.reshape(len(observed), -1), observed).mean())
            for model, draws in result.draws.items()
        }
        told = "  ".join(f"{model} {mean:.5f}" for model, mean in means.items())
        print(f"{window.year}  {len(known):,} cells  {told}", flush=True)
        worse += means[OWN] > means["zero"]
        ratios.append(means[OWN] / means["conflictology_near"])
    told = " ".join(f"{ratio:.3f}" for ratio in ratios)
    geometric = float(np.exp(np.mean(np.log(ratios))))
    print(f"ratio to conflictology_near {told}; geometric mean {geometric:.4f}")
    return int(worse > 0)


def main() -> int:
    if not FILE.exists():
        print(f"skipped: {FILE.name} is not beside the project")
        return 0
    if "--cells" in sys.argv:
        return cells(range(2010, 2018) if "--before" in sys.argv else range(2018, 2024))
    if "--before" in sys.argv:
        return before()
    panel, names = country_panel(month_id(2024, 4))
    began = time.perf_counter()
    results = list(backtest(panel, [Window(y) for y in range(2018, 2024)], seed=SEED, workers=2))
    spent = time.perf_counter() - began
    workers = peak_of_workers()  # they stay for the next task
    scores = summarise(results, seed=SEED)
    began = time.perf_counter()
    issue(panel, data_end=month_id(2024, 2), leads=range(3, 15), seed=SEED)
    memory = workers + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reached = figures(scores, region_figures(results, names)) | {
        "six windows with all models, seconds": spent,
        "memory of all processes, MB": memory,
        "monthly issue, seconds": time.perf_counter() - began,
    }
    load = os.getloadavg()[0]
    print(f"{scores['cells']:,} country-months, {scores['onsets']} onsets, load {load:.1f}")
    failed = 0
    for name, sign, bound, is_claimed in BOUNDS:
        holds = reached[name] <= bound if sign == "≤" else reached[name] >= bound
        word = ("claim" if is_claimed else "aim") + (" kept" if holds else " NOT reached")
        print(f"{name:<46} {reached[name]:>9.4g}  {sign} {bound:<7g} {word}")
        failed += is_claimed and not holds
    for model, made in scores["models"].items():
        print(f"  {model:<20} CRPS {made['all']['crps']:8.3f}  IGN {made['all']['log_score']:.3f}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())

"""What a back-test leaves: draws of each window, `scores.json` and `scores.md`."""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from qaraul.forecasting.backtests.windows import WindowResult
from qaraul.forecasting.months import FIRST_YEAR, MONTHS

FIGURES = {
    "crps": ("CRPS", ".3f"),
    "log_score": ("IGN", ".3f"),
    "interval_score": ("MIS", ".1f"),
    "coverage_50_active": ("50 % covers", ".2f"),
    "coverage_90_active": ("90 % covers", ".2f"),
    "pit_distance": ("PIT distance", ".3f"),
    "brier_at_least_1": ("Brier ≥1", ".4f"),
    "auc_at_least_1": ("AUC ≥1", ".3f"),
    "ap_at_least_1": ("AP ≥1", ".3f"),
    "brier_at_least_25": ("Brier ≥25", ".4f"),
    "ap_at_least_25": ("AP ≥25", ".3f"),
    "onset_auc": ("AUC onset", ".3f"),
}


def write_draws(result: WindowResult, model: str, folder: Path, *, unit: str) -> Path:
    """`draws_YYYY.parquet`: unit, month_id, draws (list of float32), a row a unit and month."""
    draws = result.draws[model]
    units, months, _ = draws.shape
    frame = pl.DataFrame(
        {
            unit: np.repeat(result.units, months),
            "month_id": np.tile(np.asarray(result.months, np.int32), units),
            "draws": pl.Series(draws.reshape(units * months, -1)).arr.to_list(),
        }
    )
    path = folder / f"draws_{result.window.year}.parquet"
    partial = path.with_name(f".{path.name}.part")
    frame.write_parquet(partial)
    partial.replace(path)
    return path


def write_scores(scores: dict[str, Any], folder: Path) -> None:
    """`scores.json` (what is not a number is null) and `scores.md`."""
    text = json.dumps(_plain(scores), ensure_ascii=False, indent=1)
    for name, content in (("scores.json", text + "\n"), ("scores.md", as_markdown(scores))):
        partial = folder / f".{name}.part"
        partial.write_text(content, encoding="utf-8")
        partial.replace(folder / name)


def as_markdown(scores: dict[str, Any]) -> str:
    """The same for people: each model beside the three references, by window and over all."""
    models = scores["models"]
    parts = [
        "# Scores of the back-test\n",
        _about(scores),
        "## CRPS beside the references\n",
        _references(models),
        "Ratios below 1 are better than the reference. Interval: 90 %, block bootstrap by unit.\n",
        "## All windows\n",
        _table(
            ["model", *(title for title, _ in FIGURES.values())],
            [
                [name, *(_cell(model["all"][key], form) for key, (_, form) in FIGURES.items())]
                for name, model in models.items()
            ],
        ),
        "## Mean CRPS by window\n",
        _by_window(models, [str(window["year"]) for window in scores["windows"]]),
        "## Share of active unit-months inside the 90 % interval, by lead\n",
        _by_lead(models),
    ]
    return "\n".join(parts)


def _about(scores: dict[str, Any]) -> str:
    """What was forecast, in figures."""
    windows = scores["windows"]
    reach = ", ".join(f"{w['year']} (data to {_month(w['data_end'])})" for w in windows)
    return (
        f"Windows: {reach}. {scores['cells']:,} unit-months, {scores['active_cells']:,} of them of"
        f" units with an event in the 12 months before; {scores['events']:,} with one death or"
        f" more, {scores['serious_events']:,} with 25 or more, {scores['onsets']:,} onsets."
        f" {windows[0]['draws']:,} draws. Low is good but for AUC, AP and coverage.\n"
    )


def _by_window(models: dict[str, Any], years: list[str]) -> str:
    rows = [
        [
            name,
            *(_cell(model["by_window"][year]["crps"], ".2f") for year in years),
            _cell(model["all"]["crps"], ".2f"),
            _cell(model["all"]["crps_geometric"], ".2f"),
        ]
        for name, model in models.items()
    ]
    return _table(["model", *years, "arithmetic", "geometric"], rows)


def _references(models: dict[str, Any]) -> str:
    others = list(dict.fromkeys(other for m in models.values() for other in m["against"]))
    rows = []
    for name, model in models.items():
        low, high = model["all"]["crps_interval"]
        row = [name, f"{model['all']['crps']:.2f} ({low:.1f}–{high:.1f})"]
        row += [_beside(model["against"].get(other)) for other in others]
        rows.append(row)
    return _table(["model", "mean CRPS", *(f"against {other}" for other in others)], rows)


def _beside(against: dict[str, Any] | None) -> str:
    """Arithmetic and geometric ratio, interval of the latter, windows won."""
    if against is None:
        return "–"
    low, high = against["ratio_geometric_interval"]
    geometric = f"{_cell(against['ratio_geometric'], '.3f')} ({low:.3f}–{high:.3f})"
    won = f"{against['windows_better']} of {against['windows']}"
    return f"{_cell(against['ratio'], '.3f')}; geometric {geometric}; {won}"


def _by_lead(models: dict[str, Any]) -> str:
    leads = list(next(iter(models.values()))["all"]["coverage_90_by_lead"])
    rows = [
        [name, *(_cell(model["all"]["coverage_90_by_lead"][lead], ".2f") for lead in leads)]
        for name, model in models.items()
    ]
    return _table(["model", *leads], rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: float, form: str) -> str:
    return "–" if not math.isfinite(value) else format(value, form)


def _month(number: int) -> str:
    years, months = divmod(number - 1, MONTHS)
    return f"{FIRST_YEAR + years}-{months + 1:02d}"


def _plain(value: Any) -> Any:
    """The same without what JSON cannot say."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

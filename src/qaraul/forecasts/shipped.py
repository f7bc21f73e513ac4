"""The back-test figures that came with this version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import orjson

from qaraul.forecasts.scorecard import model_name

FILE = Path(__file__).resolve().parent / "data" / "backtest.json"


@dataclass(frozen=True, slots=True)
class Line:
    """One model's means over all years of the back-test."""

    model: str
    crps: float
    log_score: float
    brier_any: float
    brier_many: float
    covers_90: float

    @property
    def name(self) -> str:
        """The model as people read it."""
        return model_name(self.model)


@dataclass(frozen=True, slots=True)
class Shipped:
    """Past years forecast from data before them, by every model."""

    model: str
    version: str
    measured_on: date
    years: Sequence[int]
    cells: int
    events: int
    onsets: int
    lines: Sequence[Line]
    by_window: Mapping[str, Mapping[str, float]]

    @property
    def lost(self) -> Sequence[str]:
        """Years in which a simple rival had the lower mean CRPS."""
        ours = self.by_window[self.model]
        rivals = [years for name, years in self.by_window.items() if name != self.model]
        return [year for year, value in ours.items() if any(r[year] < value for r in rivals)]


@cache
def shipped() -> Shipped:
    """The figures of the package."""
    told = orjson.loads(FILE.read_bytes())
    lines = [
        Line(
            model=name,
            crps=means["crps"],
            log_score=means["log_score"],
            brier_any=means["brier_at_least_1"],
            brier_many=means["brier_at_least_25"],
            covers_90=means["coverage_90_active"],
        )
        for name, means in told["models"].items()
    ]
    return Shipped(
        model=told["model"],
        version=told["version"],
        measured_on=date.fromisoformat(told["measured_on"]),
        years=told["years"],
        cells=told["cells"],
        events=told["events"],
        onsets=told["onsets"],
        lines=sorted(lines, key=lambda line: line.crps),
        by_window=told["by_window"],
    )

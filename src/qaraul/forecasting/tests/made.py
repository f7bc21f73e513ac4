"""Small invented panels for the tests."""

import numpy as np
import polars as pl

from qaraul.forecasting.panel import Panel, panel_from_rows

FIRST = 121


def made_panel(*, units: int = 24, months: int = 160, seed: int = 5) -> Panel:
    """A ring of units: quiet, low, and at war from time to time; the first is born late."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(1, units + 1):
        level = (0.0, 0.4, 6.0, 60.0)[unit % 4]
        mood = np.exp(np.cumsum(rng.normal(0, 0.15, months)) - 0.5)
        counts = rng.poisson(level * np.clip(mood, 0, 6))
        start = 30 if unit == 1 else 0
        rows += [(unit, FIRST + month, int(counts[month])) for month in range(start, months)]
    ring = pl.DataFrame(
        {"unit": range(1, units + 1), "neighbour": [*range(2, units + 1), 1]},
        schema={"unit": pl.Int64, "neighbour": pl.Int64},
    )
    frame = pl.DataFrame(rows, schema=["unit", "month_id", "count"], orient="row")
    return panel_from_rows(frame, unit="unit", count="count", neighbours=ring)

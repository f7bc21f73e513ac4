"""What is usual: how often, and how much, in a unit's own past."""

import numpy as np

from qaraul.forecasting.arrays import Floats
from qaraul.forecasting.panel import Panel

MONTHS = 120


def base_rate(panel: Panel, *, data_end: int, at_least: float, months: int = MONTHS) -> Floats:
    """Share of each unit's last months with at least so many, (units,): what is usual there.

    The units are those that exist at `data_end`. A unit younger than `months` has the share of the
    months it has. A rate of 0 means "not once in that time", not "impossible".
    """
    seen = panel.until(data_end).counts[:, -months:]
    there = ~np.isnan(seen)
    shares: Floats = ((seen >= at_least) & there).sum(axis=1) / there.sum(axis=1)
    return shares

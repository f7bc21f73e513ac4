"""Turn a ground into everything that a set says, by models of `qaraul.forecasting`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from qaraul.errors import BadInput
from qaraul.forecasting.analogues import analogues
from qaraul.forecasting.arrays import Singles, Unit
from qaraul.forecasting.base_rates import MONTHS as BASE_MONTHS
from qaraul.forecasting.base_rates import base_rate
from qaraul.forecasting.drivers import Drivers, drivers
from qaraul.forecasting.forecast import Forecast
from qaraul.forecasting.issuing import issue
from qaraul.forecasting.months import first_day
from qaraul.forecasting.panel import Panel
from qaraul.forecasts.choices import AHEAD, ANY, MANY, RIVALS
from qaraul.forecasts.making.grounds import Ground

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
OLDEST = 14  # months between the end of the data and the month of issue
SHOWN_MONTHS, CASES, PLACES = 36, 3, 6
ENOUGH_MONTHS, FEW_ACTIVE = 60, 5
SHORTEST_CASES = 36


@dataclass(frozen=True, slots=True)
class Row:
    """One area and month."""

    code: str
    month: date
    ahead: int
    p_any: float
    p_many: float
    expected: float
    quantiles: tuple[float, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the 90 % interval reaches from none to many."""
        return self.quantiles[0] == 0 and self.quantiles[-1] >= MANY


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind an area's rows."""

    code: str
    base_any: float
    base_many: float
    base_months: int
    active_months: int
    observed: list[float]
    drivers: list[dict[str, Any]]
    cases: list[dict[str, Any]]

    @property
    def is_thin(self) -> bool:
        """Whether the past is short, or something happened so rarely that it says little."""
        return self.base_months < ENOUGH_MONTHS or 0 < self.active_months < FEW_ACTIVE


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draws of one model for the areas of a set: (areas, months, draws)."""

    model: str
    version: str
    draws: Singles


@dataclass(frozen=True, slots=True)
class Made:
    """Everything that a set says."""

    model: str
    version: str
    seed: int
    data_start: date
    data_end: date
    months: tuple[date, ...]
    rows: Sequence[Row]
    behind: Sequence[Behind]
    drawn: Sequence[Drawn]


def compute(ground: Ground, *, data_end: int, issued: int, seed: int) -> Made:
    """Forecasts of the twelve months after the month of issue, from data up to `data_end`.

    Raises `BadInput` when the data end more than fourteen months before the issue, or after it.
    """
    if not 0 < issued - data_end <= OLDEST:
        raise BadInput(f"The data must end 1 to {OLDEST} months before the month of issue.")
    leads = tuple(range(issued + 1 - data_end, issued + 1 - data_end + AHEAD))
    known = ground.panel.until(data_end)
    units = list(ground.areas.values())
    at = known.rows_of(units)
    own = issue(known, data_end=data_end, leads=leads, seed=seed)
    rivals = [
        issue(known, data_end=data_end, leads=leads, seed=seed, model=name) for name in RIVALS
    ]
    codes = list(ground.areas)
    return Made(
        model=own.model,
        version=own.version,
        seed=seed,
        data_start=first_day(known.first_month),
        data_end=first_day(data_end),
        months=tuple(first_day(month) for month in own.months),
        rows=_rows(own, at, codes),
        behind=_behind(known, units, codes, leads, seed=seed),
        drawn=[Drawn(one.model, one.version, one.draws[at]) for one in (own, *rivals)],
    )


def _rows(own: Forecast, at: Any, codes: Sequence[str]) -> list[Row]:
    any_, many, mean = own.probability(ANY)[at], own.probability(MANY)[at], own.expected()[at]
    spread = own.quantiles(LEVELS)[:, at]
    return [
        Row(
            code=code,
            month=first_day(month),
            ahead=number + 1,
            p_any=_short(any_[i, number]),
            p_many=_short(many[i, number]),
            expected=_short(mean[i, number]),
            quantiles=tuple(_short(value) for value in spread[:, i, number]),
        )
        for i, code in enumerate(codes)
        for number, month in enumerate(own.months)
    ]


def _behind(
    known: Panel, units: list[Unit], codes: Sequence[str], leads: tuple[int, ...], *, seed: int
) -> list[Behind]:
    end = known.last_month
    usual = [base_rate(known, data_end=end, at_least=count) for count in (ANY, MANY)]
    moved = drivers(known, units=units, data_end=end, leads=leads, seed=seed)
    found = []
    for code, unit, row in zip(codes, units, known.rows_of(units), strict=True):
        past = known.counts[row, -BASE_MONTHS:]
        found.append(
            Behind(
                code=code,
                base_any=_short(usual[0][row]),
                base_many=_short(usual[1][row]),
                base_months=int((~np.isnan(past)).sum()),
                active_months=int((past >= ANY).sum()),
                observed=np.nan_to_num(known.counts[row, -SHOWN_MONTHS:]).tolist(),
                drivers=_groups(moved.get(unit)),
                cases=_cases(known, unit, leads),
            )
        )
    return found


def _groups(moved: Drivers | None) -> list[dict[str, Any]]:
    """What each group adds to the log-odds, month by month; nothing without a learnt part."""
    if moved is None:
        return []
    return [
        {"group": one.group, "adds": [_short(value) for value in one.contributions]}
        for one in moved.groups
    ]


def _cases(known: Panel, unit: Unit, leads: tuple[int, ...]) -> list[dict[str, Any]]:
    """The nearest past cases, with what followed in the same months ahead."""
    if known.counts.shape[1] < SHORTEST_CASES + max(leads):
        return []
    return [
        {
            "unit": case.unit,
            "month": first_day(case.month).isoformat(),
            "distance": _short(case.distance),
            "before": list(case.before),
            "after": list(case.after),
        }
        for case in analogues(known, unit=unit, data_end=known.last_month, leads=leads, count=CASES)
    ]


def _short(value: Any) -> float:
    return round(float(value), PLACES)

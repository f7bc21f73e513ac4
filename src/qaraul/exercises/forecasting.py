"""Invent a past for the exercise, forecast from it, and judge a set made from its older part."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from qaraul.exercises.desk import Desk
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.models import ForecastSet
from qaraul.forecasts.services.issuing import issue_from_files
from qaraul.forecasts.services.scoring import score_from_files
from qaraul.places.models import Area

FILE = "invented-history.parquet"
STATE_NUMBERS = {"KZ": 705, "KG": 703, "TJ": 702, "TM": 701, "UZ": 704, "AF": 700}  # of UCDP
PAST = 13
"""Months before now from which the judged set forecasts: all of its months are over."""


def forecast(desk: Desk, data_dir: Path) -> int:
    """Issue what is missing: a set of now, and one of a year ago that is judged at once."""
    if ForecastSet.objects.filter(is_exercise=True, basis=Basis.INVENTED).exists():
        return 0
    file = data_dir / FILE
    write_history(file, desk.scenario.history, last=desk.last)
    for as_of in (None, month_before(desk.last, PAST)):
        issue_from_files(
            [file],
            Target.DEATHS,
            Sight.NETWORK,
            AreaLevel.UNIT,
            version=desk.scenario.name,
            released_on=desk.last,
            at=desk.now,
            basis=Basis.INVENTED,
            as_of=as_of,
        )
    score_from_files([file], at=desk.now, basis=Basis.INVENTED)
    return ForecastSet.objects.filter(is_exercise=True).count()


def write_history(file: Path, told: dict[str, Any], *, last: date) -> None:
    """Events in the format of UCDP GED, up to the last whole month before `last`."""
    rng = np.random.default_rng(told["seed"])
    units = Area.objects.current().core().light().filter(level=1).order_by("code")
    rows: list[dict[str, Any]] = []
    for unit in units:
        level = told["levels"].get(unit.code, told["quiet"])
        mood = np.cumsum(rng.normal(0, told["wander"], told["months"]))
        events = rng.poisson(level * np.exp(mood - mood.mean()))
        for number in np.flatnonzero(events):
            month = month_before(last, told["months"] - int(number))
            for _ in range(int(events[number])):
                deaths = int(rng.geometric(1 / told["deaths"]))
                rows.append(_event(len(rows) + 1, unit, month, deaths))
    pl.DataFrame(rows).write_parquet(file)


def month_before(day: date, months: int) -> date:
    """First day of the month so many months before that of a day."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _event(number: int, unit: Area, day: date, deaths: int) -> dict[str, Any]:
    return {
        "id": number,
        "type_of_violence": 1,
        "where_prec": 3,
        "adm_1": unit.name_en,
        "latitude": unit.label_lat,
        "longitude": unit.label_lon,
        "priogrid_gid": 1,
        "country_id": STATE_NUMBERS[unit.iso2],
        "date_start": day,
        "date_end": day,
        "best": deaths,
        "high": deaths,
        "low": deaths,
    }

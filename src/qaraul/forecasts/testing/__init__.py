"""Typed factories for tests of this app and of those above."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from qaraul.forecasting.months import first_day, month_id
from qaraul.places.models import Area

COUNTRY = {"AF": 700, "KZ": 705, "KG": 703, "TJ": 702, "TM": 701, "UZ": 704}


def write_events(
    path: Path, *, first: tuple[int, int] = (2023, 1), months: int = 40, seed: int = 3
) -> Path:
    """An invented file in the format of GED: every month has events in some first-level units."""
    rng = np.random.default_rng(seed)
    units = list(Area.objects.current().core().light().filter(level=1).order_by("code"))
    level = np.exp(rng.normal(-2.0, 1.4, len(units)))
    start, rows = month_id(*first), []
    for month in range(start, start + months):
        happened = rng.poisson(level)
        happened[month % len(units)] += 1
        for number in np.flatnonzero(happened):
            rows.append(_event(len(rows) + 1, units[number], first_day(month), happened[number]))
    pl.DataFrame(rows).write_parquet(path)
    return path


def _event(number: int, unit: Area, day: date, deaths: int) -> dict[str, object]:
    return {
        "id": number,
        "type_of_violence": 1,
        "where_prec": 2,
        "adm_1": unit.name_en,
        "latitude": unit.label_lat,
        "longitude": unit.label_lon,
        "priogrid_gid": 1,
        "country_id": COUNTRY[unit.iso2],
        "date_start": day,
        "date_end": day,
        "best": int(deaths),
        "high": int(deaths),
        "low": int(deaths),
    }

"""Typed factories for tests of this app and of those above."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from qaraul.forecasting.months import first_day, month_id
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.models import Background, Forecast, ForecastSet, Outcome, Score
from qaraul.members.models import Organisation
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

ISSUED = datetime(2026, 11, 3, 6, tzinfo=UTC)
COUNTRY = {"AF": 700, "KZ": 705, "KG": 703, "TJ": 702, "TM": 701, "UZ": 704}


def write_events(
    path: Path, *, first: tuple[int, int] = (2023, 1), months: int = 40, seed: int = 3
) -> Path:
    """An invented file in the format of GED: every month has events in some first-level units."""
    rng = np.random.default_rng(seed)
    units = list(Area.objects.current().core().light().filter(level=1).order_by("code"))
    level = np.exp(rng.normal(-2.0, 1.4, len(units)))
    start = month_id(*first)
    rows: list[dict[str, object]] = []
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


def make_set(
    origin: Organisation,
    *,
    tlp: TLP = TLP.GREEN,
    audience: Audience | None = None,
    areas: tuple[str, ...] = ("TJ-KT",),
    source_name: str = "incidents of this node",
) -> ForecastSet:
    """A released set with a row of one month, an outcome and its score for each area; unsealed."""
    before = ForecastSet.objects.order_by("-edition").first()
    said = ForecastSet.objects.create(
        origin=origin,
        tlp=tlp,
        audience=audience,
        stage=Stage.RELEASED,
        released_at=ISSUED,
        target=Target.DEATHS,
        basis=Basis.INCIDENTS,
        level=AreaLevel.UNIT,
        sight=Sight.NETWORK,
        source_name=source_name,
        data_start=date(2020, 1, 1),
        data_end=date(2026, 10, 1),
        issued_at=ISSUED,
        model="qaraul",
        model_version="1",
        seed=1,
        content_hash="0" * 64,
        edition=before.edition + 1 if before else 1,
        follows=before,
    )
    for area in Area.objects.light().filter(code__in=areas):
        _tell(said, area)
    return said


def _tell(said: ForecastSet, area: Area) -> None:
    month, here = date(2026, 12, 1), {"forecast_set": said, "area": area}
    chances = {"p_any": 0.12, "p_many": 0.01, "expected": 0.4}
    spread = {"q05": 0, "q25": 0, "q50": 0, "q75": 0, "q95": 3}
    Forecast.objects.create(**here, month=month, ahead=1, **chances, **spread)
    Background.objects.create(
        **here,
        base_any=0.04,
        base_many=0.0,
        base_months=82,
        active_months=3,
        is_thin=True,
        observed=[0.0] * 35 + [2.0],
    )
    outcome = Outcome.objects.create(
        **here, month=month, value=2, source_name=said.source_name, noted_at=ISSUED
    )
    Score.objects.create(
        outcome=outcome,
        model="qaraul",
        p_any=0.09,
        p_many=0.01,
        crps=1.7,
        log_score=2.0,
        interval_score=3.0,
        brier_any=0.83,
        brier_many=0.0,
        is_in_50=False,
        is_in_90=True,
    )

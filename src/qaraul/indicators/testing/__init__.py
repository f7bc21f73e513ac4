"""Typed factories for tests of this app and of those above."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from qaraul.indicators.choices import ObservationKind
from qaraul.indicators.models import Indicator, Observation
from qaraul.indicators.services.writing import series_key
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

TODAY = date(2026, 11, 23)


def make_observation(
    code: str = "I-07",
    value: float = 10.0,
    *,
    area: str | None = "TJ-KT",
    origin: Organisation | None = None,
    tlp: TLP = TLP.AMBER,
    audience: Audience | None = None,
    days_ago: int = 0,
    component: str = "",
    **fields: Any,
) -> Observation:
    """A released value that nobody but its origin sees, of one day so many days ago."""
    indicator = Indicator.objects.get(code=code)
    found = Area.objects.get(code=area) if area else None
    day = TODAY - timedelta(days=days_ago)
    return Observation.objects.create(
        origin=origin or make_organisation(),
        tlp=tlp,
        audience=audience,
        stage=Stage.RELEASED,
        released_at=datetime.combine(day, datetime.min.time(), UTC),
        indicator=indicator,
        area=found,
        component=component,
        series=series_key(indicator, found, component),
        period_start=day,
        period_end=day,
        value=value,
        **{"observation_kind": ObservationKind.ENTERED, **fields},
    )

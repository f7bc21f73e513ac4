"""Give the scenario's values, hold its expert rounds, then look for limits passed and surges."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from qaraul.exercises.desk import Desk
from qaraul.indicators.choices import ObservationKind
from qaraul.indicators.models import Indicator, Observation, Round
from qaraul.indicators.reaches import reaches
from qaraul.indicators.services import rounds, surging, tagging, watching
from qaraul.indicators.services.writing import OWN, create_observation, for_network
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience

DAYS = {"week": 7, "month": 30, "year": 365}
DAYS_OPEN = 10
DAYS_SOUGHT = 2


def measure(desk: Desk) -> int:
    """Do what is missing; how many values were given."""
    while tagging.tag_records(desk.now):
        pass
    if Observation.objects.filter(is_exercise=True).exists():
        return 0
    given = 0
    for plan in desk.scenario.indicators["series"]:
        given += _series(desk, plan)
    for plan in desk.scenario.indicators["rounds"]:
        _round(desk, plan)
    _look(desk)
    return given


def _look(desk: Desk) -> None:
    """Find surges and limits for the network and its operator; the worker does the rest."""
    operator = desk.network.organisations[desk.scenario.network["operator"]]
    for reach in reaches():
        if reach.origin_id != operator.pk:
            continue
        for ago in range(DAYS_SOUGHT, 0, -1):
            surging.seek_for(reach, desk.now.date() - timedelta(days=ago), desk.now)
        watching.rate_for(reach, desk.now)


@transaction.atomic
def _series(desk: Desk, plan: dict[str, Any]) -> int:
    step, count = DAYS[plan["every"]], len(plan["values"])
    standing = for_network(desk.now) if plan.get("share") else OWN
    for number, value in enumerate(plan["values"]):
        end = desk.last - timedelta(days=step * (count - 1 - number))
        create_observation(
            viewer=desk.network.viewer(plan["by"]),
            at=desk.now,
            kind=ObservationKind.ENTERED,
            standing=standing,
            indicator=Indicator.objects.get(code=plan["indicator"]),
            area=_area(plan.get("area")),
            component=plan.get("component", ""),
            period_start=end - timedelta(days=step - 1),
            period_end=end,
            value=value,
            source_text=plan["source"],
        )
    return count


@transaction.atomic
def _round(desk: Desk, plan: dict[str, Any]) -> None:
    viewer = desk.network.viewer(plan["by"])
    asked: Round = rounds.open_round(
        viewer=viewer,
        at=desk.now,
        indicator=Indicator.objects.get(code=plan["indicator"]),
        areas=list(Area.objects.filter(code__in=plan["areas"])),
        period_start=_quarter_before(desk.last, plan["days"]),
        period_end=desk.last,
        closes_at=desk.now + timedelta(days=DAYS_OPEN),
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
        guidance=plan["guidance"],
    )
    for name, scores in plan["scores"].items():
        rounds.give_scores(
            asked.pk,
            viewer=desk.network.viewer(name),
            at=desk.now,
            scores={
                Area.objects.get(code=code).pk: rounds.Given(value, reasons)
                for code, (value, reasons) in scores.items()
            },
        )
    if plan["state"] == "closed":
        rounds.close_round(asked.pk, viewer=viewer, at=desk.now)


def _area(code: str | None) -> Area | None:
    return Area.objects.get(code=code) if code else None


def _quarter_before(last: date, days: int) -> date:
    return last - timedelta(days=days - 1)

"""Score what has come due: note each outcome once, and hold every frozen model against it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from qaraul.errors import Conflict
from qaraul.forecasts import lacks
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.models import ForecastSet, Outcome, Score
from qaraul.forecasts.sealing import is_unbroken
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor

if TYPE_CHECKING:
    from qaraul.forecasts.making.grounds import Ground

SETTLING = timedelta(days=31)
"""An incident may be confirmed late: a month is scored when it has been over for so long."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How much one set got: outcomes that were new, and of how many months."""

    said: ForecastSet
    outcomes: int
    months: int


def score_from_incidents(*, at: datetime, actor: Actor = SYSTEM) -> list[Scored]:
    """Score all sets made from incidents, each against what its own readers see now.

    A month in which nobody recorded anything is not scored. Safe to run twice.
    """
    lacks.require_extra()
    from qaraul.forecasts.making import grounds  # noqa: PLC0415  heavy: read when used

    settled = grounds.last_whole_month((at - SETTLING).date())
    scored = []
    for said in _open_sets([Basis.INCIDENTS]):
        try:
            actual = grounds.from_incidents(
                Target(said.target), Sight(said.sight), data_end=settled
            )
        except lacks.Lacking:
            continue
        scored.append(score_set(said, actual, at=at, actor=actor))
    return [one for one in scored if one.outcomes]


def score_from_files(
    files: list[Path], *, at: datetime, basis: Basis = Basis.UCDP, actor: Actor = SYSTEM
) -> list[Scored]:
    """Score all sets made from such files against what newer files say. Safe to run twice."""
    lacks.require_extra()
    from qaraul.forecasts.making import grounds  # noqa: PLC0415  heavy: read when used

    source = grounds.source_of(files, version="", on=None, basis=basis)
    actual: dict[tuple[str, int], Ground] = {}
    scored = []
    for said in _open_sets([basis]):
        kind = (said.target, said.level)
        if kind not in actual:
            actual[kind] = grounds.from_ged(
                files, Target(said.target), AreaLevel(said.level), source=source
            )
        scored.append(score_set(said, actual[kind], at=at, actor=actor))
    return [one for one in scored if one.outcomes]


def _open_sets(bases: list[Basis]) -> list[ForecastSet]:
    """Sets of this node, withdrawn ones too: nobody takes a miss back."""
    found = ForecastSet.objects.filter(basis__in=bases, is_exercise=bool(settings.EXERCISE))
    return list(found.order_by("data_end", "issued_at", "pk"))


@transaction.atomic
def score_set(said: ForecastSet, actual: "Ground", *, at: datetime, actor: Actor) -> Scored:
    """Note the outcomes that are new and score every model of the set against them.

    Raises `Conflict` when the set is no longer what was sealed.
    """
    said = ForecastSet.objects.select_for_update(of=("self",)).get(pk=said.pk)
    new = _due(said, actual, at)
    if not new:
        return Scored(said, 0, 0)
    if not is_unbroken(said):
        raise Conflict(f"The set {said} is not what was sealed; it is not scored.")
    outcomes = Outcome.objects.bulk_create([outcome for _, outcome in new], batch_size=500)
    _score(said, outcomes, [number for number, _ in new])
    months = {outcome.month for outcome in outcomes}
    journal.record(
        "forecast.scored",
        actor=actor,
        kind="forecast set",
        record_id=said.pk,
        facts={"outcomes": len(new), "months": len(months), "source": actual.source.name},
    )
    return Scored(said, len(new), len(months))


def _due(said: ForecastSet, actual: "Ground", at: datetime) -> list[tuple[int, Outcome]]:
    """Outcomes that are over and not noted yet, each with its place among area by month."""
    from qaraul.forecasting.months import month_of  # noqa: PLC0415  heavy: read when used

    cells = said.rows.order_by("area__code", "month").values_list("area__code", "area_id", "month")
    last = min(actual.panel.last_month, month_of(at.date()) - 1)
    noted = set(said.outcomes.values_list("area_id", "month"))
    found = []
    for number, (code, area_id, month) in enumerate(cells):
        wanted = month_of(month)
        is_known = code in actual.areas and actual.panel.first_month <= wanted <= last
        if is_known and (area_id, month) not in noted:
            value = float(actual.panel.observed([actual.areas[code]], [wanted])[0, 0])
            outcome = Outcome(
                forecast_set=said,
                area_id=area_id,
                month=month,
                value=value,
                source_name=actual.source.name,
                noted_at=at,
            )
            found.append((number, outcome))
    return found


def _score(said: ForecastSet, outcomes: list[Outcome], numbers: list[int]) -> None:
    import numpy as np  # noqa: PLC0415  beside the next

    from qaraul.forecasts.making import judging  # noqa: PLC0415  heavy: read when used

    areas = said.backgrounds.count()
    months = said.rows.values("month").distinct().count()
    observed = np.array([outcome.value for outcome in outcomes])
    scores = []
    for one in said.draws.all():
        drawn = judging.unpacked(bytes(one.packed), areas, months, one.count)
        cells = drawn.reshape(areas * months, one.count)[numbers]
        scores += [
            Score(outcome=outcome, model=one.model, **_columns(found))
            for outcome, found in zip(outcomes, judging.judged(cells, observed), strict=True)
        ]
    Score.objects.bulk_create(scores, batch_size=500)


def _columns(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}

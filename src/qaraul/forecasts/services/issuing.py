"""Issue a set: compute it, then freeze it in one transaction with its seal in the journal."""

import hashlib
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from qaraul.errors import BadInput, Conflict
from qaraul.forecasts import lacks
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.models import Background, Draws, Forecast, ForecastSet
from qaraul.forecasts.sealing import seal_of
from qaraul.forecasts.sights import marked_for
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.places.models import Area

if TYPE_CHECKING:
    from qaraul.forecasts.making.computing import Made
    from qaraul.forecasts.making.grounds import Ground

SEED = 20260321
QUANTILES = ("q05", "q25", "q50", "q75", "q95")


def issue_from_incidents(
    target: Target,
    sight: Sight,
    *,
    at: datetime,
    as_of: date | None = None,
    is_again: bool = False,
    actor: Actor = SYSTEM,
) -> ForecastSet:
    """Issue a set from the incidents that its readers see, up to the last whole month.

    as_of: a month in the past from which to forecast as if it were now; the set says so. Raises
    `Lacking` when there is too little data, `Conflict` when the set is there and is_again is not.
    """
    lacks.require_extra()
    from qaraul.forecasts.making import grounds  # noqa: PLC0415  heavy: read when used

    data_end = grounds.last_whole_month(as_of or at.date())
    ground = grounds.from_incidents(target, sight, data_end=data_end)
    return _issue(ground, data_end, sight, at=at, as_of=as_of, is_again=is_again, actor=actor)


def issue_from_files(
    files: list[Path],
    target: Target,
    sight: Sight,
    level: AreaLevel,
    *,
    version: str,
    released_on: date | None,
    at: datetime,
    basis: Basis = Basis.UCDP,
    as_of: date | None = None,
    is_again: bool = False,
    actor: Actor = SYSTEM,
) -> ForecastSet:
    """Issue a set from UCDP GED and Candidate files, up to the last whole month that they hold.

    Raises `BadInput` when the files cannot be used or end too early, `Lacking` when they hold too
    little, `Conflict` when the set is there and is_again is not.
    """
    lacks.require_extra()
    from qaraul.forecasts.making import grounds  # noqa: PLC0415  heavy: read when used

    source = grounds.source_of(files, version=version, on=released_on, basis=basis)
    ground = grounds.from_ged(files, target, level, source=source)
    data_end = min(ground.panel.last_month, grounds.last_whole_month(as_of or at.date()))
    if data_end < ground.panel.first_month:
        raise BadInput("The files begin after the month from which to forecast.")
    return _issue(ground, data_end, sight, at=at, as_of=as_of, is_again=is_again, actor=actor)


def _issue(
    ground: "Ground",
    data_end: int,
    sight: Sight,
    *,
    at: datetime,
    as_of: date | None,
    is_again: bool,
    actor: Actor,
) -> ForecastSet:
    from qaraul.forecasting.months import first_day, month_of  # noqa: PLC0415  the same
    from qaraul.forecasts.making import computing, grounds  # noqa: PLC0415  the same

    month = month_of(as_of or at.date())
    said = ForecastSet(
        **marked_for(sight, at),
        target=ground.target,
        basis=ground.source.basis,
        level=ground.level,
        sight=sight,
        source_name=ground.source.name,
        source_version=ground.source.version,
        source_date=ground.source.on,
        source_hash=ground.source.digest,
        data_end=first_day(data_end),
        issued_at=at,
        is_afterwards=at.date() >= first_day(month + 1),
    )
    _stand_behind(said, is_again=is_again)
    grounds.require_enough(ground, data_end)
    made = computing.compute(ground, data_end=data_end, issued=month, seed=SEED)
    return _freeze(said, made, actor=actor)


def _stand_behind(said: ForecastSet, *, is_again: bool) -> None:
    """Give the set its edition and the one it follows."""
    same = ForecastSet.objects.filter(
        is_exercise=said.is_exercise,
        sight=said.sight,
        basis=said.basis,
        target=said.target,
        level=said.level,
        data_end=said.data_end,
        is_afterwards=said.is_afterwards,
    )
    before = same.order_by("-edition").first()
    if before is None:
        return
    if not is_again:
        raise Conflict(
            f"Issued already on {before.issued_at:%Y-%m-%d} from data up to "
            f"{before.data_end:%Y-%m}; --again issues another edition beside it."
        )
    said.follows, said.edition = before, before.edition + 1


def _freeze(said: ForecastSet, made: "Made", *, actor: Actor) -> ForecastSet:
    """Write all of it, seal it, and put the seal in the journal, in one transaction."""
    said.model, said.model_version, said.seed = made.model, made.version, made.seed
    said.data_start = made.data_start
    rows, behind = _rows(said, made), _behind(said, made)
    draws = _packed(said, made)
    said.content_hash = seal_of(said, rows, behind, draws)
    try:
        with transaction.atomic():
            said.save(force_insert=True)
            Forecast.objects.bulk_create(rows, batch_size=500)
            Background.objects.bulk_create(behind, batch_size=200)
            Draws.objects.bulk_create(draws)
            _journal(said, actor)
    except IntegrityError:
        raise Conflict("Another run has just issued this set.") from None
    return said


def _ids(made: "Made") -> dict[str, UUID]:
    found = Area.objects.filter(code__in=[one.code for one in made.behind])
    return dict(found.values_list("code", "pk"))


def _rows(said: ForecastSet, made: "Made") -> list[Forecast]:
    ids = _ids(made)
    return [
        Forecast(
            forecast_set=said,
            area_id=ids[row.code],
            month=row.month,
            ahead=row.ahead,
            p_any=row.p_any,
            p_many=row.p_many,
            expected=row.expected,
            is_wide=row.is_wide,
            **dict(zip(QUANTILES, row.quantiles, strict=True)),
        )
        for row in made.rows
    ]


def _behind(said: ForecastSet, made: "Made") -> list[Background]:
    ids = _ids(made)
    return [
        Background(
            forecast_set=said,
            area_id=ids[one.code],
            base_any=one.base_any,
            base_many=one.base_many,
            base_months=one.base_months,
            active_months=one.active_months,
            is_thin=one.is_thin,
            observed=one.observed,
            drivers=one.drivers,
            cases=one.cases,
        )
        for one in made.behind
    ]


def _packed(said: ForecastSet, made: "Made") -> list[Draws]:
    packed = []
    for one in made.drawn:
        content = zlib.compress(one.draws.astype("<f4").tobytes(), 6)
        packed.append(
            Draws(
                forecast_set=said,
                model=one.model,
                version=one.version,
                count=one.draws.shape[2],
                digest=hashlib.sha256(content).hexdigest(),
                packed=content,
            )
        )
    return packed


def _journal(said: ForecastSet, actor: Actor) -> None:
    journal.record(
        "forecast.issued",
        actor=actor,
        kind="forecast set",
        record_id=said.pk,
        facts={
            "sha256": said.content_hash,
            "series": said.series,
            "data_end": f"{said.data_end:%Y-%m}",
            "model": f"{said.model} {said.model_version}",
            "edition": said.edition,
            "is_afterwards": said.is_afterwards,
            "follows": str(said.follows_id or ""),
        },
    )

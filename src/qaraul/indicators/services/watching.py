"""Rate every value for the network and for each organisation; a limit passed is told once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qaraul import leases
from qaraul.indicators.boards import Reader, Step
from qaraul.indicators.choices import ALERTED, AreaLevel, Kind, Status
from qaraul.indicators.models import Crossing, Indicator, Watch
from qaraul.indicators.reaches import NETWORK, Reach, reaches
from qaraul.indicators.services.writing import series_key
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.pipeline import services as pipeline
from qaraul.pipeline.choices import SignalKind
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area

logger = logging.getLogger(__name__)
NAME = "limits"
EVERY, LEASE = timedelta(hours=1), timedelta(minutes=20)
RISK = {Status.RAISED: 30, Status.HIGH: 45}


def watch_limits(now: datetime) -> int:
    """The worker's step: once an hour, all values; how many signals were raised."""
    Watch.objects.get_or_create(name=NAME, defaults={"due_at": now})
    raised = 0
    for pk in leases.claim(Watch.objects.filter(name=NAME), now=now, limit=1, lease=LEASE):
        raised = rate_everything(now)
        Watch.objects.filter(pk=pk).update(due_at=now + EVERY, leased_until=None, attempts=0)
    return raised


def rate_everything(now: datetime) -> int:
    """Rate all values of all circles of readers; how many signals were raised."""
    raised = 0
    for reach in reaches():
        raised += len(rate_for(reach, now))
    return raised


@dataclass(frozen=True, slots=True)
class Standing:
    """How one indicator stands in one area for one circle of readers."""

    indicator: Indicator
    area: Area | None
    last: Step
    before: Status

    @property
    def series(self) -> str:
        """What it is about, in one text."""
        return series_key(self.indicator, self.area)


@transaction.atomic
def rate_for(reach: Reach, now: datetime) -> list[Signal]:
    """The signals of limits that were passed since the last time, for one circle of readers.

    The first time, what has stood for longer than a period is noted and not told.
    """
    place = Watch.objects.select_for_update().get_or_create(name=NAME)[0]
    begun = set(place.facts.get("begun", ()))
    reader = Reader(reach.viewer, now.date())
    rows = Crossing.objects.filter(
        reach__in=[reach.key, NETWORK], is_exercise=reach.viewer.in_exercise, is_standing=True
    )
    known: dict[str, list[Crossing]] = {}
    for row in rows.select_for_update():
        known.setdefault(f"{row.reach}/{row.series}", []).append(row)
    signals = []
    for found in standings(reader):
        own = known.get(f"{reach.key}/{found.series}", [])
        of_all = known.get(f"{NETWORK}/{found.series}", [])
        _let_go(own, found.last.status)
        told = max((row.after for row in [*own, *of_all] if row.is_standing), default=0)
        if found.last.status in ALERTED and found.last.status > told:
            is_old = reach.key not in begun and found.before >= found.last.status
            signals += _cross(reach, found, now, is_told=not is_old)
    place.facts = {"begun": sorted(begun | {reach.key})}
    place.save(update_fields=["facts"])
    return signals


def standings(reader: Reader) -> Iterator[Standing]:
    """Every indicator in every area of its own level."""
    whole = reader.ground.frame
    ids = [place.id for place in whole.places]
    areas = {area.pk: area for area in Area.objects.light().filter(pk__in=ids)}
    for indicator in reader.indicators:
        for row in _rows(reader, indicator):
            place = whole.place(row)
            steps = reader.steps(indicator, row)
            if not steps or not reader.applies(indicator, row):
                continue
            before = steps[-2].status if len(steps) > 1 else Status.NO_DATA
            yield Standing(indicator, areas[place.id] if place else None, steps[-1], before)


def _rows(reader: Reader, indicator: Indicator) -> list[int]:
    """The rows of an indicator's own level; of the node's ledger the whole alone."""
    if indicator.measure.get("name") == "ledger":
        return [0]
    wanted = 1 if indicator.level == AreaLevel.UNIT else 0
    rows = [n for n, p in enumerate(reader.ground.frame.places, 1) if p.level == wanted]
    if indicator.kind == Kind.COMPUTED and indicator.measure["name"] == "tally":
        return [0, *rows]
    return rows


def _let_go(standing: list[Crossing], now: Status) -> None:
    """A limit that is no longer passed may be passed again."""
    for row in standing:
        if now in {Status.USUAL, Status.RAISED} and row.after > now:
            row.is_standing = False
            row.save(update_fields=["is_standing"])


def _cross(reach: Reach, found: Standing, now: datetime, *, is_told: bool) -> list[Signal]:
    signal = pipeline.raise_signal(_told(reach, found), at=now) if is_told else None
    crossing = Crossing.objects.create(
        reach=reach.key,
        is_exercise=reach.viewer.in_exercise,
        indicator=found.indicator,
        area=found.area,
        series=found.series,
        period_end=found.last.end,
        before=found.before,
        after=found.last.status,
        signal=signal,
        found_at=now,
    )
    journal.record(
        "indicator.crossed",
        actor=SYSTEM,
        kind="crossing",
        record_id=crossing.pk,
        facts={"series": found.series, "after": int(found.last.status), "told": is_told},
    )
    return [signal] if signal else []


def _told(reach: Reach, found: Standing) -> pipeline.Raised:
    indicator, area = found.indicator, found.area
    where = area.name_en if area else "the whole region"
    summary: dict[str, Any] = {
        "indicator": indicator.code,
        "title_en": indicator.title_en,
        "title_ru": indicator.title_ru,
        "unit": indicator.unit,
        "area": area.code if area else "",
        "names": area.names if area else {},
        "before": int(found.before),
        "after": int(found.last.status),
        "value": found.last.value,
        "end": found.last.end.isoformat(),
    }
    return pipeline.Raised(
        kind=SignalKind.THRESHOLD,
        title=f"{indicator.title_en} in {where}: {Status(found.last.status).name.lower()}",
        summary=summary,
        risk=RISK[found.last.status],
        origin_id=reach.origin_id,
        tlp=reach.tlp,
        audience=reach.audience,
        is_exercise=reach.viewer.in_exercise,
        area_id=area.pk if area else None,
    )

"""Look for surges once a day, for the network and for each organisation; each is told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction

from qaraul import leases
from qaraul.forecasting.surges import Plan, Verdicts, detect
from qaraul.indicators.facts import frame_of
from qaraul.indicators.frames import WHOLE, Frame
from qaraul.indicators.models import Surge, Watch
from qaraul.indicators.reaches import NETWORK, Reach, reaches
from qaraul.indicators.series import Happening, subjects
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.pipeline import services as pipeline
from qaraul.pipeline.choices import SignalKind
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area

NAME = "surges"
EVERY, LEASE = timedelta(hours=6), timedelta(minutes=20)
SAME_BURST = timedelta(days=4)
LEAST_HISTORY = 28
RISK, MOST_RISK = 30, 60


def plan_now() -> Plan:
    """The plan with the operator's false alarms a week."""
    return Plan(false_alarms_a_week=settings.SURGE_FALSE_ALARMS_A_WEEK)


def watch_surges(now: datetime) -> int:
    """The worker's step: the day that ended, once; how many signals were raised."""
    Watch.objects.get_or_create(name=NAME, defaults={"due_at": now})
    raised = 0
    for pk in leases.claim(Watch.objects.filter(name=NAME), now=now, limit=1, lease=LEASE):
        raised = seek_everywhere(now.date() - timedelta(days=1), now)
        Watch.objects.filter(pk=pk).update(due_at=now + EVERY, leased_until=None, attempts=0)
    return raised


def seek_everywhere(day: date, now: datetime) -> int:
    """Surges of one day for all circles of readers; how many signals were raised."""
    return sum(len(seek_for(reach, day, now)) for reach in reaches())


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of all series of one subject, by row and type."""

    keys: Sequence[tuple[int, str]]
    counts: np.ndarray  # (series, days)
    volume: np.ndarray  # (days,)


@transaction.atomic
def seek_for(reach: Reach, day: date, now: datetime) -> list[Signal]:
    """The signals of surges that began on this day, for one circle of readers."""
    Watch.objects.select_for_update().get_or_create(name=NAME)
    whole, plan = frame_of(day), plan_now()
    since = day - timedelta(days=plan.days_needed - 1)
    signals = []
    for subject, happenings in subjects.items():
        rows = [row for row in happenings(reach.viewer, since) if since <= row[2] <= day]
        table, fitted = _table(rows, whole, day, plan)
        if table is None or fitted is None:
            continue
        recent = _recent(reach, subject, day)
        ongoing = np.array([_series(whole, subject, key) in recent for key in table.keys])
        verdicts = detect(table.counts, fitted, volume=table.volume, ongoing=ongoing)
        for number, key in enumerate(table.keys):
            standing = recent.get(_series(whole, subject, key))
            if standing is not None:
                _go_on(standing, reach, day, verdicts, number)
            elif verdicts.is_surge[number]:
                signals.append(_keep(reach, whole, subject, key, day, now, verdicts, number))
    return signals


def _table(
    rows: Sequence[Happening], whole: Frame, day: date, plan: Plan
) -> tuple[Table | None, Plan | None]:
    """Series with anything in them, and the plan cut to the days that are known."""
    if not rows:
        return None, None
    known = (day - min(row[2] for row in rows)).days + 1
    history = min(plan.history_days, (known - plan.gap_days - max(plan.windows)) // 7 * 7)
    if history < LEAST_HISTORY:
        return None, None
    fitted = replace(plan, history_days=history)
    days = fitted.days_needed
    first = day.toordinal() - days + 1
    counts: dict[tuple[int, str], np.ndarray] = {}
    volume = np.zeros(days)
    for area, event_type, on in rows:
        column = on.toordinal() - first
        if column < 0:
            continue
        volume[column] += 1
        row = whole.row_of.get(area, WHOLE) if area else WHOLE
        while row > WHOLE:
            counts.setdefault((row, event_type), np.zeros(days))[column] += 1
            row = int(whole.above[row])
    keys = sorted(counts)
    if not keys:
        return None, None
    return Table(keys, np.array([counts[key] for key in keys]), volume), fitted


def _recent(reach: Reach, subject: str, day: date) -> dict[str, Surge]:
    """Surges that have not been over for long, told to these readers or to the network."""
    rows = Surge.objects.filter(
        reach__in=[reach.key, NETWORK],
        is_exercise=reach.viewer.in_exercise,
        subject=subject,
        last_on__gte=day - SAME_BURST,
    )
    return {row.series: row for row in rows.order_by("last_on")}


def _series(whole: Frame, subject: str, key: tuple[int, str]) -> str:
    place = whole.place(key[0])
    return f"{subject}/{place.code if place else ''}/{key[1]}"


def _go_on(standing: Surge, reach: Reach, day: date, found: Verdicts, number: int) -> None:
    """A surge goes on while its count stays far above the usual."""
    if standing.reach != reach.key or day <= standing.last_on:
        return
    if found.p[number] < 0.01:  # noqa: PLR2004  it is known already: no bar for discoveries
        standing.last_on = day
        standing.save(update_fields=["last_on"])


def _keep(
    reach: Reach,
    whole: Frame,
    subject: str,
    key: tuple[int, str],
    day: date,
    now: datetime,
    found: Verdicts,
    number: int,
) -> Signal:
    place = whole.place(key[0])
    area = Area.objects.light().get(pk=place.id) if place else None
    surge = Surge(
        reach=reach.key,
        is_exercise=reach.viewer.in_exercise,
        area=area,
        series=_series(whole, subject, key),
        subject=subject,
        event_type=key[1],
        began_on=day,
        last_on=day,
        days=int(found.window[number]),
        observed=round(float(found.observed[number])),
        usual=float(found.usual[number]),
        spread=float(found.spread[number]),
        volume_ratio=float(found.volume_ratio[number]),
        p=float(found.p[number]),
        found_at=now,
    )
    surge.signal = pipeline.raise_signal(_told(reach, surge, area), at=now)
    surge.save(force_insert=True)
    journal.record(
        "surge.found",
        actor=SYSTEM,
        kind="surge",
        record_id=surge.pk,
        facts={"series": surge.series, "day": day.isoformat()},
    )
    return surge.signal


def _told(reach: Reach, surge: Surge, area: Area | None) -> pipeline.Raised:
    times = surge.observed / max(surge.usual, 0.5)
    where = area.name_en if area else "the whole region"
    return pipeline.Raised(
        kind=SignalKind.SURGE,
        title=f"Surge of {surge.subject} ({surge.event_type}) in {where}",
        summary={
            "surge": str(surge.pk),
            "subject": surge.subject,
            "event_type": surge.event_type,
            "area": area.code if area else "",
            "names": area.names if area else {},
            "observed": surge.observed,
            "usual": round(surge.usual, 1),
            "spread": round(surge.spread, 1),
            "days": surge.days,
            "day": surge.began_on.isoformat(),
        },
        risk=min(MOST_RISK, RISK + round(3 * times)),
        origin_id=reach.origin_id,
        tlp=reach.tlp,
        audience=reach.audience,
        is_exercise=reach.viewer.in_exercise,
        area_id=UUID(str(area.pk)) if area else None,
        event_type=surge.event_type,
    )

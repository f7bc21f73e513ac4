"""What a viewer may see, as the columns that measures compute from: every reading starts here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Least
from shapely.geometry.base import BaseGeometry

from qaraul.events.areas import area_tree
from qaraul.events.choices import Status as IncidentStatus
from qaraul.events.models import Incident
from qaraul.indicators import records
from qaraul.indicators.crossings import crossings
from qaraul.indicators.frames import Frame, Place, day_of, frame
from qaraul.indicators.measures.base import Ground, Handled, Tallies
from qaraul.indicators.models import Indicator, Observation, RecordTags
from qaraul.members.choices import SecurityForce
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import CLOSED_STAGES, Act, EventStatus, SignalKind
from qaraul.pipeline.models import Signal, SignalAct, Story
from qaraul.places.models import Area
from qaraul.places.queries import edition
from qaraul.sharing.models import AudienceEntry, RecallNotice, Release
from qaraul.sources.models import Source

INCIDENT = (
    "id", "event_type", "occurred_on", "occurred_until", "area_id", "lon", "lat", "killed_best",
    "killed_low", "killed_high",
)  # fmt: skip
STORY = ("id", "event_type", "occurred_on", "area_id", "lon", "lat", "killed")
NAN = float("nan")
DECISIONS = (Act.CONFIRMED, Act.DISMISSED, Act.MERGED)
SECONDS_A_DAY = 86_400


def frame_of(today: date) -> Frame:
    """The frame of the current core areas."""
    known = [a for a in area_tree().by_id.values() if a.is_core and a.valid_to is None]
    return frame(today, [Place(a.pk, a.code, a.level, a.iso2, a.parent_id) for a in known])


def ground_of(viewer: Viewer, today: date, *, tallies: bool = True, ledgers: bool = True) -> Ground:
    """All that the viewer may see of what indicators are computed from."""
    whole = frame_of(today)
    coverage = Source.objects.filter(is_enabled=True).values_list("coverage", flat=True)
    return Ground(
        frame=whole,
        records=records.columns(rows_of(viewer, whole)),
        outlines=lambda: outlines_of(whole),
        gates=crossings(),
        told_of=frozenset(code for codes in coverage for code in codes),
        handled=handled_of(viewer, whole) if ledgers else {},
        tallies=tallies_of(viewer, whole) if tallies else {},
    )


def rows_of(viewer: Viewer, whole: Frame) -> list[records.Row]:
    """Visible incidents that happened and visible stories of real events, with their tags."""
    since = day_of(whole.first_day)
    incidents = (
        Incident.objects.visible_to(viewer)
        .listed()
        .exclude(status=IncidentStatus.REFUTED)
        .filter(occurred_on__gte=since, occurred_on__lte=whole.today)
        .order_by()
        .values_list(*INCIDENT)
    )
    stories = (
        Story.objects.visible_to(viewer)
        .filter(
            size__gt=0,
            event_status=EventStatus.ACTUAL,
            occurred_on__gte=since,
            occurred_on__lte=whole.today,
        )
        .order_by()
        .values_list(*STORY)
    )
    tags: dict[UUID, tuple[str, ...]] = {
        pk: tuple(found) for pk, found in RecordTags.objects.values_list("record_id", "tags")
    }
    place = _Placing(whole)
    found: list[records.Row] = []
    for pk, kind, on, until, area, lon, lat, best, low, high in incidents:
        where = place.of(area, lon, lat)
        told = (_number(best), _number(low), _number(high))
        days = (on.toordinal(), (until or on).toordinal())
        found.append((records.INCIDENT, kind, *days, *where, *told, tags.get(pk, ())))
    for pk, kind, on, area, lon, lat, killed in stories:
        where, n = place.of(area, lon, lat), _number(killed)
        days = (on.toordinal(), on.toordinal())
        found.append((records.STORY, kind, *days, *where, n, n, n, tags.get(pk, ())))
    return found


class _Placing:
    """Row, state and point of a record; one without a point lies where its unit's name does."""

    def __init__(self, whole: Frame) -> None:
        self._frame, self._tree = whole, area_tree().by_id

    def of(
        self, area_id: UUID | None, lon: float | None, lat: float | None
    ) -> tuple[int, str, float, float]:
        area = self._tree.get(area_id) if area_id else None
        row = self._frame.row_of.get(area_id, -1) if area_id else -1
        if lon is not None and lat is not None:
            return row, area.iso2 if area else "", lon, lat
        if area is None or area.level == 0:  # a whole state has no one point
            return row, area.iso2 if area else "", NAN, NAN
        return row, area.iso2, area.label_lon, area.label_lat


def outlines_of(whole: Frame) -> Sequence[BaseGeometry]:
    """The outlines of a frame's rows, without the whole."""
    known = _outlines(edition())
    return [known[place.id] for place in whole.places]


@lru_cache(maxsize=1)
def _outlines(_edition: str) -> dict[UUID, BaseGeometry]:
    """Outlines of one edition of the areas, read once: they change a few times a year."""
    found = Area.objects.current().core().filter(level__lte=1)
    return {area.pk: area.geometry for area in found}


def tallies_of(viewer: Viewer, whole: Frame) -> dict[str, Tallies]:
    """Visible counts that members entered, by the indicator they belong to."""
    rows: Any = (
        Observation.objects.visible_to(viewer)
        .standing()
        .exclude(component="")
        .order_by("period_end", "created_at", "pk")
        .values_list("indicator__code", "component", "area_id", "period_end", "value")
    )
    by_code: dict[str, list[tuple[str, int, int, float]]] = defaultdict(list)
    for code, component, area_id, end, value in rows:
        row = whole.row_of.get(area_id, -1) if area_id else 0
        if row >= 0:
            by_code[code].append((component, row, end.toordinal(), value))
    return {
        code: Tallies(
            np.array([r[0] for r in found], np.str_),
            np.array([r[1] for r in found], np.int64),
            np.array([r[2] for r in found], np.int64),
            np.array([r[3] for r in found], float),
        )
        for code, found in by_code.items()
    }


def handled_of(viewer: Viewer, whole: Frame) -> dict[str, Handled]:
    """How the queue, recalls and releases were answered, as far as the viewer may know."""
    signals = _signals(viewer, whole)
    return {
        "signals": _handled([row[:3] for row in signals]),
        "community signals": _handled([r[:3] for r in signals if r[3] == SignalKind.COMMUNITY]),
        "recall notices": _handled(_notices(viewer)),
        "releases to forces": _releases(viewer),
    }


def _signals(viewer: Viewer, whole: Frame) -> list[tuple[int, datetime, datetime | None, str]]:
    visible = Signal.objects.visible_to(viewer).filter(
        kind__in=[SignalKind.STORY, SignalKind.COMMUNITY, SignalKind.PEER, SignalKind.PERSON]
    )
    # A story is heard of with its first document; the node may have read it later.
    heard = Least("raised_at", Coalesce("story__first_published_at", "raised_at"))
    named = visible.order_by().annotate(heard_at=heard)
    rows = list(named.values_list("pk", "area_id", "heard_at", "queue_stage", "kind"))
    acts = SignalAct.objects.filter(
        act__in=DECISIONS, undone_at__isnull=True, signal__in=visible.values("pk")
    )
    decided = dict(acts.order_by("at").values_list("signal_id", "at"))
    return [
        (
            _row(whole, area),
            raised,
            decided.get(pk) if stage in CLOSED_STAGES else None,
            kind,
        )
        for pk, area, raised, stage, kind in rows
    ]


def _notices(viewer: Viewer) -> list[tuple[int, datetime, datetime | None]]:
    """Notices that the viewer's organisation was sent, and those that its own recalls sent."""
    own = str(viewer.organisation_id)
    rows = RecallNotice.objects.filter(
        Q(organisation=own) | Q(release__origin=own), release__is_exercise=viewer.in_exercise
    )
    return [(-1, sent, seen) for sent, seen in rows.values_list("sent_at", "acknowledged_at")]


def _releases(viewer: Viewer) -> Handled:
    """Releases of the viewer's organisation whose audience names a security force."""
    forces = AudienceEntry.objects.filter(audience=OuterRef("audience")).exclude(
        Q(organisation__isnull=True) | Q(organisation__is_security_force=SecurityForce.NO)
    )
    rows = Release.objects.filter(
        Exists(forces),
        origin=viewer.organisation_id,
        is_exercise=viewer.in_exercise,
        released_at__isnull=False,
    ).annotate(signed=Count("signatures"))
    found = list(rows.values_list("released_at", "signed"))
    asked = np.array([_days(at) for at, _ in found if at], np.float64)
    passed = np.array([signed >= 2 for _, signed in found], bool)  # noqa: PLR2004  two persons
    return Handled(np.full(len(found), -1, np.int64), asked, asked, passed)


def _row(whole: Frame, area_id: UUID | None) -> int:
    return -1 if area_id is None else whole.row_of.get(area_id, -1)


def _handled(rows: Iterable[tuple[int, datetime, datetime | None]]) -> Handled:
    known = list(rows)
    return Handled(
        np.array([row for row, _, _ in known], np.int64),
        np.array([_days(asked) for _, asked, _ in known], float),
        np.array([_days(done) if done else NAN for _, _, done in known], float),
    )


def _days(moment: datetime) -> float:
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return moment.toordinal() + seconds / SECONDS_A_DAY


def _number(value: int | None) -> float:
    return NAN if value is None else float(value)


def indicators_in_force() -> list[Indicator]:
    """The catalogue."""
    return list(Indicator.objects.active().select_related("owner"))

"""Expert rounds: open, score blindly, close, and open a second turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.indicators.choices import (
    SCALE,
    SMALLEST_PANEL,
    Kind,
    ObservationKind,
    RoundStage,
)
from qaraul.indicators.models import Indicator, Observation, Round, Score
from qaraul.indicators.services.writing import require_writer, series_key
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

MOST_AREAS, MOST_TURNS, LONGEST_REASONS = 60, 2, 1_000
BATCH = 20


@dataclass(frozen=True, slots=True)
class Given:
    """One score and why."""

    value: int
    reasons: str = ""


@transaction.atomic
def open_round(
    *,
    viewer: Viewer,
    at: datetime,
    indicator: Indicator,
    areas: Sequence[Area],
    period_start: date,
    period_end: date,
    closes_at: datetime,
    tlp: TLP,
    audience: Audience,
    guidance: str = "",
) -> Round:
    """Ask experts; the audience may score at once. Raises `NotAllowed` and `BadInput`."""
    require_writer(viewer)
    if indicator.kind != Kind.EXPERT:
        raise BadInput(_("Experts do not score this indicator."), field="indicator")
    if not 0 < len(areas) <= MOST_AREAS:
        raise BadInput(_("Choose 1 to %(n)s areas.") % {"n": MOST_AREAS}, field="areas")
    if closes_at <= at:
        raise BadInput(_("It would be closed at once."), field="closes_at")
    if period_end < period_start:
        raise BadInput(_("The period ends before it begins."), field="period_end")
    made = Round.objects.create(
        origin_id=str(viewer.organisation_id),
        is_exercise=viewer.in_exercise,
        created_by_id=viewer.person_id,
        stage=Stage.RELEASED,
        released_at=at,
        tlp=tlp,
        audience=audience,
        indicator=indicator,
        guidance=guidance.replace("\x00", "").strip()[:2_000],
        period_start=period_start,
        period_end=period_end,
        closes_at=closes_at,
    )
    made.areas.set(areas)
    _journal("round.opened", made, viewer.actor)
    return made


@transaction.atomic
def give_scores(
    round_id: UUID, *, viewer: Viewer, at: datetime, scores: Mapping[UUID, Given]
) -> int:
    """Keep one person's scores of this turn, by area; given again, they replace the earlier ones.

    Raises `NotFound`, `NotAllowed`, `Conflict` when the round is closed, and `BadInput`.
    """
    asked = _visible(round_id, viewer)
    require_writer(viewer)
    if viewer.person_id is None or viewer.scopes is not None:
        raise NotAllowed(_("Only a person gives scores."))
    if asked.round_stage != RoundStage.OPEN or asked.closes_at <= at:
        raise Conflict(_("This round is closed."))
    areas = set(asked.areas.values_list("pk", flat=True))
    for area_id, given in scores.items():
        if area_id not in areas or given.value not in SCALE:
            raise BadInput(_("Scores are 0 to 4, for the areas of the round."), field="value")
        Score.objects.update_or_create(
            round=asked,
            turn=asked.turn,
            area_id=str(area_id),
            person_id=str(viewer.person_id),
            defaults={
                "value": given.value,
                "reasons": given.reasons.replace("\x00", "").strip()[:LONGEST_REASONS],
                "given_at": at,
            },
        )
    # The journal keeps that somebody scored, never what.
    _journal("round.scored", asked, viewer.actor)
    return len(scores)


@transaction.atomic
def close_round(round_id: UUID, *, viewer: Viewer, at: datetime) -> Round:
    """End the turn and keep the medians. Raises `NotFound`, `NotAllowed`, `Conflict`."""
    asked = _own(round_id, viewer)
    return _close(asked, at=at, actor=viewer.actor)


def close_due_rounds(now: datetime) -> int:
    """The worker's step: end the rounds whose time has come."""
    due = Round.objects.filter(round_stage=RoundStage.OPEN, closes_at__lte=now)
    closed = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            asked = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if asked is not None:
                _close(asked, at=now, actor=SYSTEM)
                closed += 1
    return closed


@transaction.atomic
def open_second_turn(round_id: UUID, *, viewer: Viewer, at: datetime, closes_at: datetime) -> Round:
    """Let everybody score anew, who has now read the reasons of the first turn."""
    asked = _own(round_id, viewer)
    if asked.round_stage != RoundStage.CLOSED or asked.turn >= MOST_TURNS:
        raise Conflict(_("Only a closed first turn has a second one."))
    if closes_at <= at:
        raise BadInput(_("It would be closed at once."), field="closes_at")
    asked.turn += 1
    asked.round_stage, asked.closes_at, asked.closed_at = RoundStage.OPEN, closes_at, None
    asked.save()
    _journal("round.opened", asked, viewer.actor)
    return asked


def _close(asked: Round, *, at: datetime, actor: Actor) -> Round:
    if asked.round_stage != RoundStage.OPEN:
        raise Conflict(_("This round is closed."))
    asked.round_stage, asked.closed_at = RoundStage.CLOSED, at
    asked.save(update_fields=["round_stage", "closed_at", "updated_at"])
    for area in asked.areas.all():
        values = sorted(
            asked.scores.filter(turn=asked.turn, area=area).values_list("value", flat=True)
        )
        if len(values) >= SMALLEST_PANEL:
            _keep(asked, area, values)
    _journal("round.closed", asked, actor)
    return asked


def _keep(asked: Round, area: Area, values: list[int]) -> None:
    """The median as a value with the round's marking; an earlier one of the period gives way."""
    series = series_key(asked.indicator, area)
    Observation.objects.filter(
        origin=asked.origin,
        is_exercise=asked.is_exercise,
        series=series,
        period_start=asked.period_start,
        period_end=asked.period_end,
        is_withdrawn=False,
    ).update(is_withdrawn=True)
    made = Observation.objects.create(
        **{name: getattr(asked, name) for name in COPIED},
        indicator=asked.indicator,
        area=area,
        series=series,
        period_start=asked.period_start,
        period_end=asked.period_end,
        value=float(median(values)),
        low=float(values[0]),
        high=float(values[-1]),
        spread=values,
        observation_kind=ObservationKind.PANEL,
    )
    journal.record(
        "observation.created",
        actor=SYSTEM,
        kind="observation",
        record_id=made.pk,
        after={"value": made.value, "series": series},
        facts={"series": series, "round": asked.pk},
    )


COPIED = (
    "origin", "is_exercise", "tlp", "audience", "caveats", "stage", "released_at",
    "is_origin_sealed", "delegate",
)  # fmt: skip


def _visible(round_id: UUID, viewer: Viewer) -> Round:
    found = Round.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=round_id)
    asked = found.first()
    if asked is None:
        raise NotFound(_("There is no such round."))
    return asked


def _own(round_id: UUID, viewer: Viewer) -> Round:
    asked = _visible(round_id, viewer)
    require_writer(viewer)
    if not asked.is_own(viewer):
        raise NotAllowed(_("Only those who asked may do this."))
    return asked


def _journal(act: str, asked: Round, actor: Actor) -> None:
    journal.record(
        act,
        actor=actor,
        kind="round",
        record_id=asked.pk,
        facts={"indicator": asked.indicator.code, "turn": asked.turn},
    )

"""Raise a signal that no document tells: a limit passed, a surge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from qaraul.events.choices import EventType
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.pipeline.choices import SignalKind
from qaraul.pipeline.models import Signal
from qaraul.pipeline.numbers import new_numbers
from qaraul.sharing.choices import Stage
from qaraul.sharing.models import Audience


@dataclass(frozen=True, slots=True)
class Raised:
    """What is to be raised, and under which marking; it needs a person's look, never more."""

    kind: SignalKind
    title: str
    summary: Mapping[str, Any]
    risk: int
    origin_id: UUID
    tlp: int
    audience: Audience | None
    is_exercise: bool
    area_id: UUID | None = None
    event_type: str = EventType.OTHER
    risk_parts: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def raise_signal(told: Raised, *, at: datetime) -> Signal:
    """Put a signal into the queue of those whom its marking reaches, and tell the apps above."""
    (number,) = new_numbers(1)
    signal = Signal.objects.create(
        number=number,
        kind=told.kind,
        title=told.title[:500],
        title_language="en",
        summary=dict(told.summary),
        risk=told.risk,
        risk_parts=dict(told.risk_parts),
        event_type=told.event_type,
        area_id=told.area_id,
        origin_id=str(told.origin_id),
        tlp=told.tlp,
        audience=told.audience,
        stage=Stage.RELEASED,
        released_at=at,
        is_exercise=told.is_exercise,
        raised_at=at,
        latest_at=at,
    )
    journal.record(
        "signals.raised",
        actor=SYSTEM,
        kind="signal",
        record_id=None,
        facts={"signals": [str(signal.pk)]},
    )
    return signal

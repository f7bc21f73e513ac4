"""The queue as its page shows it, and the one count that every page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import QueueStage
from qaraul.pipeline.filters import QueueFilter
from qaraul.pipeline.hints import hint_of
from qaraul.pipeline.models import Signal
from qaraul.pipeline.querysets import waiting_q

PAGE = 25
ROW = (
    "id", "number", "kind", "title", "title_language", "queue_stage", "held_by_id",
    "held_by__display_name", "held_until", "snoozed_until", "risk", "event_type", "languages",
    "size", "raised_at", "latest_at", "area__name_en", "area__names", "tlp", "dismiss_reason",
    "summary",
)  # fmt: skip
TONES = {
    QueueStage.NEW: "act",
    QueueStage.ESCALATED: "amb",
    QueueStage.CONFIRMED: "sol",
    QueueStage.DISMISSED: "out",
    QueueStage.MERGED: "out",
}


@dataclass(frozen=True, slots=True)
class Status:
    """The one state of a signal in a word, for this viewer, now; `tone` is a class of its tag."""

    word: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue and what its heading says of the whole."""

    rows: Sequence[dict[str, Any]]
    total: int
    waiting: int
    oldest: datetime | None
    held_by_others: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row shown; 0 when there is none."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def needs_review_count(viewer: Viewer, at: datetime | None = None) -> int | None:
    """How many signals wait, in one query; None for viewers who have no part in triage."""
    if not viewer.has(*TRIAGE_ROLES):
        return None
    return Signal.objects.visible_to(viewer).waiting(at or datetime.now(UTC)).count()


def queue(viewer: Viewer, wanted: QueueFilter, at: datetime) -> Queue:
    """One page of the signals that the viewer may see and that fit; two queries."""
    visible = Signal.objects.visible_to(viewer)
    fits = wanted.where(viewer, at)
    waits, others = waiting_q(at), Q(held_until__gt=at) & ~Q(held_by=viewer.person_id)
    whole: dict[str, Any] = visible.aggregate(
        total=Count("pk", filter=fits) if fits else Count("pk"),
        waiting=Count("pk", filter=waits),
        oldest=Min("raised_at", filter=waits),
        others=Count("pk", filter=waits & others),
    )
    start = (wanted.page - 1) * PAGE
    rows = list(visible.filter(fits).order_by(*wanted.order).values(*ROW)[start : start + PAGE])
    for row in rows:
        row["status"] = status_of(row, viewer, at)
        row["type_label"] = EventType(row["event_type"]).label
        if hint := hint_of(row["kind"], row["summary"]):
            row["title"], row["title_language"] = hint.title, get_language() or "en"
    return Queue(
        rows=rows,
        total=whole["total"],
        waiting=whole["waiting"],
        oldest=whole["oldest"],
        held_by_others=whole["others"],
        page=wanted.page,
    )


def status_of(signal: dict[str, Any], viewer: Viewer, at: datetime) -> Status:
    """The state of a signal, from the columns of `ROW`."""
    stage, until = QueueStage(signal["queue_stage"]), signal["held_until"]
    if until is not None and until > at and stage in {QueueStage.CLAIMED, QueueStage.ESCALATED}:
        if signal["held_by_id"] == viewer.person_id:
            return Status(_("Mine, %(n)s min left") % {"n": minutes_left(until, at)}, "amb")
        return Status(_("Held by %(who)s") % {"who": signal["held_by__display_name"]})
    if stage is QueueStage.SNOOZED and signal["snoozed_until"] > at:
        return Status(_("Snoozed to %(time)s") % {"time": _short(signal["snoozed_until"], at)})
    free = QueueStage.NEW if stage in {QueueStage.CLAIMED, QueueStage.SNOOZED} else stage
    return Status(str(free.label), TONES[free])


def minutes_left(until: datetime | None, at: datetime) -> int:
    """Minutes that a claim still lasts, begun ones whole; 0 when it has ended."""
    return max(0, -(-int((until - at).total_seconds()) // 60)) if until else 0


def _short(moment: datetime, at: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%H:%M}" if moment.date() == at.date() else f"{moment:%d.%m. %H:%M}"

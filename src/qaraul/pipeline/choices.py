"""What a signal may be, how it moves through the queue, what people may correct of a reading."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HOLD = timedelta(minutes=10)
"""How long a claim lasts unless it is renewed; afterwards anybody may take the signal."""

UNDO_WINDOW = timedelta(seconds=10)
LONGEST_SNOOZE = timedelta(days=30)


class SignalKind(TextChoices):
    """What gave the hint."""

    STORY = "story", _("story")
    SURGE = "surge", _("surge")
    THRESHOLD = "threshold", _("threshold crossed")
    COMMUNITY = "community", _("community report")
    PEER = "peer", _("peer's item")
    PERSON = "person", _("person's hint")


class QueueStage(TextChoices):
    """Where a signal stands in the queue."""

    NEW = "new", _("New")
    CLAIMED = "claimed", _("Held")
    SNOOZED = "snoozed", _("Snoozed")
    ESCALATED = "escalated", _("Escalated")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")
    MERGED = "merged", _("Merged")


OPEN_STAGES = frozenset(
    {QueueStage.NEW, QueueStage.CLAIMED, QueueStage.SNOOZED, QueueStage.ESCALATED}
)
"""Stages in which a signal still waits for somebody."""

CLOSED_STAGES = frozenset(set(QueueStage) - OPEN_STAGES)

NEXT_STAGES: dict[QueueStage, frozenset[QueueStage]] = {
    QueueStage.NEW: frozenset(set(QueueStage) - {QueueStage.NEW}),
    QueueStage.CLAIMED: frozenset(QueueStage),
    QueueStage.SNOOZED: frozenset(QueueStage),
    # A reviewer holds an escalated signal; it stays escalated.
    QueueStage.ESCALATED: frozenset(set(QueueStage) - {QueueStage.CLAIMED}),
    QueueStage.CONFIRMED: frozenset(),
    QueueStage.DISMISSED: frozenset({QueueStage.NEW}),
    QueueStage.MERGED: frozenset({QueueStage.NEW}),
}


class DismissReason(TextChoices):
    """Why a signal does not become an incident."""

    NO_EVENT = "no_event", _("it tells of no event")
    OLD = "old", _("it is old news")
    KNOWN = "known", _("it is known already")
    OUTSIDE = "outside", _("it lies outside our region or subject")
    NOT_CREDIBLE = "not_credible", _("it is not credible")
    MISREAD = "misread", _("the machine misread it")
    EMPTIED = "emptied", _("its documents went to other stories")
    OTHER = "other", _("another reason")


GIVEN_REASONS = frozenset(set(DismissReason) - {DismissReason.EMPTIED})
"""The reasons that a person may give; the rest are the node's own."""


class Act(TextChoices):
    """What one line of a signal's history says was done."""

    CLAIMED = "claimed", _("took it")
    LET_GO = "let_go", _("let it go")
    HANDED_OVER = "handed_over", _("handed it over")
    DISMISSED = "dismissed", _("dismissed it")
    REOPENED = "reopened", _("opened it again")
    SNOOZED = "snoozed", _("snoozed it")
    ESCALATED = "escalated", _("escalated it")
    MERGED = "merged", _("merged it into another signal")
    CORRECTED = "corrected", _("corrected what was read")
    TAKEN_OUT = "taken_out", _("took a document out")
    CONFIRMED = "confirmed", _("made an incident of it")
    ADDED = "added", _("added the documents that came later to the incident")
    UNDONE = "undone", _("took the last act back")


UNDOABLE = frozenset({Act.DISMISSED, Act.SNOOZED, Act.MERGED})


class Field(TextChoices):
    """What of a reading people may correct."""

    EVENT_TYPE = "event_type", _("event type")
    PLACE = "place", _("place")
    DATE = "occurred_on", _("date")
    KILLED = "killed", _("killed")
    INJURED = "injured", _("injured")
    DISPLACED = "displaced", _("displaced")
    ARRESTED = "arrested", _("arrested")
    ACTORS = "actors", _("groups involved")
    STATUS = "event_status", _("status")
    STORY = "story", _("story")


COUNTS = (Field.KILLED, Field.INJURED, Field.DISPLACED, Field.ARRESTED)


class EventStatus(TextChoices):
    """Whether the text says that it happened; the reader's own codes."""

    ACTUAL = "actual", _("actual")
    HISTORICAL = "historical", _("of the past")
    HYPOTHETICAL = "hypothetical", _("planned or possible")
    DENIED = "denied", _("denied")
    DRILL = "drill", _("drill")


class Sort(TextChoices):
    """The order of the queue."""

    RISK = "risk", _("risk first")
    NEWEST = "newest", _("newest first")


class Asked(TextChoices):
    """What a model may be asked; the reader's own codes."""

    EXTRACT = "extract", _("facts with their evidence")
    TRANSLATE = "translate", _("a translation")
    SUMMARISE = "summarise", _("a summary")


class AskedStage(TextChoices):
    """How a question to a model stands."""

    WAITING = "waiting", _("waiting")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("without an answer")
    WITHHELD = "withheld", _("not allowed to leave the node")


class Agreement(TextChoices):
    """How a suggestion stands to what the rules read; the reader's own codes."""

    AGREES = "agrees", _("the same")
    ADDS = "adds", _("new")
    DIFFERS = "differs", _("differs")

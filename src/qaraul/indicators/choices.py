"""Kinds of indicators and observations, what a value's state is called, how often values come."""

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Where the values of an indicator come from."""

    COMPUTED = "computed", _("computed from the node’s own records")
    ENTERED = "entered", _("entered or imported")
    EXPERT = "expert", _("scored by experts")


class Direction(TextChoices):
    """Which way is the worse one."""

    HIGHER_IS_WORSE = "higher is worse", _("higher is worse")
    LOWER_IS_WORSE = "lower is worse", _("lower is worse")


class AreaLevel(TextChoices):
    """For which areas an indicator is meant."""

    UNIT = "admin1", _("provinces and States")
    STATE = "country", _("States")


class Cadence(TextChoices):
    """How often a new value is due."""

    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    HALF_YEARLY = "half-yearly", _("half-yearly")
    YEARLY = "yearly", _("yearly")
    ON_PUBLICATION = "on publication", _("on publication")


STALE_AFTER: dict[str, timedelta | None] = {
    Cadence.WEEKLY: timedelta(days=14),
    Cadence.MONTHLY: timedelta(days=62),
    Cadence.QUARTERLY: timedelta(days=138),
    Cadence.HALF_YEARLY: timedelta(days=275),
    Cadence.YEARLY: timedelta(days=730),
    Cadence.ON_PUBLICATION: None,
}
"""How long after the end of its period a value counts as stale."""


class Status(IntegerChoices):
    """The state of a value; a higher one asks for more attention."""

    NO_DATA = -2, _("no data")
    UNRATED = -1, _("without a limit")
    USUAL = 0, _("usual")
    RAISED = 1, _("raised")
    HIGH = 2, _("high")


ALERTED = frozenset({Status.RAISED, Status.HIGH})


class ObservationKind(TextChoices):
    """How a value came into the node."""

    ENTERED = "entered", _("entered on a page")
    IMPORTED = "imported", _("imported from a file")
    TOKEN = "token", _("sent by a program")
    PANEL = "panel", _("median of an expert round")


class RoundStage(TextChoices):
    """How far an expert round has come; scores are blind until it closes."""

    OPEN = "open", _("open: scores are hidden")
    CLOSED = "closed", _("closed")


class Subject(TextChoices):
    """What the series of a surge count."""

    STORIES = "stories", _("stories")
    INCIDENTS = "incidents", _("incidents")


SCALE = (0, 1, 2, 3, 4)
SMALLEST_PANEL = 3

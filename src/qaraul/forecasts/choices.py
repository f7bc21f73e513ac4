"""What is forecast, from what, for whom, and the fixed classes in which chances are drawn."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from qaraul.events.choices import EventType


class Target(TextChoices):
    """What is counted in an area and a month."""

    DEATHS = "deaths", _("deaths in violent events")
    INCIDENTS = "incidents", _("violent incidents")


class Basis(TextChoices):
    """What the counts were taken from."""

    INCIDENTS = "incidents", _("this node’s incidents")
    UCDP = "ucdp", _("events of UCDP that the operator supplied")
    INVENTED = "invented", _("a history invented for the exercise")


class AreaLevel(IntegerChoices):
    """How fine the areas of a set are."""

    STATE = 0, _("State")
    UNIT = 1, _("first-level unit")


class Sight(TextChoices):
    """Whose sight the counts are taken with: a set shows nothing that these do not see."""

    NETWORK = "network", _("what every member of the network may see")
    PUBLIC = "public", _("what everybody may see")


VIOLENT = (
    EventType.ARMED_CLASH,
    EventType.ATTACK,
    EventType.EXPLOSION,
    EventType.VIOLENCE_AGAINST_CIVILIANS,
)
"""Types of incidents that count; UCDP's three types of organised violence become the same."""

ANY, MANY = 1, 25
"""The two counts whose chances are given."""

AHEAD = 12
"""Months that a set reaches ahead."""

BOUNDS = (0.02, 0.1, 0.25, 0.5)
"""Lower bounds of the second to the fifth class of chances; fixed, so that months compare."""

RIVALS = ("zero", "last", "conflictology_12")
"""Simple forecasts that are frozen and scored beside ours."""

FEWEST_MONTHS, FEWEST_ACTIVE = 24, 20
"""Less past than this, or fewer area-months with anything, and no forecast is made."""

LONGEST_SILENCE = 6
"""After so many months without any record the count begins anew: nobody was counting."""


def class_of(chance: float) -> int:
    """1 to 5: the class in which a chance is drawn."""
    return 1 + sum(chance >= bound for bound in BOUNDS)

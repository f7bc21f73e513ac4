"""TLP labels, the stages of a marked record, and what an audience may be made of."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class TLP(IntegerChoices):
    """Traffic Light Protocol 2.0, from the widest to the strictest; labels are never translated."""

    CLEAR = 0, "TLP:CLEAR"
    GREEN = 1, "TLP:GREEN"
    AMBER = 2, "TLP:AMBER"
    AMBER_STRICT = 3, "TLP:AMBER+STRICT"
    RED = 4, "TLP:RED"


MEANINGS = {
    TLP.CLEAR: _("no limit; for the public, too"),
    TLP.GREEN: _("inside the network; never in public"),
    TLP.AMBER: _("the organisations named and those who advise them"),
    TLP.AMBER_STRICT: _("the organisations named and nobody else"),
    TLP.RED: _("the persons named, for their eyes and ears"),
}
"""What each label means to a reader, in the words of this network."""


class Stage(TextChoices):
    """Where a marked record stands on its way to its audience."""

    DRAFT = "draft", _("draft")
    PENDING = "pending", _("waits for a second person")
    RELEASED = "released", _("released")
    RECALLED = "recalled", _("recalled")


NEXT_STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.PENDING, Stage.RELEASED}),
    Stage.PENDING: frozenset({Stage.DRAFT, Stage.RELEASED}),
    Stage.RELEASED: frozenset({Stage.RELEASED, Stage.RECALLED}),
    Stage.RECALLED: frozenset({Stage.DRAFT, Stage.PENDING, Stage.RELEASED}),
}


class EntryKind(TextChoices):
    """What one entry of an audience names."""

    PUBLIC = "public", _("the public")
    NETWORK = "network", _("every member of the network")
    ORGANISATION = "organisation", _("organisation")
    CIRCLE = "circle", _("circle")
    PERSON = "person", _("person")


CEILINGS: dict[EntryKind, TLP] = {
    EntryKind.PUBLIC: TLP.CLEAR,
    EntryKind.NETWORK: TLP.GREEN,
    EntryKind.ORGANISATION: TLP.AMBER_STRICT,
    EntryKind.CIRCLE: TLP.AMBER_STRICT,
    EntryKind.PERSON: TLP.RED,
}
"""The strictest label under which an entry of that kind still opens a record."""

OBSERVER_CEILING = TLP.AMBER
MACHINE_CEILING = TLP.AMBER_STRICT

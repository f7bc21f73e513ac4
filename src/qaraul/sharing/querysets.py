"""Visibility, decided once, in SQL: it starts from nothing and adds what is allowed."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import (
    CEILINGS,
    MACHINE_CEILING,
    OBSERVER_CEILING,
    TLP,
    EntryKind,
    Stage,
)

M = TypeVar("M", bound=models.Model)


class MarkedQuerySet(models.QuerySet[M]):
    """Rows that carry a marking. Each view starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows this viewer may know of; real and exercise never mix."""
        allowed = Q(stage=Stage.RELEASED) & reached(viewer)
        if viewer.is_member:
            own = Q(origin=viewer.organisation_id) | Q(delegate=viewer.organisation_id)
            # What is one's own first: it spares those rows the look at their audience.
            allowed = own & Q(tlp__lte=strictest_open(viewer)) | allowed
        return self.filter(allowed, is_exercise=viewer.in_exercise)

    def of_origin(self, viewer: Viewer) -> Self:
        """The rows that the viewer's organisation owns or speaks for, and may work on."""
        own = Q(origin=viewer.organisation_id) | Q(delegate=viewer.organisation_id)
        return self.visible_to(viewer).filter(own)

    def shown_from(self, viewer: Viewer, organisations: Iterable[Any]) -> Self:
        """Visible rows whose origin, as this viewer is shown it, is one of the organisations."""
        wanted = list(organisations)
        open_origin = Q(is_origin_sealed=False, origin__in=wanted)
        through_delegate = Q(is_origin_sealed=True, delegate__in=wanted)
        known = Q(origin=viewer.organisation_id) | Q(delegate=viewer.organisation_id)
        return self.visible_to(viewer).filter(
            open_origin | through_delegate | (known & Q(origin__in=wanted))
        )


def strictest_open(viewer: Viewer) -> TLP:
    """The strictest label that can be open to this kind of viewer at all."""
    if not viewer.is_member:
        return TLP.CLEAR
    if viewer.is_observer_only:
        return OBSERVER_CEILING
    return MACHINE_CEILING if viewer.scopes is not None else TLP.RED


def reached(viewer: Viewer) -> Q:
    """Released rows whose audience and label both reach the viewer."""
    if not viewer.is_member:
        return _under(viewer, EntryKind.PUBLIC, Q(kind=EntryKind.PUBLIC))
    # What is meant for the public is meant for the network too, so its own test is not needed.
    everyone = Q(kind__in=[EntryKind.NETWORK, EntryKind.PUBLIC])
    named = Q(organisation=viewer.organisation_id)
    if viewer.circle_ids:
        named |= Q(circle__in=viewer.circle_ids)
    return (
        _under(viewer, EntryKind.NETWORK, everyone)
        | _under(viewer, EntryKind.ORGANISATION, named)
        # The kind is asked too: a viewer without a person is nobody by name.
        | _under(viewer, EntryKind.PERSON, Q(kind=EntryKind.PERSON, person=viewer.person_id))
    )


def _under(viewer: Viewer, kind: EntryKind, entries: Q) -> Q:
    """Rows with such an audience entry, up to the label at which it still opens."""
    # By name, because models.py imports this module.
    matched = apps.get_model("sharing", "AudienceEntry").objects.filter(entries)
    ceiling = min(CEILINGS[kind], strictest_open(viewer))
    # The number first: it spares most rows the look at the audience.
    return Q(tlp__lte=ceiling) & Q(audience__in=matched.values("audience"))

"""Make and change circles. A circle is known to its members alone.

Everything shared with a circle is visible to whoever is in it now, so the keeper (the organisation
that made it) decides who comes in; every member may leave. Not even the operator's administrators
see a circle that the operator is not in.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import NotAllowed, NotFound
from qaraul.members.models import Circle, Organisation
from qaraul.members.queries import administers, known_circles, own_organisation
from qaraul.members.services.guarding import note
from qaraul.members.viewers import Viewer


@transaction.atomic
def add_circle(
    viewer: Viewer, *, name: str, purpose: str = "", organisations: list[Organisation]
) -> Circle:
    """A new circle; the viewer's organisation keeps it and is always in it."""
    if not administers(viewer):
        raise NotFound(_("There is no such page."))
    own = own_organisation(viewer)
    circle = Circle.objects.create(name=name, purpose=purpose, keeper=own)
    circle.organisations.set({own, *organisations})
    note("circle.added", viewer.actor, record_id=circle.pk, after=_state(circle))
    return circle


@transaction.atomic
def change_circle(
    viewer: Viewer, circle: Circle, *, name: str, purpose: str, organisations: list[Organisation]
) -> None:
    """Change name, purpose and members; the keeper stays in."""
    locked = _locked(viewer, circle)
    if not keeps(viewer, locked):
        raise NotAllowed(_("Only the organisation that keeps the circle changes it."))
    before = _state(locked)
    locked.name, locked.purpose = name, purpose
    locked.save(update_fields=["name", "purpose"])
    keeper = Organisation.objects.filter(pk__in=[locked.keeper_id])
    locked.organisations.set({*keeper, *organisations})
    after = _state(locked)
    if before != after:
        note("circle.changed", viewer.actor, record_id=circle.pk, before=before, after=after)


@transaction.atomic
def leave_circle(viewer: Viewer, circle: Circle) -> None:
    """Take the viewer's own organisation out; the next member keeps the circle if it kept it."""
    locked = _locked(viewer, circle)
    before = _state(locked)
    locked.organisations.remove(own_organisation(viewer))
    if keeps(viewer, locked):
        locked.keeper = locked.organisations.order_by("code").first()
        locked.save(update_fields=["keeper"])
    note("circle.left", viewer.actor, record_id=circle.pk, before=before, after=_state(locked))


def keeps(viewer: Viewer, circle: Circle) -> bool:
    """Whether the viewer's organisation keeps the circle; one without a keeper is kept by all."""
    return circle.keeper_id in {None, viewer.organisation_id}


def _locked(viewer: Viewer, circle: Circle) -> Circle:
    found = known_circles(viewer).select_for_update().filter(pk=circle.pk).first()
    if found is None or not administers(viewer):
        raise NotFound(_("There is no such circle."))
    return found


def _state(circle: Circle) -> dict[str, object]:
    codes = circle.organisations.order_by("code").values_list("code", flat=True)
    return {"name": circle.name, "purpose": circle.purpose, "organisations": list(codes)}

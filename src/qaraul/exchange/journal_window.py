"""Which entries of the journal a viewer may read. It starts from nothing and adds what is allowed.

An entry tells who worked on a record and why, also before its release, so the entries of a marked
record are open to its origin alone. The operator's administrators read, besides, what concerns
the node and its members; an administrator of another organisation reads what concerns that one.
"""

from django.apps import apps
from django.db.models import Q, QuerySet

from qaraul.journal.models import Entry
from qaraul.members.queries import (
    administers,
    is_operator,
    known_circles,
    managed_people,
    own_organisation,
)
from qaraul.members.viewers import Viewer
from qaraul.sharing.models import Marked

MEMBERSHIP_KINDS = ("organisation", "person", "invitation", "token", "session")
NODE_KINDS = ("source", "feed", "area", "gazetteer", "node", "journal")


def open_entries(viewer: Viewer) -> QuerySet[Entry]:
    """The entries that an administrator may read; none for everybody else."""
    if not administers(viewer):
        return Entry.objects.none()
    allowed = Q(kind="circle", record_id__in=known_circles(viewer).values("pk"))
    for model in marked_models():
        own = model.objects.of_origin(viewer).values("pk")
        allowed |= Q(kind=model.__name__.lower(), record_id__in=own)
    if is_operator(viewer):
        allowed |= Q(kind__in=[*MEMBERSHIP_KINDS, *NODE_KINDS])
    else:
        code = own_organisation(viewer).code
        ours = Q(facts__organisation=code) | Q(actor_label__endswith=f"({code})")
        own_people = Q(record_id__in=managed_people(viewer).values("pk"))
        allowed |= Q(kind__in=MEMBERSHIP_KINDS) & (ours | (Q(kind="session") & own_people))
    return Entry.objects.filter(allowed)


def marked_models() -> list[type[Marked]]:
    """Every kind of marked record that is installed."""
    models = [model for model in apps.get_models() if issubclass(model, Marked)]
    return [model for model in models if model._meta.managed]  # noqa: SLF001  a table of ours

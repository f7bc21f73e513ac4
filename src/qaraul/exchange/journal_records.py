"""The records that a page of the journal names: by number or title, where the viewer may see them.

Every lookup starts from what the viewer may see, so an entry never tells the name of a record
that its reader could not open.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from qaraul.events.models import Incident
from qaraul.journal.models import Entry
from qaraul.members.queries import known_circles, managed_organisations, managed_people
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import Signal
from qaraul.sources.models import Document, Source

LONGEST_NAME = 80
Find = Callable[[Viewer], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its name, and its page."""

    name: str
    address: str


NUMBERED: dict[str, tuple[Find, str]] = {
    "incident": (Incident.objects.visible_to, "events:detail"),
    "signal": (Signal.objects.visible_to, "pipeline:signal"),
}
TITLED: dict[str, tuple[Find, str]] = {
    "document": (Document.objects.visible_to, "sources:document"),
    "source": (Source.objects.open_to, "sources:detail"),
    "organisation": (managed_organisations, "members:organisation"),
    "person": (managed_people, "members:person"),
    "session": (managed_people, "members:person"),
    "circle": (known_circles, "members:circle"),
}


def records_of(entries: Iterable[Entry], viewer: Viewer) -> Mapping[UUID, Named]:
    """Each record of these entries that the viewer may open; one query a kind."""
    wanted: defaultdict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.record_id:
            wanted[entry.kind].add(entry.record_id)
    found: dict[UUID, Named] = {}
    for kind, ids in wanted.items():
        find, page = {**NUMBERED, **TITLED}.get(kind, (None, ""))
        if find is None:
            continue
        for record in find(viewer).filter(pk__in=ids):
            name = f"{record.number} {record.title}" if kind in NUMBERED else str(record)
            key = record.code if kind == "source" else record.pk
            found[record.pk] = Named(name[:LONGEST_NAME], reverse(page, args=[key]))
    return found

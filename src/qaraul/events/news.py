"""What the journal tells the apps above of incidents; listen to each of `ACTS`."""

from uuid import UUID

from qaraul.journal.models import Entry

CREATED = "incident.created"
CHANGED = "incident.changed"
IMPORTED = "incidents.imported"
ACTS = (CREATED, CHANGED, IMPORTED)


def incidents_in(entry: Entry) -> list[UUID]:
    """The incidents that an entry of one of these acts is about."""
    if entry.act == IMPORTED:
        return [UUID(pk) for pk in entry.facts["incidents"]]
    return [entry.record_id] if entry.record_id else []

"""Keep incidents findable by their words, and follow documents whose marking changed."""

from collections.abc import Iterable
from uuid import UUID

from qaraul import reading
from qaraul.events.news import incidents_in
from qaraul.events.queries import searchable_text
from qaraul.journal.models import Entry
from qaraul.lexemes import services as lexemes
from qaraul.pipeline.services.reading import read_again

KIND = "incident"
DOCUMENT = "document"
MARKING_ACTS = ("release.released", "release.recalled")


def index_incidents(incident_ids: Iterable[UUID]) -> None:
    """Index the text of these incidents; what stands on no list is taken out. Safe to run twice."""
    ids = list(incident_ids)
    found = list(searchable_text(ids))
    lexemes.index_all(
        KIND,
        [
            lexemes.Entry(one.id, reading.lexemes(one.text, one.language or "en"), one.at)
            for one in found
        ],
    )
    listed = {one.id for one in found}
    for incident_id in ids:
        if incident_id not in listed:
            lexemes.forget(KIND, incident_id)


def hear_of_incidents(entry: Entry) -> None:
    """An incident was made or changed."""
    index_incidents(incidents_in(entry))


def hear_of_marking(entry: Entry) -> None:
    """A document was released anew or recalled: its story holds only documents of one marking."""
    if entry.kind == DOCUMENT and entry.record_id is not None:
        read_again([entry.record_id], at=entry.at)

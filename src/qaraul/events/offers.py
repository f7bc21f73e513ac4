"""What the pages of evidence, merging and splitting offer to choose from."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType
from qaraul.events.models import Evidence, Incident
from qaraul.events.pages import EvidenceRow
from qaraul.events.whereabouts import whereabouts
from qaraul.events.words import words_of
from qaraul.formats import long_day
from qaraul.lexemes.queries import matching
from qaraul.members.viewers import Viewer
from qaraul.places.gazetteer import folded
from qaraul.sources.models import Document

MOST_OFFERED = 25
MOST_LOOKED_AT = 200
LOOKED_AT = 1_000  # characters of a text
TELLING = 4  # letters of a word that tells something
NEAR = timedelta(days=7)
Choices = list[tuple[str, str]]


def documents_like(
    viewer: Viewer, incident: Incident, search: str, chosen: Iterable[str]
) -> Choices:
    """Visible documents that fit the search, or those of the incident's days; and the chosen."""
    visible = Document.objects.visible_to(viewer).naming_sources(viewer)
    standing = Evidence.objects.filter(incident=incident, is_removed=False, document__isnull=False)
    rows = visible.exclude(pk__in=standing.values("document"))
    if search:
        rows = rows.filter(pk__in=matching("document", words_of(search)))
    else:
        days = (incident.occurred_on, incident.occurred_on + NEAR)
        rows = rows.filter(published_at__date__range=days)
    begun = rows.defer("text").annotate(beginning=Substr("text", 1, LOOKED_AT))
    looked_at: list[Any] = list(begun.order_by("-published_at", "-id")[:MOST_LOOKED_AT])
    found = sorted(looked_at, key=lambda row: -_likeness(row, incident))[:MOST_OFFERED]
    missing = ids_of(chosen) - {row.pk for row in found}
    found += list(visible.filter(pk__in=missing))
    return [(str(row.pk), _document_label(row)) for row in found]


def _likeness(document: Any, incident: Incident) -> int:
    """How many words of the incident's title and places a document has; of equals the newest."""
    names = [incident.title, incident.place_name]
    if incident.area:
        names += [incident.area.name_en, *incident.area.names.values()]
    wanted = {word for name in names for word in folded(name).split() if len(word) >= TELLING}
    told = folded(f"{document.title} {document.beginning}")
    return sum(word in told for word in wanted)


def _document_label(row: Any) -> str:
    """Title, source and day of a document that `naming_sources` has read."""
    day = long_day(row.published_at.date())
    return f"{row} ({row.source_title or _('source not named')}, {day})"


def incident_label(row: Incident) -> str:
    """Number, day, type, place, people harmed and title: enough to tell two incidents apart."""
    harms = ((_("killed"), row.killed_best), (_("injured"), row.injured_best))
    parts = [
        row.number,
        long_day(row.occurred_on),
        str(EventType(row.event_type).label),
        ", ".join(whereabouts(row.place_name, row.area).parts),
        *(f"{word} {count}" for word, count in harms if count is not None),
        row.title,
    ]
    return " · ".join(part for part in parts if part)


def ids_of(texts: Iterable[str]) -> set[UUID]:
    """The texts that are ids."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def same_incidents(
    viewer: Viewer, incident: Incident, search: str, chosen: Iterable[str]
) -> list[Incident]:
    """Own incidents that may be the same: near in time with the same area or type, or by words."""
    own: Any = Incident.objects.of_origin(viewer).listed().exclude(pk=incident.pk)
    rows = own.filter(
        Q(event_type=incident.event_type) | Q(area__isnull=False, area=incident.area_id),
        occurred_on__range=(incident.occurred_on - NEAR, incident.occurred_on + NEAR),
    )
    if search:
        by_words = Q(pk__in=matching("incident", words_of(search)))
        rows = own.filter(Q(number__iexact=search.strip()) | by_words)
    rows = rows.select_related("area")
    found = list(rows.order_by("-occurred_on", "-id")[:MOST_LOOKED_AT])
    found = sorted(found, key=lambda row: -_sameness(row, incident))[:MOST_OFFERED]
    missing = ids_of(chosen) - {row.pk for row in found}
    return [*found, *own.select_related("area").filter(pk__in=missing)]


def _sameness(row: Incident, incident: Incident) -> int:
    """How many of area and type are the same; of equals the newest comes first."""
    return (row.area_id == incident.area_id) + (row.event_type == incident.event_type)


def splittable(rows: Sequence[EvidenceRow]) -> Choices:
    """Pieces of evidence by name."""
    return [(str(row.id), f"{row.number} · {evidence_title(row)}") for row in rows]


def evidence_title(row: EvidenceRow) -> str:
    """What a piece of evidence is called."""
    if row.document:
        return f"{row.document} ({row.source or _('source not named')})"
    return row.file.name if row.file else row.note[:100] or _("note")

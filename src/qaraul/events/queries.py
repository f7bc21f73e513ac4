"""Reading incidents: rows of a list, days, areas, words; each starts from `visible_to`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from qaraul.errors import BadInput
from qaraul.events.areas import area_tree
from qaraul.events.choices import HARMS
from qaraul.events.filters import IncidentFilter
from qaraul.events.models import Evidence, Incident, Incidents
from qaraul.events.vocabulary import labels_for_search
from qaraul.events.whereabouts import whereabouts
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

PAGE = 50
ROW = (
    "id", "number", "title", "language", "event_type", "status", "occurred_on", "occurred_until",
    "date_precision", "place_name", "area_id", "place_precision", "credibility", "tlp", "stage",
    "is_exercise", *(f"{harm}_{end}" for harm in HARMS for end in ("low", "best", "high")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, from which the next one goes on."""

    occurred_on: date
    id: UUID

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.occurred_on.isoformat()}_{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor that an address states; `BadInput` when it is none."""
        if not text:
            return None
        day, _, key = text.partition("_")
        try:
            return cls(date.fromisoformat(day), UUID(hex=key))
        except ValueError:
            raise BadInput("This page's address is damaged.", field="after") from None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, newest first, and where the next page begins."""

    rows: list[dict[str, Any]]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class Days:
    """How many incidents each day has, the oldest day first; days without any are left out."""

    counts: list[tuple[date, int]]
    total: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class MapCounts:
    """How many incidents each area has with all that lies in it, and how many have no area."""

    by_area: dict[str, int]
    unplaced: int
    total: int


def incidents(viewer: Viewer, wanted: IncidentFilter) -> Incidents:
    """The incidents that the viewer may see and that fit: the one door to lists, maps and files."""
    return wanted.apply(Incident.objects.visible_to(viewer).listed(), viewer)


def incident_rows(
    viewer: Viewer, wanted: IncidentFilter, after: Cursor | None = None, size: int = PAGE
) -> Page:
    """One page of the list: the fields of `ROW`, `area_name`, `where` in names, `reliability`."""
    rows = incidents(viewer, wanted).order_by("-occurred_on", "-id")
    if after is not None:
        # The first condition lets the index begin at the right day.
        rows = rows.filter(
            Q(occurred_on__lt=after.occurred_on) | Q(id__lt=after.id),
            occurred_on__lte=after.occurred_on,
        )
    found = list(rows.values(*ROW)[: size + 1])
    page = found[:size]
    following = None
    if len(found) > size:
        following = Cursor(page[-1]["occurred_on"], page[-1]["id"])
    return Page(_completed(page, viewer), following)


def _completed(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    letters = best_reliability([row["id"] for row in rows], viewer)
    wanted = {row["area_id"] for row in rows if row["area_id"]}
    areas = area_tree(ids=wanted).by_id
    for row in rows:
        area = areas.get(row["area_id"])
        row["reliability"] = letters.get(row["id"], "")
        row["area_name"] = area.name if area else ""
        row["where"] = whereabouts(row["place_name"], area).parts
    return rows


def best_reliability(incident_ids: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """The best grade, A to F, among the sources of each incident that the viewer may see."""
    rows = Evidence.objects.filter(
        incident__in=list(incident_ids), document__isnull=False, is_removed=False
    )
    held = list(rows.order_by().values_list("incident_id", "document_id"))
    documents = Document.objects.visible_to(viewer).order_by().filter(pk__in={pk for _, pk in held})
    letters = dict(documents.values_list("pk", "source__reliability"))
    best: dict[UUID, str] = {}
    for incident_id, document_id in held:
        if document_id in letters:
            letter = letters[document_id] or "F"
            best[incident_id] = min(letter, best.get(incident_id, "F"))
    return best


def histogram(viewer: Viewer, wanted: IncidentFilter) -> Days:
    """Incidents by day, their sum, and how many have no area; one walk through the index."""
    rows = (
        incidents(viewer, wanted)
        .order_by("occurred_on")
        .values_list("occurred_on")
        .annotate(n=Count("pk"), placed=Count("area"))
    )
    days = list(rows)
    total = sum(n for _, n, _ in days)
    return Days([(day, n) for day, n, _ in days], total, total - sum(p for _, _, p in days))


def map_counts(viewer: Viewer, wanted: IncidentFilter) -> MapCounts:
    """Incidents by area; an area counts what lies in the areas below it too."""
    rows = incidents(viewer, wanted).order_by().values_list("area").annotate(n=Count("pk"))
    counts: dict[UUID | None, int] = dict(rows)
    known = area_tree(ids=[pk for pk in counts if pk is not None]).by_id
    by_area: dict[str, int] = {}
    for area_id, n in counts.items():
        above = area_id
        while above is not None:
            area = known[above]
            by_area[area.code] = by_area.get(area.code, 0) + n
            above = area.parent_id
    return MapCounts(by_area, counts.get(None, 0), sum(counts.values()))


@dataclass(frozen=True, slots=True)
class Searchable:
    """What an incident is found by; the app that reads languages makes lexemes of it."""

    id: UUID
    text: str
    language: str
    at: Any


def searchable_text(incident_ids: Iterable[UUID]) -> Iterator[Searchable]:
    """Title, summary, place, actors, area and type in words, for the text index; not for people.

    Incidents that are on no list are left out: take them out of the index.
    """
    rows = Incident.objects.listed().filter(pk__in=list(incident_ids)).select_related("area")
    for row in rows:
        area = [row.area.name_en, *row.area.names.values()] if row.area else []
        words = [row.title, row.summary, row.number, row.place_name, *row.actors, *area]
        words.extend(labels_for_search(row.event_type))
        yield Searchable(row.pk, "\n".join(w for w in words if w), row.language, row.updated_at)

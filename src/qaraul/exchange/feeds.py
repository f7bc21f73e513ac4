"""Lists that can be followed: each knows its filter, its roles and its newest items."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qaraul.errors import BadInput, NotFound
from qaraul.events.areas import area_tree
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import incidents
from qaraul.exchange.documents import PARAMETERS, DocumentFilter
from qaraul.indicators.pages import crossings_of, surges_of
from qaraul.members.choices import TRIAGE_ROLES, Role
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import Sort
from qaraul.pipeline.filters import PARAMETERS as QUEUE_PARAMETERS
from qaraul.pipeline.filters import QueueFilter
from qaraul.pipeline.hints import hint_of
from qaraul.pipeline.models import Signal
from qaraul.registry import Registry
from qaraul.sharing.models import Release
from qaraul.sharing.queries import notices_of
from qaraul.sources.models import Source

MOST_ITEMS = 100
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed."""

    id: UUID
    title: str
    text: str
    address: str
    at: datetime
    tlp: int
    is_exercise: bool
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedList:
    """One list: how its filter is written, who may see it, what is newest in it."""

    label: Promise
    normal: Callable[[QueryDict], str]
    newest: Callable[[Viewer, QueryDict], list[FeedItem]]
    parameters: frozenset[str]
    roles: frozenset[Role] = field(default=frozenset(Role))

    def require(self, viewer: Viewer) -> None:
        """`NotFound` for viewers whose roles do not open the list's page."""
        if not viewer.has(*self.roles):
            raise NotFound(gettext("There is no such list."))


lists: Registry[FeedList] = Registry("list")


def normal_query(chosen: FeedList, viewer: Viewer, query: str) -> str:
    """The filter written as it is always written; `BadInput` when it cannot be read."""
    given = QueryDict(query)
    for name in given:
        if name not in chosen.parameters:
            raise BadInput(gettext("No filter is called “%(name)s”.") % {"name": name}, field=name)
    chosen.newest(viewer, given)  # says what is wrong with codes that only the database knows
    return chosen.normal(given)


def newest_incidents(viewer: Viewer, query: QueryDict) -> list[FeedItem]:
    """The incidents that came into the viewer's sight last: made lately, or released lately."""
    found = incidents(viewer, IncidentFilter.from_query(query)).values(
        "id", "title", "summary", "event_type", "area_id", "tlp", "is_exercise", "occurred_on",
        seen_from=Coalesce("released_at", "created_at"),
    )  # fmt: skip
    # Two walks through an index each, for nothing keeps all incidents in the order of their sight.
    made = found.order_by("-id")[:MOST_ITEMS]
    released = found.filter(pk__in=_released_lately()).order_by()
    rows = {row["id"]: row for row in (*made, *released)}
    newest = sorted(rows.values(), key=lambda row: (row["seen_from"], row["id"]), reverse=True)
    areas = area_tree().by_id
    return [
        FeedItem(
            id=row["id"],
            title=f"{row['title']} ({row['occurred_on'].isoformat()})",
            text=row["summary"][:LONGEST_TEXT],
            address=reverse("events:detail", args=[row["id"]]),
            at=row["seen_from"],
            tlp=row["tlp"],
            is_exercise=row["is_exercise"],
            categories=(row["event_type"], *_code(areas, row["area_id"])),
        )
        for row in newest[:MOST_ITEMS]
    ]


def _released_lately() -> list[UUID]:
    live = Release.objects.filter(kind="incident", released_at__isnull=False, ended_at=None)
    latest = live.order_by("-released_at").values_list("record_id", flat=True)
    return list(latest[: 3 * MOST_ITEMS])


def newest_documents(viewer: Viewer, query: QueryDict) -> list[FeedItem]:
    """The documents published last; of their text only the beginning, for it is not ours."""
    found: Any = DocumentFilter.from_query(query).documents(viewer)
    rows = found.order_by("-published_at", "-id").values(
        "id", "title", "text", "published_at", "tlp", "is_exercise", "source_code"
    )
    return [
        FeedItem(
            id=row["id"],
            title=row["title"] or row["text"][:80],
            text=row["text"][:LONGEST_TEXT],
            address=reverse("sources:document", args=[row["id"]]),
            at=row["published_at"],
            tlp=row["tlp"],
            is_exercise=row["is_exercise"],
            categories=(row["source_code"],) if row["source_code"] else (),
        )
        for row in rows[:MOST_ITEMS]
    ]


def newest_signals(viewer: Viewer, query: QueryDict) -> list[FeedItem]:
    """The signals of the queue that were raised last."""
    fits = QueueFilter.from_query(query).where(viewer, timezone.now())
    rows: Any = Signal.objects.visible_to(viewer).filter(fits).order_by("-raised_at", "-id")
    return [
        FeedItem(
            id=row["id"],
            title=f"{row['number']} {row['title']}",
            text="",
            address=reverse("pipeline:signal", args=[row["id"]]),
            at=row["raised_at"],
            tlp=row["tlp"],
            is_exercise=row["is_exercise"],
            categories=(row["event_type"],),
        )
        for row in rows.values(
            "id", "number", "title", "event_type", "raised_at", "tlp", "is_exercise"
        )[:MOST_ITEMS]
    ]


def newest_sources(viewer: Viewer, query: QueryDict) -> list[FeedItem]:  # noqa: ARG001  has no filter
    """The sources that came into the catalogue last."""
    rows = Source.objects.open_to(viewer).order_by("-created_at", "-pk")
    return [
        FeedItem(
            id=row.pk,
            title=f"{row.title} ({row.get_reliability_display()})",
            text=row.publisher,
            address=row.get_absolute_url(),
            at=row.created_at,
            tlp=row.tlp,
            is_exercise=viewer.in_exercise,
        )
        for row in rows[:MOST_ITEMS]
    ]


def newest_findings(viewer: Viewer, query: QueryDict) -> list[FeedItem]:  # noqa: ARG001  has no filter
    """Surges, and limits of indicators that were passed, found last."""
    found: list[Any] = [*surges_of(viewer), *crossings_of(viewer, MOST_ITEMS)]
    found.sort(key=lambda one: (one.found_at, one.pk), reverse=True)
    items = []
    for one in found[:MOST_ITEMS]:
        hint = hint_of(one.signal.kind, one.signal.summary)
        items.append(
            FeedItem(
                id=one.pk,
                title=hint.title if hint else one.signal.title,
                text=hint.sentence if hint else "",
                address=hint.address if hint else reverse("indicators:surges"),
                at=one.found_at,
                tlp=one.signal.tlp,
                is_exercise=one.is_exercise,
            )
        )
    return items


def newest_notices(viewer: Viewer, query: QueryDict) -> list[FeedItem]:  # noqa: ARG001  has no filter
    """What was taken back from the viewer's organisation, without telling of it."""
    return [
        FeedItem(
            id=notice.pk,
            title=gettext("Taken back: %(reference)s") % {"reference": notice.reference or "–"},
            text=notice.release.reason_told,
            address=reverse("sharing:waiting"),
            at=notice.sent_at,
            tlp=notice.release.tlp,
            is_exercise=notice.release.is_exercise,
        )
        for notice in notices_of(viewer)[:MOST_ITEMS]
    ]


def _code(areas: dict[UUID, Any], area_id: UUID | None) -> tuple[str, ...]:
    return (areas[area_id].code,) if area_id in areas else ()


def _normal_documents(query: QueryDict) -> str:
    return DocumentFilter.from_query(query).as_query()


def _normal_incidents(query: QueryDict) -> str:
    return IncidentFilter.from_query(query).as_query()


def _normal_signals(query: QueryDict) -> str:
    return QueueFilter.from_query(query).as_query(sort=Sort.RISK.value)


def _without_filter(query: QueryDict) -> str:  # noqa: ARG001  there is none
    return ""


INCIDENT_PARAMETERS = frozenset(
    {"q", "type", "area", "from", "to", "cred", "status", "tlp", "origin", "casualties", "bbox"}
)
for name, followed in {
    "incidents": FeedList(_("Incidents"), _normal_incidents, newest_incidents, INCIDENT_PARAMETERS),
    "documents": FeedList(
        _("Documents"), _normal_documents, newest_documents, frozenset(PARAMETERS)
    ),
    "signals": FeedList(
        _("Signals"), _normal_signals, newest_signals, frozenset(QUEUE_PARAMETERS), TRIAGE_ROLES
    ),
    "sources": FeedList(_("Sources"), _without_filter, newest_sources, frozenset()),
    "surges": FeedList(_("Surges and limits"), _without_filter, newest_findings, frozenset()),
    "notices": FeedList(_("Taken back"), _without_filter, newest_notices, frozenset()),
}.items():
    lists.register(name, followed)

"""Home: what changed since the last visit, where, how sure, what next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType, PlacePrecision, Status
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import ROW, best_reliability, incidents
from qaraul.events.whereabouts import whereabouts
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.models import Person
from qaraul.members.viewers import Viewer
from qaraul.pipeline.hints import hint_of
from qaraul.pipeline.models import Signal
from qaraul.sharing.queries import open_notices, pending_releases
from qaraul.sources.models import Document, Source, SourceSilence
from qaraul.web.formats import listed, number, parted
from qaraul.web.queries.areas import WEEK, RecentMap, Unusual, WeeksByArea, recent_map
from qaraul.web.queries.review import Review, review_of
from qaraul.web.rooms import address_of

FIRST_VISIT_SHOWS = timedelta(days=7)
STREAM, NEW_INCIDENTS, UNUSUAL_AREAS, SILENCES = 6, 5, 2, 4


@dataclass(frozen=True, slots=True)
class Change:
    """One row of home: what changed, where, how sure, its trend and what to do."""

    title: str
    detail: str
    where: str
    weeks: Sequence[int]
    address: str
    act: str
    act_detail: str
    language: str = ""
    reliability: str = ""
    credibility: int | None = None
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits, where it is done, and how long it has waited."""

    label: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the page shows."""

    today: date
    since: datetime
    is_first_visit: bool
    changes: tuple[Change, ...]
    change_count: int
    document_count: int
    language_count: int
    new_incidents: int
    stream: tuple[dict[str, Any], ...]
    duties: tuple[Duty, ...]
    silences: tuple[SourceSilence, ...]
    map: RecentMap
    review: Review

    @property
    def headline(self) -> str:
        """The finding, as the title of the page."""
        changed = ngettext(
            "%(n)s change since your last visit", "%(n)s changes since your last visit",
            self.change_count,
        )  # fmt: skip
        if self.is_first_visit:
            changed = ngettext(
                "%(n)s change in the last seven days", "%(n)s changes in the last seven days",
                self.change_count,
            )  # fmt: skip
        if self.change_count == 0:
            changed = _("Nothing has changed since your last visit")
            if self.is_first_visit:
                changed = _("Nothing has changed in the last seven days")
        due = sum(duty.count for duty in self.duties)
        waiting = ngettext("one thing waits for you", "%(n)s things wait for you", due)
        if not due:
            waiting = _("nothing waits for you")
        return parted(changed % {"n": number(self.change_count)}, waiting % {"n": number(due)})

    @property
    def more(self) -> int:
        """Changes that have no row of their own here."""
        return max(0, self.change_count - len(self.changes))


def home(viewer: Viewer, person: Person, *, now: datetime) -> Home:
    """The page of a person, at most twenty queries with the frame around it."""
    today = now.astimezone(UTC).date()
    since = person.previous_visit_at or now - FIRST_VISIT_SHOWS
    counted = WeeksByArea(viewer, today, since)
    rows = _newest(viewer, counted)
    review = review_of(viewer, since=since, now=now)
    unusual = counted.unusual()
    fresh = [row for row in rows if row["shown_at"] > since]
    languages = _languages_read(viewer, since)
    silences = tuple(_silences(viewer))
    return Home(
        today=today,
        since=since,
        is_first_visit=person.previous_visit_at is None,
        changes=(
            *(_of_area(found, counted) for found in unusual[:UNUSUAL_AREAS]),
            *(_of_incident(row, counted) for row in _weightiest(fresh)),
            *(_of_signal(signal, counted, now) for signal in review.newest),
        ),
        change_count=len(unusual) + counted.new_count + review.new_count,
        document_count=sum(languages.values()),
        language_count=sum(1 for language in languages if language),
        new_incidents=counted.new_count,
        stream=tuple(rows[:STREAM]),
        duties=tuple(_duties(viewer, counted, review)),
        silences=silences,
        map=recent_map(counted),
        review=review,
    )


def _newest(viewer: Viewer, counted: WeeksByArea) -> list[dict[str, Any]]:
    """Incidents of the last weeks in the order in which the viewer came to see them."""
    rows = incidents(viewer, IncidentFilter(since=counted.first))
    shown_at = Coalesce(F("released_at"), F("created_at"))
    found: Any = rows.annotate(shown_at=shown_at).order_by("-shown_at", "-id")
    newest = list(found.values(*ROW, "shown_at")[:40])
    letters = best_reliability([row["id"] for row in newest], viewer)
    for row in newest:
        area = counted.area(row["area_id"])
        row["where"] = whereabouts(row["place_name"], area).parts
        row["reliability"] = letters.get(row["id"], "")
        row["type_label"] = EventType(row["event_type"]).label
    return newest


def _weightiest(fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best founded of the new incidents, the newest of equals first."""
    return sorted(fresh, key=lambda row: row["credibility"])[:NEW_INCIDENTS]


def _of_area(found: Unusual, counted: WeeksByArea) -> Change:
    since = (counted.today - WEEK + timedelta(days=1)).isoformat()
    query = urlencode({"area": found.area.code, "from": since})
    return Change(
        title=_("More incidents than usual in %(area)s") % {"area": found.area.name},
        detail=_("%(n)s in seven days; a usual week has %(usual)s")
        % {"n": number(found.week), "usual": number(found.usual, 1)},
        where=found.area.name,
        weeks=found.weeks,
        sure=_("a count, not yet an assessment"),
        address=f"{reverse('events:list')}?{query}",
        act=_("See the incidents"),
        act_detail=_("for information"),
    )


def _of_incident(row: dict[str, Any], counted: WeeksByArea) -> Change:
    place = listed(row["where"]) or _("place not known")
    is_open = row["status"] in {Status.NEW, Status.IN_REVIEW}
    return Change(
        title=row["title"],
        language=row["language"],
        detail=parted(str(row["type_label"]), str(Status(row["status"]).label)),
        where=f"{place} ({PlacePrecision(row['place_precision']).label})",
        weeks=counted.weeks(row["area_id"]),
        reliability=row["reliability"],
        credibility=row["credibility"],
        address=reverse("events:detail", args=[row["id"]]),
        act=_("Check the incident") if is_open else _("Read the incident"),
        act_detail=_("not verified yet") if is_open else _("for information"),
    )


def _of_signal(signal: Signal, counted: WeeksByArea, now: datetime) -> Change:
    area = counted.area(signal.area_id)
    hint = hint_of(signal.kind, signal.summary)
    return Change(
        title=hint.title if hint else signal.title,
        language=(get_language() or "en") if hint else signal.title_language,
        detail=signal.get_kind_display(),
        where=area.name if area else _("place not known"),
        weeks=counted.weeks(signal.area_id),
        sure=_("read by a machine, not checked"),
        address=reverse("pipeline:signal", args=[signal.pk]),
        act=_("Open the signal"),
        act_detail=_("nobody holds it")
        if signal.holder_at(now) is None
        else _("somebody holds it"),
    )


def _languages_read(viewer: Viewer, since: datetime) -> dict[str, int]:
    """Documents that came since, by language."""
    rows: QuerySet[Any] = Document.objects.visible_to(viewer).filter(fetched_at__gt=since)
    counts = rows.order_by().values_list("reading__lang").annotate(n=Count("pk"))
    return {language or "": n for language, n in counts}


def _silences(viewer: Viewer) -> QuerySet[SourceSilence]:
    known = Source.objects.open_to(viewer).filter(is_enabled=True)
    open_ones = SourceSilence.objects.filter(closed_at__isnull=True, source__in=known)
    return open_ones.select_related("source").order_by("opened_at")[:SILENCES]


def _duties(viewer: Viewer, counted: WeeksByArea, review: Review) -> list[Duty]:
    is_checking = viewer.has(*TRIAGE_ROLES)
    waiting = reverse("sharing:waiting")
    queue = address_of("pipeline:queue") or ""
    checks = f"{reverse('events:list')}?status=new,in_review"
    found = (
        (pending_releases(viewer).count(), _("Releases to sign"), waiting),
        (open_notices(viewer).count(), _("Recalls to acknowledge"), waiting),
        (review.mine, _("Signals you hold"), queue),
        (counted.to_check * is_checking, _("Incidents of ours to check"), checks),
    )
    return [Duty(label, address, n) for n, label, address in found if n]

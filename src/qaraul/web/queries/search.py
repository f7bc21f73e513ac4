"""Search: documents by words, language, source and date, and the incidents that hold the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.events.choices import EventType
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import incident_rows
from qaraul.events.words import MOST_CHARACTERS, words_of
from qaraul.lexemes.queries import matching
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document
from qaraul.web.excerpts import excerpt, marked, pattern_of

PAGE, INCIDENTS = 25, 5
LANGUAGES = dict(settings.LANGUAGES)
ROW = ("id", "title", "text", "published_at", "tlp", "source_code", "source_title",
       "source__reliability", "reading__lang", "language_declared")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What is looked for; its state is the address of the page."""

    q: str = ""
    language: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The filter that an address states; `BadInput` names the part that cannot be read."""
        text = {
            name: " ".join(str(query.get(name) or "").replace("\x00", "").split())
            for name in ("q", "lang", "source", "from", "to")
        }
        if len(text["q"]) > MOST_CHARACTERS:
            raise BadInput(_("At most %(n)s characters.") % {"n": MOST_CHARACTERS}, field="q")
        if text["lang"] and text["lang"] not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise BadInput(_("The language is one of: %(known)s.") % {"known": known}, field="lang")
        days = {name: _day(text[name], name) for name in ("from", "to")}
        return cls(text["q"], text["lang"], text["source"][:60], days["from"], days["to"])

    def parts(self) -> dict[str, str]:
        """The parts of the address, by parameter."""
        written = {
            "q": self.q,
            "lang": self.language,
            "source": self.source,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in written.items() if value}

    def address(self, **changes: str) -> str:
        """The query of the same search with some parts changed; "" takes a part away."""
        parts = {name: value for name, value in (self.parts() | changes).items() if value}
        return f"?{urlencode(parts)}"

    @property
    def chips(self) -> list[dict[str, str]]:
        """The parts that narrow the search, each with the address of the search without it."""
        labels = {
            "q": _("words: %s"), "lang": _("language: %s"), "source": _("source: %s"),
            "from": _("from %s"), "to": _("to %s"),
        }  # fmt: skip
        shown = self.parts() | ({"lang": LANGUAGES[self.language]} if self.language else {})
        return [
            {"label": labels[name] % shown[name], "url": self.address(**{name: ""})}
            for name in self.parts()
        ]


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("Write the date as 2026-11-23."), field=name) from None


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document of the list, its found words marked."""

    id: UUID
    title: SafeString
    excerpt: SafeString
    published_at: datetime
    tlp: int
    language: str
    source: str
    source_code: str
    reliability: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results."""

    documents: tuple[FoundDocument, ...]
    incidents: tuple[dict[str, Any], ...]
    following: str


def search(viewer: Viewer, wanted: SearchFilter, after: str = "") -> Found:
    """Documents, newest first, and on the first page the newest incidents with the same words."""
    page, following = _documents(viewer, wanted, after)
    pattern = pattern_of(wanted.q)
    found = tuple(
        FoundDocument(
            id=row["id"],
            title=marked(row["title"], pattern),
            excerpt=excerpt(row["text"], pattern),
            published_at=row["published_at"],
            tlp=row["tlp"],
            language=row["reading__lang"] or row["language_declared"],
            source=row["source_title"],
            source_code=row["source_code"],
            reliability=row["source__reliability"],
        )
        for row in page
    )
    incidents = _incidents(viewer, wanted) if wanted.q and not after else ()
    return Found(found, incidents, following)


def _documents(viewer: Viewer, wanted: SearchFilter, after: str) -> tuple[list[Any], str]:
    rows: Any = (
        Document.objects.visible_to(viewer).naming_sources(viewer).order_by("-published_at", "-id")
    )
    if wanted.q:
        rows = rows.filter(pk__in=matching("document", words_of(wanted.q)))
    if wanted.language:
        rows = rows.filter(reading__lang=wanted.language)
    if wanted.source:
        rows = rows.from_source(viewer, wanted.source)
    if wanted.since:
        rows = rows.filter(published_at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(published_at__lte=datetime.combine(wanted.until, time.max, UTC))
    if after:
        moment, last_id = _cursor(after)
        rows = rows.filter(Q(published_at__lt=moment) | Q(id__lt=last_id), published_at__lte=moment)
    found = list(rows.values(*ROW)[: PAGE + 1])
    page = found[:PAGE]
    is_more = len(found) > PAGE
    following = f"{page[-1]['published_at'].isoformat()}_{page[-1]['id'].hex}" if is_more else ""
    return page, following


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _cursor(text: str) -> tuple[datetime, UUID]:
    moment, _, key = text.partition("_")
    try:
        found = datetime.fromisoformat(moment.replace(" ", "+"))
        return found.astimezone(UTC), UUID(hex=key)
    except (ValueError, OverflowError):
        raise BadInput("This page's address is damaged.", field="after") from None


def _incidents(viewer: Viewer, wanted: SearchFilter) -> tuple[dict[str, Any], ...]:
    same = IncidentFilter(q=wanted.q, since=wanted.since, until=wanted.until)
    rows = incident_rows(viewer, same, size=INCIDENTS).rows
    pattern = pattern_of(wanted.q)
    return tuple(
        row
        | {"title": marked(row["title"], pattern), "type_label": EventType(row["event_type"]).label}
        for row in rows
    )

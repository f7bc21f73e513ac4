"""Which documents are asked for: by words, language, source and date, as on the search page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet

from qaraul.errors import BadInput
from qaraul.events.words import MOST_CHARACTERS, words_of
from qaraul.lexemes.queries import matching
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

LANGUAGES = [code for code, _ in settings.LANGUAGES]
SOURCE_CODE = "^[A-Za-z0-9_-]{1,60}$"
PARAMETERS = ("q", "lang", "source", "from", "to")
LAST_DAY = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a list or feed of documents is narrowed to; empty means everything."""

    q: str = ""
    language: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The filter that an address states; `BadInput` names the part that cannot be read."""
        text = {name: str(query.get(name) or "").replace("\x00", "") for name in PARAMETERS}
        text["q"] = " ".join(text["q"].split())
        if len(text["q"]) > MOST_CHARACTERS:
            raise BadInput(f"At most {MOST_CHARACTERS} characters.", field="q")
        if text["lang"] and text["lang"] not in LANGUAGES:
            raise BadInput(f"One of: {', '.join(LANGUAGES)}.", field="lang")
        if text["source"] and not re.fullmatch(SOURCE_CODE, text["source"]):
            raise BadInput("This is no source's code.", field="source")
        days = {name: _day(text[name], name) for name in ("from", "to")}
        return cls(text["q"], text["lang"], text["source"], days["from"], days["to"])

    def as_query(self) -> str:
        """The filter as the query of an address, always written the same."""
        written = {
            "q": self.q,
            "lang": self.language,
            "source": self.source,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in written.items() if value})

    def documents(self, viewer: Viewer) -> QuerySet[Document]:
        """The documents that the viewer may see and that fit."""
        rows: Any = Document.objects.visible_to(viewer).naming_sources(viewer)
        if self.q:
            rows = rows.filter(pk__in=matching("document", words_of(self.q)))
        if self.language:
            rows = rows.filter(reading__lang=self.language)
        if self.source:
            rows = rows.from_source(viewer, self.source)
        if self.since:
            rows = rows.filter(published_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(published_at__lt=_midnight(min(self.until, LAST_DAY), 1))
        found: QuerySet[Document] = rows
        return found


def _midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), UTC)


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("Write the date as 2026-11-23.", field=name) from None

"""Items of a JSON Feed (jsonfeed.org, version 1.1)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import LONGEST_TITLE, from_markup, one_line, plain, web_address
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.connectors.json_values import load, word
from qaraul.sources.moments import moment_of

PERSONAL = frozenset({"author", "authors"})


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The items in order; `NotThisKind` when there is no list of items."""
    feed = load(body, context)
    items = feed.get("items") if isinstance(feed, dict) else feed
    if not isinstance(items, list):
        raise NotThisKind("no list of items")
    language = word(feed, "language") if isinstance(feed, dict) else ""
    for row, values in enumerate(items, 1):
        if isinstance(values, dict):
            yield _item(values, row, context, language)
        else:
            yield Refused(row, ItemFault.BROKEN, type(values).__name__)


def _item(values: Mapping[str, Any], row: int, context: Context, language: str) -> Parsed:
    text = plain(word(values, "content_text"))
    if not text:
        text = from_markup(word(values, "content_html", "summary", "description"))
    title = one_line(word(values, "title", "headline", "event"), LONGEST_TITLE)
    if not title and not text:
        return Refused(row, ItemFault.EMPTY)
    url = web_address(word(values, "url", "link", "external_url"), context.url)
    own = word(values, "id", "guid", "identifier") or url
    stated = word(values, "date_published", "published", "sent", "date_modified")
    return Item(
        external_id=own or "text:" + hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
        title=title,
        text=text,
        url=url,
        published_at=moment_of(stated),
        language=word(values, "language") or language or context.language,
        author_dropped=any(values.get(name) for name in PERSONAL),
        raw={"categories": [one_line(t, 80) for t in _tags(values)]} if _tags(values) else {},
        row=row,
    )


def _tags(values: Mapping[str, Any]) -> list[str]:
    tags = values.get("tags")
    return [t for t in tags[:20] if isinstance(t, str)] if isinstance(tags, list) else []

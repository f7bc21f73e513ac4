"""Items of RSS, Atom and RDF by feedparser, batch by batch; a broken one spoils no other."""

import calendar
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import feedparser

from qaraul.sources.charsets import decode
from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.cleaning import LONGEST_TITLE, from_markup, one_line, web_address
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused, Remark
from qaraul.sources.connectors.rss.fragments import (
    Fragment,
    Frame,
    fragments,
    frame_of,
    without_entities,
)
from qaraul.sources.moments import moment_of

PERSONAL = frozenset({"author", "dc:creator", "managingEditor", "webMaster", "contributor"})
BATCH, MOST_ITEMS, LARGEST_ITEM = 200, 100_000, 1_000_000
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGE = re.compile(r"<(?:dc:)?language>\s*([A-Za-z]{2,3})|xml:lang=[\"']([A-Za-z]{2,3})")
Row = tuple[int, Fragment]
Make = Callable[[Any, int, Context, str], Parsed]


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The items of a feed in order, each broken one named by its row.

    Raises `NotThisKind` when the bytes are no feed.
    """
    yield from parse_with(item_of, body, context)


def parse_with(make: Make, body: bytes, context: Context) -> Iterator[Parsed]:
    """The same with another reading of an entry, for feeds that say more than RSS does."""
    decoded = decode(body, context.content_type)
    text, entities = without_entities(NOT_XML.sub("", decoded.text))
    frame = frame_of(text)
    if frame is None:
        raise NotThisKind("no RSS, RDF or Atom element")
    if decoded.mended:
        yield Remark(RemarkKind.CHARSET, f"{decoded.mended} → {decoded.encoding}")
    if entities:
        yield Remark(RemarkKind.ENTITIES, ", ".join(sorted(entities)[:5]))
    if context.is_cut or frame.end not in text[-200:]:
        yield Remark(RemarkKind.CUT_OFF)
    declared = LANGUAGE.search(text[:20_000])
    language = (declared.group(1) or declared.group(2)).lower() if declared else context.language
    rows = enumerate(fragments(text), 1)
    while batch := list(islice(rows, BATCH)):
        if batch[0][0] > MOST_ITEMS:
            yield Refused(batch[0][0], ItemFault.TOO_MANY, f"more than {MOST_ITEMS:,}")
            return
        for number, entry in _batch(batch, frame, entities):
            if isinstance(entry, Refused):
                yield entry
                continue
            try:
                yield make(entry, number, context, language)
            except Exception as error:  # noqa: BLE001  an odd value in one item spoils no other
                yield Refused(number, ItemFault.BROKEN, type(error).__name__)


def _batch(
    batch: Sequence[Row], frame: Frame, entities: frozenset[str]
) -> Iterator[tuple[int, Any]]:
    """The entries of one batch; one by one when the batch as a whole is not well-formed."""
    whole = [row for row in batch if _fault(row[1], entities) is None]
    entries = _entries("".join(f.text for _, f in whole), frame)
    together = dict(zip((n for n, _ in whole), entries, strict=False))
    for number, fragment in batch:
        if fault := _fault(fragment, entities):
            yield number, Refused(number, fault, _excerpt(fragment))
        elif len(entries) == len(whole):
            yield number, together[number]
        else:
            alone = _entries(fragment.text, frame, is_loose_allowed=True)
            broken = Refused(number, ItemFault.BROKEN, _excerpt(fragment))
            yield number, alone[0] if len(alone) == 1 else broken


def _excerpt(fragment: Fragment) -> str:
    return one_line(fragment.text[:400].replace("<", " <"), 120)


def _fault(fragment: Fragment, entities: frozenset[str]) -> ItemFault | None:
    if fragment.is_cut:
        return ItemFault.CUT_OFF
    if len(fragment.text) > LARGEST_ITEM:
        return ItemFault.TOO_LARGE
    if entities and not entities.isdisjoint(re.findall(r"&([^\s;&]{1,100});", fragment.text)):
        return ItemFault.OWN_ENTITIES
    return None


def _entries(text: str, frame: Frame, *, is_loose_allowed: bool = False) -> list[Any]:
    """What feedparser makes of some items; nothing of ill-formed ones, unless allowed."""
    if not text:
        return []
    try:
        found = feedparser.parse(
            io.BytesIO(f"{frame.start}{text}{frame.end}".encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # nh3 takes all markup out, for every connector alike
            resolve_relative_uris=False,
        )
    except Exception:  # noqa: BLE001  its loose parser stumbles in many ways over broken markup
        return []
    return [] if found.bozo and not is_loose_allowed else list(found.entries)


def item_of(entry: Any, row: int, context: Context, language: str) -> Item | Refused:
    """One entry as an item, or why not."""
    title = one_line(entry.get("title", ""), LONGEST_TITLE)
    bodies = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
    text = max((from_markup(body) for body in bodies), key=len)
    if not title and not text:
        return Refused(row, ItemFault.EMPTY)
    url = web_address(entry.get("link", ""), context.url)
    own = entry.get("id", "").strip() or url
    said = entry.get("title_detail", {}).get("language") or language
    return Item(
        external_id=own or "text:" + hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
        title=title,
        text=text,
        url=url,
        published_at=_moment(entry),
        language=said,
        author_dropped=any(entry.get(name) for name in ("author", "authors", "contributors")),
        raw=_facts(entry),
        row=row,
    )


def _moment(entry: Any) -> datetime | None:
    for name in ("published", "updated", "created"):
        if name not in entry:  # feedparser answers `get` with another date than the one asked for
            continue
        if parsed := entry.get(f"{name}_parsed"):
            return moment_of(calendar.timegm(parsed))
        if found := moment_of(entry[name]):
            return found
    return None


def _facts(entry: Any) -> dict[str, Any]:
    """Categories and a point, where the item gives them."""
    facts: dict[str, Any] = {}
    if terms := [one_line(t.get("term") or "", 80) for t in entry.get("tags", [])[:20]]:
        facts["categories"] = terms
    where = entry.get("where") or {}
    if where.get("type") == "Point":
        facts["point"] = [float(c) for c in where["coordinates"][:2]]
    return facts

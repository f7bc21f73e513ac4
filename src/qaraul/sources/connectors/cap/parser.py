"""A CAP alert, a feed with alerts inside, or a feed of links, whose alerts are then asked for."""

import re
from collections.abc import Iterator
from itertools import count

from qaraul.sources.charsets import decode
from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.connectors.base import (
    Context,
    Follow,
    Item,
    NotThisKind,
    Parsed,
    Refused,
    Remark,
)
from qaraul.sources.connectors.cap.alerts import alerts_in, element, item_of
from qaraul.sources.connectors.rss.fragments import fragments, frame_of, without_entities
from qaraul.sources.connectors.rss.parser import parse as parse_rss

PERSONAL = frozenset({"contact", "author"})
PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
HAS_ALERT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?alert[\s>]")


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The alerts in order; `NotThisKind` when it is neither an alert nor a feed."""
    text, entities = without_entities(decode(body, context.content_type).text)
    text = PROLOG.sub("", text)
    if entities:
        yield Remark(RemarkKind.ENTITIES, ", ".join(sorted(entities)[:5]))
    frame = frame_of(text)
    if frame is None:
        yield from _single(text, context)
        return
    embedded = {
        row: f"{frame.start}{part.text}{frame.end}"
        for row, part in zip(count(1), fragments(text))
        if not part.is_cut and HAS_ALERT.search(part.text)
    }
    for parsed in parse_rss(body, context):
        if not isinstance(parsed, Item):
            yield parsed
        elif parsed.row in embedded:
            yield _embedded(embedded[parsed.row], parsed, context)
        elif parsed.url:
            yield Follow(
                parsed.url,
                parsed.external_id,
                parsed.row,
                title=parsed.title,
                text=parsed.text,
                published_at=parsed.published_at,
            )
        else:
            yield parsed


def _single(text: str, context: Context) -> Iterator[Parsed]:
    root = element(text)
    found = alerts_in(root) if root is not None else []
    if not found:
        raise NotThisKind("no CAP alert")
    known = context.follow
    for row, alert in enumerate(found, known.row if known else 1):
        yield item_of(alert, row, context, known.external_id if known and len(found) == 1 else "")


def _embedded(text: str, entry: Item, context: Context) -> Parsed:
    root = element(text)
    found = alerts_in(root) if root is not None else []
    if not found:
        return Refused(entry.row, ItemFault.BROKEN, entry.title[:120])
    return item_of(found[0], entry.row, context, entry.external_id)

"""Rows with `id, text` and, where known, `title, lang, published, url`; each bad row is named."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from qaraul.sources.charsets import decode
from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.cleaning import LONGEST_TITLE, one_line, plain, web_address
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused, Remark
from qaraul.sources.connectors.json_values import word
from qaraul.sources.moments import moment_of

PERSONAL = frozenset({"author", "byline", "reporter"})
LARGEST_ROW = 1_000_000
DATES = ("published", "published_at", "date")


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The rows in order; `NotThisKind` when the columns are not there."""
    decoded = decode(body, context.content_type)
    if decoded.mended:
        yield Remark(RemarkKind.CHARSET, f"{decoded.mended} → {decoded.encoding}")
    text = decoded.text.lstrip()
    if text.startswith("["):
        yield from _list(text, context)
    elif text.startswith("{"):
        yield from _lines(text, context)
    else:
        yield from _table(decoded.text, context)


def _list(text: str, context: Context) -> Iterator[Parsed]:
    try:
        rows = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotThisKind(f"not JSON: {error}") from error
    for row, values in enumerate(rows, 1):
        yield _item(values, row, context)


def _lines(text: str, context: Context) -> Iterator[Parsed]:
    for row, line in enumerate(io.StringIO(text), 1):
        if not line.strip():
            continue
        if len(line) > LARGEST_ROW:
            yield Refused(row, ItemFault.TOO_LARGE, f"{len(line):,}")
            continue
        try:
            values = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield Refused(row, ItemFault.BROKEN, str(error))
            continue
        yield _item(values, row, context)


def _table(text: str, context: Context) -> Iterator[Parsed]:
    csv.field_size_limit(LARGEST_ROW)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip().lower() for name in rows.fieldnames or []]
    if "text" not in names and "title" not in names:
        raise NotThisKind("neither a column “text” nor “title”")
    rows.fieldnames = names
    row = 0
    while True:
        row += 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(row, ItemFault.BROKEN, str(error))
            continue
        yield _item(values, row, context)


def _item(values: Any, row: int, context: Context) -> Parsed:
    if not isinstance(values, Mapping):
        return Refused(row, ItemFault.BROKEN, type(values).__name__)
    if None in values:
        return Refused(row, ItemFault.BAD_FIELD, "more fields than columns")
    title = one_line(word(values, "title"), LONGEST_TITLE)
    text = plain(word(values, "text"))
    if not title and not text:
        return Refused(row, ItemFault.EMPTY, word(values, "id")[:120])
    stated = next((values[name] for name in DATES if values.get(name)), None)
    published_at = moment_of(stated)
    if stated and published_at is None:
        return Refused(row, ItemFault.BAD_FIELD, f"published: {str(stated)[:60]}")
    return Item(
        external_id=word(values, "id")
        or "text:" + hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
        title=title,
        text=text,
        url=web_address(word(values, "url"), "") if word(values, "url") else "",
        published_at=published_at,
        language=word(values, "lang", "language") or context.language,
        author_dropped=any(values.get(name) for name in PERSONAL),
        raw={"outlet": one_line(word(values, "source"), 200)} if word(values, "source") else {},
        row=row,
    )

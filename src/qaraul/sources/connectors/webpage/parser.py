"""The main text of an article by trafilatura; the headlines of a page that lists articles."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from qaraul.sources.charsets import decode
from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.cleaning import LONGEST_TITLE, one_line, plain, web_address
from qaraul.sources.connectors.base import (
    Context,
    Follow,
    Item,
    NotThisKind,
    Parsed,
    Refused,
    Remark,
)
from qaraul.sources.moments import moment_of

PERSONAL = frozenset({"author"})
SHORTEST_HEADLINE, MOST_LINKS = 25, 50
MOST_TAGS = 15_000
"""Of one article; trafilatura needs time that grows with the square of its parts."""
LOOKS_LIKE_PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|p|div)\b", re.IGNORECASE)
ARTICLE = "article"


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The article, when the feed is one or the page was followed; else the links to articles."""
    decoded = decode(body, context.content_type)
    if not LOOKS_LIKE_PAGE.search(decoded.text[:20_000]):
        raise NotThisKind("no HTML")
    if decoded.mended:
        yield Remark(RemarkKind.CHARSET, f"{decoded.mended} → {decoded.encoding}")
    if context.follow or context.settings.get("mode") == ARTICLE:
        yield _article(decoded.text, context)
    else:
        yield from _links(decoded.text, context)


def _article(text: str, context: Context) -> Parsed:
    known = context.follow
    row = known.row if known else 1
    if text.count("<") > MOST_TAGS:
        return Refused(row, ItemFault.TOO_LARGE, context.url)
    found = trafilatura.bare_extraction(text, url=context.url, with_metadata=True)
    words = plain(found.text or "") if isinstance(found, Document) else ""
    if not isinstance(found, Document) or not words:
        return Refused(row, ItemFault.EMPTY, context.url)
    title = one_line(found.title or "", LONGEST_TITLE)
    return Item(
        external_id=known.external_id if known else context.url,
        title=title or (known.title if known else ""),
        text=words,
        url=context.url,
        published_at=moment_of(found.date) or (known.published_at if known else None),
        language=(found.language or "") or context.language,
        author_dropped=bool(found.author),
        row=row,
    )


def _links(text: str, context: Context) -> Iterator[Parsed]:
    """Links of the same host with words enough for a headline, in the page's order, once each."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.LxmlError as error:
        raise NotThisKind(f"no HTML: {error}") from error
    host = urlsplit(context.url).hostname
    wanted = str(context.settings.get("links", ""))
    seen: set[str] = set()
    for link in root.iter("a"):
        url = web_address(link.get("href") or "", context.url).partition("#")[0]
        title = one_line(" ".join(str(part) for part in link.itertext()), LONGEST_TITLE)
        is_wanted = urlsplit(url).hostname == host and wanted in url
        if not is_wanted or len(title) < SHORTEST_HEADLINE or url in seen or url == context.url:
            continue
        seen.add(url)
        if len(seen) > MOST_LINKS:
            return
        yield Follow(url, url, len(seen), title=title)
    if not seen:
        raise NotThisKind("a page without links to articles")

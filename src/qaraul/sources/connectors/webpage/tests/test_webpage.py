"""Web pages: an article, and a page that lists articles."""

import pytest

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Follow, Item, NotThisKind, Refused
from qaraul.sources.connectors.webpage.parser import parse

WORDS = (
    "Residents of two villages met at the river and agreed how to share the water this year. " * 4
)
ARTICLE = f"""<!doctype html><html lang="en"><head><title>Water shared – Outlet</title>
<meta name="author" content="A Person">
<meta property="article:published_time" content="2026-11-20T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Water shared</h1><p>{WORDS}</p><p>{WORDS}</p>
<script>steal()</script></article><footer>All rights reserved</footer></body></html>"""
LISTING = """<html><body><a href="/">Home</a>
<a href="/news/1#top">Two villages agree how to share the water</a>
<a href="/news/1">Two villages agree how to share the water</a>
<a href="/about">A long link to a page about us all</a>
<a href="https://elsewhere.example/news/9">A headline of somebody else that is long</a>
<a href="javascript:alert(1)">A headline that is really a script of some kind</a></body></html>"""


def test_an_article_gives_its_words_and_no_name() -> None:
    context = Context(url="https://outlet.example/news/1", settings={"mode": "article"})
    (item,) = parse(ARTICLE.encode(), context)
    assert isinstance(item, Item)
    assert item.title.startswith("Water shared")
    assert "share the water" in item.text
    assert item.published_at is not None
    assert item.published_at.date().isoformat() == "2026-11-20"
    assert item.author_dropped
    for word in ("Person", "steal", "All rights"):
        assert word not in item.title + item.text


def test_an_article_of_endless_parts_is_refused_at_once() -> None:
    context = Context(url="https://outlet.example/1", settings={"mode": "article"})
    (refused,) = parse(b"<html><body>" + b"<p>x" * 100_000, context)
    assert isinstance(refused, Refused)
    assert refused.fault is ItemFault.TOO_LARGE


def test_a_listing_gives_the_headlines_of_its_own_host_once() -> None:
    context = Context(url="https://outlet.example/news", settings={"links": "/news/"})
    (link,) = parse(LISTING.encode(), context)
    assert isinstance(link, Follow)
    assert (link.url, link.title) == (
        "https://outlet.example/news/1", "Two villages agree how to share the water",
    )  # fmt: skip


def test_a_followed_page_without_words_is_refused_by_its_row() -> None:
    follow = Follow("https://outlet.example/news/1", "x", 7)
    (refused,) = parse(b"<html><body></body></html>", Context(url=follow.url, follow=follow))
    assert isinstance(refused, Refused)
    assert (refused.row, refused.fault) == (7, ItemFault.EMPTY)


@pytest.mark.parametrize("body", [b"", b"{}", b"<rss/>", b"\x00" * 50, b"<html></html>"])
def test_what_holds_no_articles_is_refused_whole(body: bytes) -> None:
    with pytest.raises(NotThisKind):
        list(parse(body, Context(url="https://outlet.example/")))

"""Feeds lie, break and hang: a clear notice, nothing lost, no other feed disturbed."""

import gzip
import time
from datetime import timedelta
from typing import Any

import pytest

from qaraul.sources.choices import Fault, FetchStatus, ItemFault, RemarkKind, SourceState
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed, Fetch, Source, SourceSilence
from qaraul.sources.services import fetch_feed
from qaraul.sources.testing import AT, make_feed
from qaraul.sources.testing.feeds import item, rss
from qaraul.sources.testing.server import Handler, LocalServer

pytestmark = pytest.mark.django_db


def fetched(
    server: LocalServer, policy: Policy, body: bytes, status: int = 200, **headers: str
) -> Fetch:
    url = server.serve("/feed", body, status=status, **headers)
    return fetch_feed(make_feed(url=url).pk, at=AT, policy=policy)


def texts() -> list[str]:
    return list(Document.objects.order_by("external_id").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("windows-1251", "utf-8", "text/xml"),
        ("windows-1251", "utf-8", "text/xml; charset=utf-8"),
        ("windows-1251", "iso-8859-1", "text/xml"),
        ("windows-1251", "nonsense", "text/xml; charset=nonsense"),
        ("koi8-r", "utf-8", "text/xml"),
        ("koi8-r", "koi8-r", "text/xml"),
        ("utf-8", "windows-1251", "text/xml"),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("utf-8-sig", "windows-1251", "text/xml"),
        ("utf-16", "utf-16", "text/xml"),
        ("utf-16", "utf-8", "text/xml; charset=utf-8"),
        ("utf-16-le", "utf-8", "text/xml"),
        ("utf-16-be", "utf-8", "text/xml"),
    ],
)
def test_a_wrong_charset_is_repaired(
    written: str, declared: str, header: str, server: LocalServer, policy: Policy
) -> None:
    words = "На границе в Баткенской области произошла перестрелка, есть раненые"
    body = rss(item(1, words), head=f'<?xml version="1.0" encoding="{declared}"?>')
    line = fetched(server, policy, body.encode(written), Content_Type=header)
    assert line.status == FetchStatus.FETCHED
    assert texts() == [words]


def test_half_a_feed_gives_its_whole_items_and_names_the_rest(
    server: LocalServer, policy: Policy
) -> None:
    whole = rss(*(item(n) for n in range(1, 6)))
    line = fetched(server, policy, whole[: whole.index("Story 5") + 20].encode())
    assert line.status == FetchStatus.PARTLY
    assert (line.items_new, line.items_refused) == (4, 1)
    assert line.refused[0][:2] == [5, ItemFault.CUT_OFF]
    assert "Story 5" in line.refused[0][2]
    assert [RemarkKind.CUT_OFF, ""] in line.remarks


def test_one_broken_item_spoils_no_other(server: LocalServer, policy: Policy) -> None:
    broken = "<item><title>Fish & chips <b>&nbsp;</title><guid>b</guid></item>"
    unclosed = "<item><title>Never closed</title>"
    line = fetched(
        server, policy, rss(item(1), broken, unclosed, item(2), "<item/>", item(3)).encode()
    )
    assert set(Document.objects.values_list("external_id", flat=True)) >= {"1", "2", "3"}
    assert line.items_seen == line.items_new + line.items_refused == 6
    assert {reason for _, reason, _ in line.refused} == {ItemFault.CUT_OFF}


def test_the_billion_laughs_are_not_laughed(server: LocalServer, policy: Policy) -> None:
    laughs = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY lol0 "lol">{laughs}]>'
    begun = time.monotonic()
    line = fetched(server, policy, rss(item(1, "&lol11;"), item(2), head=head).encode())
    assert time.monotonic() - begun < 10
    assert (line.items_new, line.items_refused) == (1, 1)
    assert line.refused[0][:2] == [1, ItemFault.OWN_ENTITIES]
    assert any(kind == RemarkKind.ENTITIES for kind, _ in line.remarks)


def test_an_outside_entity_reads_no_file(server: LocalServer, policy: Policy) -> None:
    head = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    line = fetched(server, policy, rss(item(1, "a &x; b"), head=head).encode())
    assert line.refused[0][1] == ItemFault.OWN_ENTITIES
    assert not Document.objects.exists()


def test_two_hundred_megabytes_are_too_large(server: LocalServer, policy: Policy) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(rss(item(1)).encode())
        for _ in range(200):
            handler.wfile.write(b" " * 1024 * 1024)

    feed = make_feed(url=server.answer("/giant", answer))
    line = fetch_feed(feed.pk, at=AT, policy=Policy(allowed=policy.allowed, pacer=policy.pacer))
    assert (line.status, line.fault) == (FetchStatus.FAILED, Fault.TOO_LARGE)


def test_a_packed_bomb_is_too_large(server: LocalServer, policy: Policy) -> None:
    bomb = gzip.compress(bytes(30 * 1024 * 1024))
    assert fetched(server, policy, bomb, Content_Encoding="gzip").fault == Fault.TOO_LARGE


def test_a_redirect_inside_is_refused_and_said_at_once(server: LocalServer, policy: Policy) -> None:
    line = fetched(server, policy, b"", status=302, Location="http://192.168.1.1/admin")
    assert (line.status, line.fault) == (FetchStatus.REFUSED, Fault.ADDRESS_REFUSED)
    assert "192.168.1.1" in line.note
    source: Any = Source.objects.with_state().get()
    assert source.state == SourceState.REFUSED
    assert not SourceSilence.objects.exists(), "our own rule says nothing of the source"


def test_scripts_never_reach_a_document(server: LocalServer, policy: Policy) -> None:
    hostile = (
        "<![CDATA[<p onclick='x()'>Two <b>men</b> were hurt.</p><script>steal()</script>"
        "<style>p{}</style><img src=x onerror=steal()><iframe src='javascript:steal()'></iframe>"
        "<svg><script>steal()</script></svg>&lt;script&gt;shown as words&lt;/script&gt;]]>"
    )
    line = fetched(
        server,
        policy,
        rss(item(1, hostile, title="A &lt;script&gt;steal()&lt;/script&gt;")).encode(),
    )
    document = Document.objects.get()
    assert line.items_new == 1
    assert "Two men were hurt." in document.text
    for word in ("steal", "onclick", "onerror", "javascript:"):
        assert word not in document.text + document.title
    assert document.url == "https://feeds.example/1"


def test_a_link_that_is_a_script_is_dropped(server: LocalServer, policy: Policy) -> None:
    body = "<item><title>A story</title><guid>1</guid><link>javascript:alert(1)</link></item>"
    fetched(server, policy, rss(body).encode())
    assert Document.objects.get().url == ""


def test_dates_in_the_future_are_flagged(server: LocalServer, policy: Policy) -> None:
    late = item(1).replace("2026", "2031")
    odd = item(2).replace("Mon, 23 Nov 2026 10:00:00 +0500", "yesterday, perhaps")
    line = fetched(server, policy, rss(late, odd, item(3)).encode())
    assert line.items_new == 3
    assert [d.is_future_dated for d in Document.objects.order_by("external_id")] == [
        True,
        False,
        False,
    ]
    assert {d.published_at <= AT for d in Document.objects.all()} == {True}


def test_duplicate_guids_are_all_kept(server: LocalServer, policy: Policy) -> None:
    same = [item(n).replace(f"<guid>{n}</guid>", "<guid>same</guid>") for n in range(1, 5)]
    first = fetched(server, policy, rss(*same).encode())
    again = fetch_feed(Feed.objects.get().pk, at=AT + timedelta(hours=1), policy=policy)
    assert (first.items_new, again.items_new, again.items_changed) == (4, 0, 0)
    assert Document.objects.count() == 4


def test_fifty_thousand_items_come_in_whole(server: LocalServer, policy: Policy) -> None:
    body = rss(*(item(n) for n in range(50_000))).encode()
    line = fetched(server, Policy(allowed=policy.allowed, pacer=policy.pacer), body)
    assert (line.items_seen, line.items_new, line.items_refused) == (50_000, 50_000, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 5_000,
        b"<html><body><p>Please enable JavaScript</p></body></html>",
        b"<!DOCTYPE html><html><head><title>Just a moment</title></head></html>",
        b"{}",
        b"<rss",
        b"<?xml version='1.0'?>",
        b"<rss></rss>"[:4] + b"\xff\xfe",
        b"GIF89a\x01\x00\x01\x00",
        b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 5_000,
    ],
)
def test_what_is_no_feed_is_said_to_be_none(
    body: bytes, server: LocalServer, policy: Policy
) -> None:
    line = fetched(server, policy, body)
    assert (line.status, line.fault) == (FetchStatus.FAILED, Fault.NOT_THIS_KIND)


@pytest.mark.parametrize(
    "body",
    [
        rss("<item>" * 20_000),
        rss("<![CDATA[" * 50_000),
        rss("<!--" * 50_000 + item(1)),
        rss("<item><title>" + "<b>" * 50_000 + "</title></item>"),
        rss("<item><description><![CDATA[" + "<div>" * 40_000 + "]]></description></item>"),
        rss("<item><description>" + "&lt;" * 100_000 + "</description></item>"),
        rss("<item><title>" + "&amp;lt;br " * 50_000 + "</title><guid>1</guid></item>"),
        "<rss " + "a=" * 100_000,
        "<" * 200_000,
        "<!DOCTYPE " * 20_000,
    ],
    ids=[
        "items",
        "cdata",
        "comments",
        "tags",
        "divs",
        "brackets",
        "breaks",
        "root",
        "less",
        "doctype",
    ],
)
def test_no_shape_of_a_feed_takes_long(body: str, server: LocalServer, policy: Policy) -> None:
    begun = time.monotonic()
    line = fetched(server, policy, body.encode())
    assert time.monotonic() - begun < 20
    assert line.fault != Fault.BROKEN_HERE


def test_reading_without_end_is_ended_and_named(
    server: LocalServer, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qaraul.sources.services.feeds.LONGEST_READING_S", -1.0)
    feed = make_feed(url=server.serve_with_etag("/f", rss(item(1), item(2)).encode()))
    line = fetch_feed(feed.pk, at=AT, policy=policy)
    assert (line.items_new, line.refused[0][:2]) == (1, [2, ItemFault.TOO_MANY])
    feed.refresh_from_db()
    assert feed.etag == ""


def test_characters_that_no_database_takes_are_left_out(
    server: LocalServer, policy: Policy
) -> None:
    bad = "a\\u0000b\\ufffec\\u202ed"
    values = ", ".join(
        f'"{name}": "{bad}"'
        for name in ("id", "title", "content_text", "language", "date_published")
    )
    body = (
        f'{{"items": [{{{values}, "url": "https://x.example/{bad}", "tags": ["{bad}"]}}, "{bad}"]}}'
    )
    feed = make_feed(url=server.serve("/f", body.encode()), connector="jsonfeed")
    line = fetch_feed(feed.pk, at=AT, policy=policy)
    assert (line.fault, line.items_new) == ("", 1)
    document = Document.objects.get()
    assert (document.title, document.text, document.url) == ("abcd", "abcd", "")
    assert document.external_id == "abcd"


def test_a_bug_in_a_parser_is_a_line_in_the_log_and_not_a_crash(
    server: LocalServer, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("qaraul.sources.services.feeds.store_documents", explode)
    line = fetched(server, policy, rss(item(1)).encode())
    assert (line.fault, line.note) == (Fault.BROKEN_HERE, "RecursionError")

"""Alerts behind links, pages under robots.txt, dropped mails, files: the other ways in."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from qaraul.errors import BadInput
from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry
from qaraul.sources.choices import Fault, FetchStatus, ItemFault, RemarkKind
from qaraul.sources.connectors.cap.tests.test_cap import alert
from qaraul.sources.connectors.webpage.tests.test_webpage import ARTICLE
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed
from qaraul.sources.robots import Robots
from qaraul.sources.services import fetch_feed, import_documents, trial
from qaraul.sources.testing import AT, make_feed, make_source
from qaraul.sources.testing.server import LocalServer

pytestmark = pytest.mark.django_db
ENTRY = (
    "<entry><id>{n}</id><title>Alert {n}</title><summary>{words}</summary>"
    '<link href="{url}"/></entry>'
)


def atom(*entries: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'.encode()


def test_alerts_behind_links_are_fetched_once(server: LocalServer, policy: Policy) -> None:
    url = server.serve("/a1.xml", alert().encode())
    body = atom(ENTRY.format(n=1, url=url, words="Wind"))
    feed = make_feed(url=server.serve("/alerts", body), connector="cap")
    first, again = (fetch_feed(feed.pk, at=AT, policy=policy) for _ in range(2))
    assert (first.items_new, again.items_seen, server.asked["/a1.xml"]) == (1, 0, 1)
    assert Document.objects.get().title == "Wind in Almaty"


def test_an_alert_that_is_not_there_is_told_in_the_listings_words(
    server: LocalServer, policy: Policy
) -> None:
    body = atom(ENTRY.format(n=1, url=server.url("/missing.xml"), words="Wind expected"))
    feed = make_feed(url=server.serve("/alerts", body), connector="cap")
    fetch_feed(feed.pk, at=AT, policy=policy)
    document = Document.objects.get()
    assert (document.text, document.facts["from"]) == ("Wind expected", "listing")


def test_a_page_that_fails_for_now_is_named_and_tried_again_though_the_listing_is_unchanged(
    server: LocalServer, policy: Policy
) -> None:
    url = server.serve("/a1.xml", b"", status=500)
    body = atom(ENTRY.format(n=1, url=url, words="Wind"))
    feed = make_feed(url=server.serve_with_etag("/alerts", body), connector="cap")
    line = fetch_feed(feed.pk, at=AT, policy=policy)
    assert (line.status, line.refused[0][1]) == (FetchStatus.PARTLY, ItemFault.NOT_FETCHED)
    server.serve("/a1.xml", alert().encode())
    assert fetch_feed(feed.pk, at=AT, policy=policy).items_new == 1


def test_more_links_than_one_fetch_follows_come_with_the_next(
    server: LocalServer, policy: Policy
) -> None:
    entries = [
        ENTRY.format(n=n, words="W", url=server.serve(f"/{n}.xml", alert().encode()))
        for n in range(25)
    ]
    feed = make_feed(url=server.serve_with_etag("/alerts", atom(*entries)), connector="cap")
    first, second = (fetch_feed(feed.pk, at=AT, policy=policy) for _ in range(2))
    assert (first.items_new, second.items_new) == (20, 5)
    assert [RemarkKind.MORE_LATER, "5"] in first.remarks


def test_a_link_to_the_inside_is_not_followed(server: LocalServer, policy: Policy) -> None:
    body = atom(ENTRY.format(n=1, url="http://169.254.169.254/latest/", words=""))
    feed = make_feed(url=server.serve("/alerts", body), connector="cap")
    line = fetch_feed(feed.pk, at=AT, policy=policy)
    assert line.refused[0][1] == ItemFault.NOT_FETCHED
    assert not Document.objects.exists()


LISTING = (
    '<html><body><a href="/news/1">Two villages agree how to share the water</a></body></html>'
)


def test_a_page_of_links_brings_its_articles_where_robots_may_go(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qaraul.sources.services.feeds.robots", Robots())
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    server.serve("/news/1", ARTICLE.encode(), Content_Type="text/html")
    feed = make_feed(url=server.serve("/news", LISTING.encode()), connector="webpage")
    line = fetch_feed(feed.pk, at=AT)
    assert line.items_new == 1
    assert "share the water" in Document.objects.get().text
    assert server.asked["/robots.txt"] == 1


@pytest.mark.parametrize(
    ("rules", "status"), [(b"User-agent: *\nDisallow: /\n", 200), (b"", 500), (b"", 302)]
)
def test_a_site_that_keeps_robots_out_is_not_read(
    rules: bytes, status: int, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qaraul.sources.services.feeds.robots", Robots())
    server.serve("/robots.txt", rules, status=status, Location="http://10.0.0.1/")
    feed = make_feed(url=server.serve("/news", LISTING.encode()), connector="webpage")
    line = fetch_feed(feed.pk, at=AT)
    assert (line.status, line.fault) == (FetchStatus.REFUSED, Fault.ROBOTS)
    assert server.asked["/news"] == 0


def test_a_site_without_rules_is_read(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qaraul.sources.services.feeds.robots", Robots())
    feed = make_feed(
        url=server.serve("/1", ARTICLE.encode()), connector="webpage", settings={"mode": "article"}
    )
    assert fetch_feed(feed.pk, at=AT).items_new == 1


def mail(n: int, words: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["Message-ID"], message["From"] = f"Mail {n}", f"<{n}@x>", "a@x"
    message.set_content(words)
    return message.as_bytes()


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    path = tmp_path / "maildrop" / "desk"
    path.mkdir(parents=True)
    return path


def test_dropped_mails_are_taken_once_and_moved_away(folder: Path) -> None:
    (folder / "1.eml").write_bytes(mail(1, "Two hurt."))
    (folder / "2.eml").write_bytes(mail(1, "Two hurt."))
    (folder / "3.eml").write_bytes(b"\x00\x01 no mail")
    (folder / "notes.txt").write_bytes(b"not a mail")
    (folder / "4.eml").symlink_to("/etc/hostname")
    feed = make_feed(connector="maildrop", settings={"folder": "desk"})
    Feed.objects.update(url="")
    line = fetch_feed(feed.pk, at=AT)
    assert (line.items_seen, line.items_new, line.items_refused) == (3, 1, 1)
    assert line.refused[0][0] == 3
    assert sorted(p.name for p in (folder / "taken").iterdir()) == ["1.eml", "2.eml"]
    assert [p.name for p in (folder / "refused").iterdir()] == ["3.eml"]
    assert fetch_feed(feed.pk, at=AT).status == FetchStatus.UNCHANGED


def test_a_mail_that_breaks_the_parser_keeps_no_other_from_being_read(folder: Path) -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)
    )
    (folder / "1.eml").write_bytes(b"Subject: x\nMIME-Version: 1.0\n" + nested)
    (folder / "2.eml").write_bytes(mail(2, "Two hurt."))
    feed = make_feed(connector="maildrop", settings={"folder": "desk"})
    line = fetch_feed(feed.pk, at=AT)
    assert line.fault == ""
    assert Document.objects.filter(title="Mail 2").exists()
    assert list(folder.glob("*.eml")) == []


@pytest.mark.parametrize("name", ["", "..", "../desk", "/etc", "a/b", None, 3, "missing"])
def test_a_drop_folder_lies_where_folders_may_lie(name: object, folder: Path) -> None:  # noqa: ARG001  made beside it
    feed = make_feed(connector="maildrop", settings={"folder": name})
    assert fetch_feed(feed.pk, at=AT).fault == Fault.NO_FOLDER


def test_a_file_of_documents_is_taken_in_for_a_source() -> None:
    source = make_source()
    body = b'{"id": "1", "text": "A"}\n{half\n{"id": "2", "text": "B"}\n'
    first = import_documents(source, body, actor=SYSTEM, at=AT, name="a.jsonl")
    again = import_documents(source, body, actor=SYSTEM, at=AT, name="a.jsonl")
    assert (first.seen, first.new, len(first.refused)) == (3, 2, 1)
    assert (again.new, again.repeated) == (0, 2)
    assert Entry.objects.filter(act="documents.imported").count() == 2
    with pytest.raises(BadInput, match=r"b\.txt"):
        import_documents(source, b"no such thing", actor=SYSTEM, at=AT, name="b.txt")


@pytest.mark.parametrize(
    ("body", "connector"),
    [
        (b"<rss><channel><item><title>A</title></item></channel></rss>", "rss"),
        (b'{"items": [{"id": "1", "title": "A"}]}', "jsonfeed"),
        (
            b'{"features": [{"id": "1", "properties": {"name": "A"}}]}',
            "geojson",
        ),
        (b'{"data": [{"id": "1", "fields": {"title": "A"}}]}', "reliefweb"),
        (alert().encode(), "cap"),
        (LISTING.encode(), "webpage"),
    ],
)
def test_a_trial_finds_out_what_an_address_is_and_stores_nothing(
    body: bytes, connector: str, server: LocalServer, policy: Policy
) -> None:
    found = trial(server.serve("/x", body), policy=policy)
    assert (found.connector, found.items, found.is_good) == (connector, 1, True)
    assert not Document.objects.exists()


def test_a_trial_says_why_it_did_not_work(server: LocalServer, policy: Policy) -> None:
    assert trial(server.url("/missing"), policy=policy).fault == Fault.NOT_FOUND
    assert trial("http://10.0.0.1/", policy=policy).fault == Fault.ADDRESS_REFUSED
    assert trial(server.serve("/x", b"words"), policy=policy).fault == Fault.NOT_THIS_KIND
    with pytest.raises(BadInput):
        trial(server.url("/"), connector="maildrop", policy=policy)

"""Real texts of the region through real HTTP: all of them come in, once, and each can be found."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import islice
from pathlib import Path

import polars as pl
import pytest
from django.utils import timezone
from pytest_django import Settings

from qaraul.lexemes.queries import matching
from qaraul.pipeline.services import read_due_documents
from qaraul.reading import query_lexemes
from qaraul.sharing.choices import TLP
from qaraul.sources.choices import FetchStatus
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed
from qaraul.sources.pacing import Pacer
from qaraul.sources.services import fetch_feed
from qaraul.sources.testing import make_feed, make_source
from qaraul.sources.testing.server import LocalServer, running

TEXTS = Path(__file__).parents[2] / "shared" / "data" / "text"
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
SEARCHED_EVERY = 5
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared data is not here"),
]


@dataclass(frozen=True)
class Story:
    """One item of a feed built here."""

    id: str
    title: str
    text: str
    language: str = ""

    def published(self, n: int) -> datetime:
        return BEGUN + timedelta(minutes=n)


def headlines() -> Iterator[Story]:
    rows = pl.read_parquet(TEXTS / "ucdp_candidate_2023_10_headlines.parquet")
    said = rows.select("source_headline").drop_nulls().to_series()
    titles = {part.strip(): None for row in said for part in row.split(";") if part.strip()}
    for title in titles:
        yield Story(hashlib.sha256(title.encode()).hexdigest()[:20], title, "", "en")


def translations() -> Iterator[Story]:
    rows = pl.read_parquet(TEXTS / "xwmt_news_parallel.parquet")
    for n, row in enumerate(rows.iter_rows(named=True)):
        yield Story(f"{row['line']}-{row['lang']}-{n}", "", row["text"], row["lang"])


def kyrgyz() -> Iterator[Story]:
    rows = pl.read_parquet(TEXTS / "evaluation-only" / "kyrgyz_24kg_topics.parquet")
    for row in rows.iter_rows(named=True):
        title, _, text = row["text"].partition("\n")
        if not row["text"].strip():
            continue  # the collection has some empty rows
        yield Story(str(row["id"]), title, text, "ky")


def own(name: str) -> Callable[[], Iterator[Story]]:
    def stories() -> Iterator[Story]:
        for line in (TEXTS / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Story(row["id"], row["title"], row["text"], row["lang"])

    return stories


def as_rss(stories: list[Story]) -> bytes:
    items = (
        f"<item><title>{escape(s.title)}</title><guid>{s.id}</guid>"
        f"<link>https://outlet.example/{s.id}</link><description>{escape(escape(s.text))}</description>"
        f"<pubDate>{format_datetime(s.published(n))}</pubDate></item>"
        for n, s in enumerate(stories)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def as_atom(stories: list[Story]) -> bytes:
    entries = (
        f'<entry xml:lang="{s.language}"><title>{escape(s.title)}</title><id>tag:{s.id}</id>'
        f'<link href="https://outlet.example/{s.id}"/><updated>{s.published(n).isoformat()}</updated>'
        f'<content type="html">{escape("<p>" + escape(s.text) + "</p>")}</content></entry>'
        for n, s in enumerate(stories)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'.encode()


FEEDS: dict[str, tuple[Callable[[], Iterator[Story]], Callable[[list[Story]], bytes]]] = {
    "/headlines.rss": (headlines, as_rss),
    "/translations.atom": (translations, as_atom),
    "/24kg.rss": (kyrgyz, as_rss),
    "/a.atom": (own("stories_A.jsonl"), as_atom),
    "/b.rss": (own("stories_B.jsonl"), as_rss),
}


@pytest.fixture
def server(settings: Settings) -> Iterator[LocalServer]:
    with running() as local:
        settings.ALLOWED_FETCH_ADDRESSES = [local.pair]
        yield local


def fetch_all(server: LocalServer) -> dict[Feed, list[Story]]:
    """Every feed, served and fetched; nothing may be refused."""
    policy, found = Policy.of_node(pacer=Pacer(0.0)), {}
    for path, (read, write) in FEEDS.items():
        stories = list(read())
        url = server.serve_with_etag(path, write(stories))
        feed = make_feed(make_source(tlp=TLP.GREEN), url)
        line = fetch_feed(feed.pk, at=timezone.now(), policy=policy)
        assert (line.status, line.refused) == (FetchStatus.FETCHED, []), path
        assert (line.items_seen, line.items_new) == (len(stories), len(stories)), path
        found[feed] = stories
    return found


def test_every_item_comes_in_word_for_word_and_nothing_is_fetched_twice(
    server: LocalServer,
) -> None:
    found = fetch_all(server)
    for feed, stories in found.items():
        rows = Document.objects.filter(feed=feed).values_list("external_id", "title", "text")
        stored = {own.removeprefix("tag:"): f"{title} {text}" for own, title, text in rows}
        assert stored.keys() == {s.id for s in stories}
        for story in islice(stories, 0, None, 7):
            words = f"{story.title} {story.text}".split()
            assert stored[story.id].split()[-len(words) :] == words  # a long title begins its text
    assert Document.objects.count() == sum(map(len, found.values())) > 4_500
    policy = Policy.of_node(pacer=Pacer(0.0))
    for feed in found:
        again = fetch_feed(feed.pk, at=timezone.now(), policy=policy)
        assert (again.status, again.http_status) == (FetchStatus.UNCHANGED, 304)
    assert Document.objects.count() == sum(map(len, found.values()))


@pytest.mark.timeout(900)  # some five thousand texts are read and a thousand searches made
def test_every_item_is_read_and_found_by_its_own_words(server: LocalServer) -> None:
    fetch_all(server)
    while read_due_documents(timezone.now(), 500):
        pass
    waiting = Document.objects.filter(due_at__isnull=False)
    assert not waiting.exists()
    lost = []
    for n, (pk, title, text) in enumerate(Document.objects.values_list("id", "title", "text")):
        if n % SEARCHED_EVERY == 0 and pk not in set(matching("document", words_of(title, text))):
            lost.append((title or text)[:80])
    assert lost == []


def words_of(title: str, text: str) -> list[list[str]]:
    """A question of a document's own first words."""
    return query_lexemes(" ".join(f"{title} {text}".split()[:8]))

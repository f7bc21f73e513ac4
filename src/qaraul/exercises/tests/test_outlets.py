"""The exercise's feeds go through the real catalogue, fetcher and reader, and arrive whole."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from qaraul.errors import Conflict
from qaraul.exercises.network import Network, make_network
from qaraul.exercises.outlets import fetch_feeds, make_feeds, point_feeds_at, read_documents
from qaraul.exercises.scenario import load
from qaraul.exercises.server import FeedServer
from qaraul.pipeline.models import DocumentReading
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP
from qaraul.sources import services as sources
from qaraul.sources.choices import FetchStatus
from qaraul.sources.models import Document, Feed, ReliabilityChange, Source
from qaraul.sources.pacing import pacer

pytestmark = pytest.mark.django_db
SCENARIO = load("lantern_26")
LAST = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    """The scenario's feeds, and a node in its exercise that may ask for them."""
    server = FeedServer(SCENARIO, last=LAST, clock=lambda: NOW)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.EXERCISE = SCENARIO.name
    settings.ALLOWED_FETCH_ADDRESSES = [server.address.removeprefix("http://")]
    monkeypatch.setattr(pacer, "pause_s", 0)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def network() -> Network:
    return make_network(SCENARIO.network, password="correct horse")


def published() -> dict[str, str]:
    return {
        f"urn:qaraul:exercise:{code}:{item.id}": item.title
        for code in SCENARIO.outlets
        for item in SCENARIO.published(code, last=LAST, now=NOW)
    }


def test_every_text_arrives_once_whatever_the_format_and_nothing_is_sent_twice(
    server: FeedServer, network: Network
) -> None:
    feeds = make_feeds(SCENARIO, network, address=server.address, at=NOW)
    assert len(feeds) == len(SCENARIO.outlets)
    assert fetch_feeds(feeds, at=NOW) == len(published())
    stored = dict(Document.objects.values_list("external_id", "title"))
    assert stored == published()
    assert not Document.objects.filter(is_exercise=False).exists()
    again = [sources.fetch_feed(feed.pk, at=NOW) for feed in feeds]
    assert {fetch.status for fetch in again} == {FetchStatus.UNCHANGED}


def test_documents_carry_the_standing_marking_of_their_outlet(
    server: FeedServer, network: Network
) -> None:
    fetch_feeds(make_feeds(SCENARIO, network, address=server.address, at=NOW), at=NOW)
    desk = Document.objects.filter(source__code="exercise-desk")
    assert {d.tlp for d in desk} == {TLP.AMBER}
    outsider, insider = network.viewer("focal.kz"), network.viewer("focal.tj")
    assert not desk.visible_to(outsider).exists()
    assert desk.visible_to(insider).count() == desk.count()


def test_sources_are_graded_with_a_reason_and_made_once(
    server: FeedServer, network: Network
) -> None:
    for _ in range(2):
        make_feeds(SCENARIO, network, address=server.address, at=NOW)
    assert Source.objects.count() == Feed.objects.count() == len(SCENARIO.outlets)
    assert ReliabilityChange.objects.count() == len(SCENARIO.outlets)
    grades = {s.code.removeprefix("exercise-"): s.reliability for s in Source.objects.all()}
    assert grades == {code: outlet.reliability for code, outlet in SCENARIO.outlets.items()}


def test_feeds_follow_the_server_to_another_port(server: FeedServer, network: Network) -> None:
    make_feeds(SCENARIO, network, address="http://127.0.0.1:1", at=NOW)
    assert point_feeds_at(server.address) == len(SCENARIO.outlets)
    assert point_feeds_at(server.address) == 0
    assert {feed.url for feed in Feed.objects.all()} == {
        f"{server.address}/feeds/{code}" for code in SCENARIO.outlets
    }


def test_a_feed_that_does_not_answer_is_named(server: FeedServer, network: Network) -> None:
    feeds = make_feeds(SCENARIO, network, address=f"{server.address}/nowhere", at=NOW)
    with pytest.raises(Conflict, match="nowhere/feeds/silk"):
        fetch_feeds(feeds, at=NOW)


def test_everything_is_read_even_what_an_interrupted_run_had_in_hand(
    server: FeedServer, network: Network
) -> None:
    load_starter_areas()
    fetch_feeds(make_feeds(SCENARIO, network, address=server.address, at=NOW), at=NOW)
    some = list(Document.objects.values_list("pk", flat=True)[:5])
    Document.objects.filter(pk__in=some).update(leased_until=NOW.replace(hour=23), attempts=1)
    assert read_documents(NOW) == len(published())
    assert not Document.objects.filter(due_at__isnull=False).exists()
    assert read_documents(NOW) == 0
    assert not DocumentReading.objects.filter(country="IN").exists(), "INT is no state"

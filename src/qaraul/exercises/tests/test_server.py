"""The loopback server answers like a good web server: validators, 304, 404, and nothing early."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
import pytest

from qaraul.exercises.scenario import load
from qaraul.exercises.server import FeedServer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[httpx.Client]:
    server = FeedServer(load("lantern_26"), last=date(2026, 11, 24), clock=clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with httpx.Client(base_url=server.address, trust_env=False) as client:
        yield client
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_fetched_twice_is_sent_once(client: httpx.Client) -> None:
    first = client.get("/feeds/silk")
    assert first.status_code == 200
    assert first.headers["X-Exercise"] == "yes"
    by_tag = client.get("/feeds/silk", headers={"If-None-Match": first.headers["ETag"]})
    by_time = client.get(
        "/feeds/silk", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert (by_time.status_code, by_time.content) == (304, b"")
    assert by_tag.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"something else"'},
        {"If-None-Match": '"x"', "If-Modified-Since": "Tue, 24 Nov 2099 12:00:00 GMT"},
        {"If-Modified-Since": "Tue, 24 Nov 2020 12:00:00 GMT"},
        {"If-Modified-Since": "the day before yesterday"},
    ],
)
def test_a_reader_with_other_or_broken_validators_gets_the_feed(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    assert client.get("/feeds/silk", headers=headers).status_code == 200


def test_a_new_item_changes_the_validators_when_its_time_has_come(
    client: httpx.Client, clock: Clock
) -> None:
    clock.now = NOON.replace(hour=8)
    first = client.get("/feeds/silk")
    clock.now = NOON.replace(hour=10)
    second = client.get("/feeds/silk", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Truce committee" in second.text
    assert "Truce committee" not in first.text


def test_a_story_is_a_page_marked_as_exercise_and_absent_before_its_time(
    client: httpx.Client, clock: Clock
) -> None:
    page = client.get("/stories/market-blast-fa")
    assert page.status_code == 200
    assert "EXERCISE" in page.text
    assert 'lang="fa"' in page.text
    clock.now = NOON.replace(month=9)
    assert client.get("/stories/market-blast-fa").status_code == 404


def test_an_alert_stands_alone_as_cap(client: httpx.Client) -> None:
    answer = client.get("/alerts/quake-cap.xml")
    assert answer.headers["Content-Type"].startswith("application/cap+xml")
    assert "<status>Exercise</status>" in answer.text


def test_head_answers_without_a_body(client: httpx.Client) -> None:
    answer = client.head("/feeds/desk")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1_000


@pytest.mark.parametrize("path", ["/", "/feeds/none", "/stories/none", "/alerts/none.xml", "/x/y"])
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_it_allows_robots_and_says_that_it_is_well(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert "Disallow:\n" in client.get("/robots.txt").text

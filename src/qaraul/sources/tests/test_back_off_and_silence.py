"""Failing feeds are left alone, silent sources are named, a hanging one holds nobody."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from qaraul.sources.choices import Fault, FetchStatus, SilenceReason
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed, Fetch, SourceSilence
from qaraul.sources.services import fetch_due_feeds, fetch_feed
from qaraul.sources.services.feeds import LONGEST_BACK_OFF, pool
from qaraul.sources.testing import AT, make_feed, make_source
from qaraul.sources.testing.feeds import item, rss
from qaraul.sources.testing.server import LocalServer

pytestmark = pytest.mark.django_db


def fetched(
    server: LocalServer, policy: Policy, body: bytes, status: int = 200, **headers: str
) -> Fetch:
    url = server.serve("/feed", body, status=status, **headers)
    return fetch_feed(make_feed(url=url).pk, at=AT, policy=policy)


def test_failures_back_off_and_open_one_notice_that_the_next_success_closes(
    server: LocalServer, policy: Policy
) -> None:
    at = timezone.now()
    feed = make_feed(url=server.serve("/f", b"", status=500), due_at=at, enabled_at=at)
    waits = []
    for n in range(1, 5):
        fetch_feed(feed.pk, at=at, policy=policy)
        feed.refresh_from_db()
        waits.append(feed.due_at - at if feed.due_at else None)
        assert SourceSilence.objects.count() == (n >= 3)
    assert waits == [feed.interval * 2**n for n in range(1, 5)]
    notice = SourceSilence.objects.get()
    assert (notice.reason, notice.fault, notice.closed_at) == (
        SilenceReason.FAILING, Fault.SERVER_FAILS, None,
    )  # fmt: skip
    server.serve("/f", rss(item(1)).encode())
    fetch_feed(feed.pk, at=timezone.now(), policy=policy)
    notice.refresh_from_db()
    feed.refresh_from_db()
    assert notice.closed_at is not None
    assert (feed.consecutive_failures, SourceSilence.objects.count()) == (0, 1)


def test_two_failing_feeds_of_a_source_are_one_notice(server: LocalServer, policy: Policy) -> None:
    source = make_source()
    for n in range(2):
        feed = make_feed(source, server.serve(f"/{n}", b"", status=404))
        for _ in range(4):
            fetch_feed(feed.pk, at=AT, policy=policy)
    assert SourceSilence.objects.filter(source=source).count() == 1


def test_an_address_gone_for_good_is_said_at_once_and_left_for_a_day(
    server: LocalServer, policy: Policy
) -> None:
    line = fetched(server, policy, b"", status=410)
    assert (line.http_status, line.fault) == (410, Fault.GONE)
    assert SourceSilence.objects.get().reason == SilenceReason.GONE
    assert Feed.objects.get().due_at == AT + LONGEST_BACK_OFF


def test_what_this_node_refuses_is_tried_again_in_time_and_silences_nobody(policy: Policy) -> None:
    feed = make_feed(url="http://10.0.0.1/feed")
    for n in range(1, 5):
        line = fetch_feed(feed.pk, at=AT, policy=policy)
        assert (line.status, line.fault) == (FetchStatus.REFUSED, Fault.ADDRESS_REFUSED), n
    feed.refresh_from_db()
    assert feed.due_at == AT + feed.interval, "an operator may open it at any time"
    assert not SourceSilence.objects.exists()


def test_who_asks_us_to_wait_is_left_alone_so_long(server: LocalServer, policy: Policy) -> None:
    line = fetched(server, policy, b"", status=429, Retry_After="7200")
    assert line.fault == Fault.ASKED_TO_WAIT
    assert Feed.objects.get().due_at == AT + timedelta(hours=2)


def test_a_host_that_is_not_there_is_said_so(policy: Policy) -> None:
    feed = make_feed(url="http://feeds.invalid/rss")
    line = fetch_feed(feed.pk, at=AT, policy=Policy(resolver=lambda *_: [], pacer=policy.pacer))
    assert (line.status, line.fault) == (FetchStatus.FAILED, Fault.NO_HOST)


def test_the_log_does_not_grow_without_end(server: LocalServer, policy: Policy) -> None:
    feed = make_feed(url=server.serve("/f", rss(item(1)).encode()))
    for days in (0, 30, 100):
        fetch_feed(feed.pk, at=AT + timedelta(days=days), policy=policy)
    assert Fetch.objects.count() == 1


def test_a_feed_that_has_nothing_new_for_too_long_is_silent(
    server: LocalServer, policy: Policy
) -> None:
    feed = make_feed(url=server.serve("/f", rss(item(1)).encode()))
    Feed.objects.update(silent_after=timedelta(days=2), enabled_at=timezone.now())
    fetch_feed(feed.pk, at=timezone.now(), policy=policy)
    assert not SourceSilence.objects.exists()
    Feed.objects.update(last_new_at=timezone.now() - timedelta(days=3))
    fetch_feed(feed.pk, at=timezone.now(), policy=policy)
    assert SourceSilence.objects.get().reason == SilenceReason.QUIET


def test_validators_are_kept_and_an_unchanged_feed_is_not_read_again(
    server: LocalServer, policy: Policy
) -> None:
    feed = make_feed(url=server.serve_with_etag("/f", rss(item(1)).encode()))
    first, second = (fetch_feed(feed.pk, at=AT, policy=policy) for _ in range(2))
    assert (first.status, second.status) == (FetchStatus.FETCHED, FetchStatus.UNCHANGED)
    assert (second.http_status, second.items_seen) == (304, 0)


@pytest.mark.django_db(transaction=True)
def test_a_feed_that_hangs_does_not_hold_the_others(
    server: LocalServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    hanging = server.answer("/hang", lambda _: release.wait(20))
    other = server.url("").replace("127.0.0.1", "localhost")
    settings.ALLOWED_FETCH_ADDRESSES = [server.pair, other.removeprefix("http://")]
    monkeypatch.setattr("qaraul.sources.services.feeds.PATIENCE_S", 2.0)
    make_feed(url=hanging)
    for n in range(5):
        server.serve(f"/good/{n}", rss(item(n)).encode())
        make_feed(url=f"{other}/good/{n}")
    try:
        assert fetch_due_feeds(timezone.now()) == 6
        assert Document.objects.count() == 5
        assert fetch_due_feeds(timezone.now()) == 0
        assert pool.busy == 1
    finally:
        release.set()
        assert pool.wait(20)
    assert Fetch.objects.count() == 6
    assert Fetch.objects.filter(fault="").count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_work_step_fetches_what_is_due_and_enabled_and_nothing_else(
    server: LocalServer,
) -> None:
    url = [server.serve(f"/{n}", rss(item(n)).encode()) for n in range(4)]
    due = make_feed(url=url[0])
    make_feed(url=url[1], is_enabled=False)
    make_feed(url=url[2], due_at=timezone.now() + timedelta(hours=1))
    make_feed(make_source(is_enabled=False), url=url[3])
    assert fetch_due_feeds(timezone.now()) == 1
    assert pool.wait(10)
    assert [d.feed_id for d in Document.objects.all()] == [due.pk]
    assert fetch_due_feeds(timezone.now()) == 0

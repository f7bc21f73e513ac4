"""Rows of later work: each is done by one worker at a time, and none is lost with a worker."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from qaraul.leases import claim
from qaraul.sources.models import Feed
from qaraul.sources.testing import make_feed

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def due(count: int, at: datetime = NOON) -> set[Any]:
    feeds = [make_feed() for _ in range(count)]
    Feed.objects.update(due_at=at, leased_until=None)
    return {feed.pk for feed in feeds}


@pytest.mark.django_db
def test_a_claimed_row_is_not_claimed_again_before_its_lease_ends() -> None:
    keys = due(3)
    assert set(claim(Feed.objects.all(), now=NOON, limit=10, lease=LEASE)) == keys
    assert claim(Feed.objects.all(), now=NOON + LEASE / 2, limit=10, lease=LEASE) == []
    later = claim(Feed.objects.all(), now=NOON + LEASE, limit=10, lease=LEASE)
    assert set(later) == keys
    assert set(Feed.objects.values_list("attempts", flat=True)) == {2}


@pytest.mark.django_db
def test_rows_that_are_not_due_stay_where_they_are() -> None:
    due(2, NOON + timedelta(seconds=1))
    assert claim(Feed.objects.all(), now=NOON, limit=10, lease=LEASE) == []


@pytest.mark.django_db
def test_the_oldest_due_come_first_and_no_more_than_asked() -> None:
    first, second = make_feed(), make_feed()
    Feed.objects.filter(pk=first.pk).update(due_at=NOON - timedelta(hours=2), leased_until=None)
    Feed.objects.filter(pk=second.pk).update(due_at=NOON - timedelta(hours=1), leased_until=None)
    assert claim(Feed.objects.all(), now=NOON, limit=1, lease=LEASE) == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_never_share_a_row() -> None:
    keys = due(40)
    taken: list[Any] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            while batch := claim(Feed.objects.all(), now=NOON, limit=3, lease=LEASE):
                taken.extend(batch)
        except BaseException as fault:  # noqa: BLE001  a thread's fault must reach the test
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    # PostgreSQL's SKIP LOCKED may leave a row that another worker let go of; nobody takes it twice.
    assert len(taken) == len(set(taken))
    leftover = claim(Feed.objects.all(), now=NOON, limit=100, lease=LEASE)
    assert set(taken) | set(leftover) == keys
    assert connection.vendor in {"sqlite", "postgresql"}

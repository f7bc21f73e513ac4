"""Several writers at once: one chain, no gap, no fork; and a rolled-back act leaves no trace."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection, transaction

from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry, Head
from qaraul.journal.services import record, verify

WRITERS, EACH = 4, 8
pytestmark = pytest.mark.django_db(transaction=True)


def fail(writer: int) -> None:
    """An act that is journalled and then taken back by its own transaction."""
    with suppress(ZeroDivisionError), transaction.atomic():
        record("thing.undone", actor=SYSTEM, kind="thing", record_id=None)
        _ = writer / 0


def test_writers_at_the_same_time_make_one_unbroken_chain() -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        try:
            for n in range(EACH):
                record("thing.made", actor=SYSTEM, kind="thing", record_id=None, facts={"n": n})
                if n % 3 == 0:
                    fail(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    verdict = verify()
    assert (verdict.is_whole, verdict.checked) == (True, WRITERS * EACH)
    assert not Entry.objects.filter(act="thing.undone").exists()


def test_verifying_while_others_write_raises_no_false_alarm() -> None:
    record("thing.made", actor=SYSTEM, kind="thing", record_id=None)

    def write() -> None:
        try:
            for _ in range(20):
                record("thing.made", actor=SYSTEM, kind="thing", record_id=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            assert verify().is_whole
        writing.result()
    assert Head.objects.get(pk=1).sequence == 21

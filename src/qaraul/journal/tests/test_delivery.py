"""Facts travel upwards: once each, in order, and one deaf listener does not stop the others."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from qaraul.journal.actors import SYSTEM
from qaraul.journal.listeners import Listener, listen, listeners
from qaraul.journal.models import Cursor, Entry
from qaraul.journal.services import deliver_facts, record


@pytest.fixture(autouse=True)
def _own_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh: dict[str, Listener] = {}
    monkeypatch.setattr(listeners, "_items", fresh)


def note(n: int, act: str = "thing.made") -> None:
    record(act, actor=SYSTEM, kind="thing", record_id=None, facts={"n": n})


@pytest.mark.django_db
def test_each_listener_hears_each_fact_of_its_act_once_and_in_order() -> None:
    heard: list[int] = []
    listen("thing.made", "counter", lambda entry: heard.append(entry.facts["n"]))
    note(1)
    note(2, act="thing.other")
    note(3)
    assert deliver_facts(timezone.now()) == 2
    note(4)
    deliver_facts(timezone.now())
    assert (heard, deliver_facts(timezone.now())) == ([1, 3, 4], 0)


@pytest.mark.django_db
def test_a_listener_that_fails_hears_the_fact_again_and_holds_up_nobody() -> None:
    heard: list[int] = []
    moods = iter([RuntimeError("not now")])

    def moody(entry: Entry) -> None:
        for mood in moods:
            raise mood
        heard.append(entry.facts["n"])

    others: list[int] = []
    listen("thing.made", "a moody one", moody)
    listen("thing.made", "b steady", lambda entry: others.append(entry.facts["n"]))
    note(1)
    with pytest.raises(ExceptionGroup):
        deliver_facts(timezone.now())
    assert (heard, others) == ([], [1])
    deliver_facts(timezone.now())
    assert (heard, others) == ([1], [1])


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_deliver_the_same_fact_twice() -> None:
    heard: list[int] = []
    listen("thing.made", "counter", lambda entry: heard.append(entry.facts["n"]))
    for n in range(12):
        note(n)
    start = Barrier(2)

    def work(_: int) -> None:
        start.wait()
        try:
            deliver_facts(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert heard == list(range(12))
    assert Cursor.objects.get(pk="counter").sequence == 12

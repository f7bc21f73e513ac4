"""Several people at one signal, several workers at one heap of documents, both at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from qaraul.errors import QaraulError
from qaraul.journal.services import verify
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.pipeline import services
from qaraul.pipeline.choices import QueueStage
from qaraul.pipeline.models import DocumentReading, Signal, SignalAct, Story, StoryDocument
from qaraul.pipeline.testing import NOW, make_document, make_signal, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.places.services import load_starter_areas
from qaraul.sources.models import Document

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts answers, or the rule that it broke, when all begin together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except QaraulError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_four_who_take_a_signal_at_once_one_gets_it() -> None:
    home = make_organisation()
    signal = make_signal(origin=home)
    viewers = [make_viewer(home) for _ in range(4)]

    def claim(n: int) -> Callable[[], object]:
        return lambda: services.claim_signal(signal.pk, viewer=viewers[n], at=NOW)

    answers = at_once(*(claim(n) for n in range(4)))
    assert sum(isinstance(answer, services.HeldByAnother) for answer in answers) == 3
    (winner,) = (a for a in answers if isinstance(a, Signal))
    held = Signal.objects.get()
    assert held.held_by_id == winner.held_by_id
    assert SignalAct.objects.count() == 1


def test_of_two_who_close_a_signal_at_once_one_does() -> None:
    home = make_organisation()
    signal = make_signal(origin=home)
    one, other = make_viewer(home), make_viewer(home)
    until = NOW + timedelta(hours=1)
    answers = at_once(
        lambda: services.dismiss_signal(signal.pk, viewer=one, at=NOW, reason="old"),
        lambda: services.snooze_signal(signal.pk, viewer=other, at=NOW, until=until),
    )
    lines = [answer for answer in answers if isinstance(answer, SignalAct)]
    assert len(lines) == SignalAct.objects.count()
    assert Signal.objects.get().queue_stage in {QueueStage.DISMISSED, QueueStage.SNOOZED}
    assert Signal.objects.get().version == 1 + len(lines)


def test_workers_and_people_at_once_lose_nothing_and_do_nothing_twice() -> None:
    load_starter_areas()
    home = make_organisation()
    source, viewer = make_source(home), make_viewer(home)
    make_document(*CLASH, source=source)
    services.read_due_documents(NOW)
    signal = Signal.objects.get()
    for n in range(30):
        hours = timedelta(hours=n % 5)
        make_document(*(CLASH, CLASH_RU)[n % 2], source=source, published_at=NOW + hours)

    def work() -> int:
        done = 0
        while count := services.read_due_documents(NOW, limit=4):
            done += count
        return done

    def correct() -> int:
        for number in range(6, 12):
            services.correct_reading(signal.pk, "injured", number, viewer=viewer, at=NOW)
        return 0

    answers = at_once(work, work, correct)
    assert answers == [*answers[:2], 0]
    assert sum(answer for answer in answers if isinstance(answer, int)) == 30
    assert DocumentReading.objects.count() == StoryDocument.objects.count() == 31
    assert not Document.objects.filter(due_at__isnull=False).exists()
    assert sum(Story.objects.values_list("size", flat=True)) == 31
    assert Signal.objects.values("story").distinct().count() == Signal.objects.count()
    assert verify().is_whole

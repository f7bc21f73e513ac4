"""A demonstration is built once, told step by step, and only in a node that is in its exercise."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from pytest_django import Settings

from qaraul.errors import Conflict
from qaraul.events.models import Incident
from qaraul.exercises.keeping import State, read_state, write_state
from qaraul.exercises.scenario import load
from qaraul.exercises.server import FeedServer
from qaraul.exercises.services import build_demonstration
from qaraul.forecasts.models import ForecastSet, Score
from qaraul.journal.services import verify
from qaraul.members.models import Person
from qaraul.pipeline.choices import QueueStage, SignalKind
from qaraul.pipeline.models import Signal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    scenario = load("lantern_26")
    server = FeedServer(scenario, last=date(2026, 11, 24), clock=lambda: NOW)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.EXERCISE = scenario.name
    settings.OPERATOR = scenario.network["operator"]
    settings.ALLOWED_FETCH_ADDRESSES = [server.address.removeprefix("http://")]
    yield server.address
    server.shutdown()
    thread.join()
    server.server_close()


def build(data_dir: Path, address: str, password: str) -> list[str]:
    said: list[str] = []
    build_demonstration(data_dir, now=NOW, address=address, password=password, tell=said.append)
    return said


def test_a_demonstration_is_built_once_and_takes_a_new_password(
    tmp_path: Path, address: str
) -> None:
    said = build(tmp_path, address, "correct horse")
    assert len(said) == 9
    assert "141 documents fetched" in said[3]
    assert read_state(tmp_path, scenario="lantern_26", today=date(2030, 1, 1)).is_built
    assert verify().is_whole
    stages = set(Signal.objects.values_list("queue_stage", flat=True))
    assert {QueueStage.NEW, QueueStage.CONFIRMED, QueueStage.DISMISSED} <= stages
    assert Signal.objects.filter(kind=SignalKind.SURGE).count() == 1
    assert Signal.objects.filter(kind=SignalKind.THRESHOLD).exists()
    assert ForecastSet.objects.filter(is_exercise=True).count() == 2
    assert Score.objects.exists()
    before = Incident.objects.count()
    assert build(tmp_path, address, "battery staple") == []
    assert Incident.objects.count() == before
    assert Person.objects.get(username="expert").check_password("battery staple")


def test_a_node_that_works_on_the_real_thing_is_not_touched(
    tmp_path: Path, settings: Settings, address: str
) -> None:
    settings.EXERCISE = ""
    write_state(tmp_path, State("lantern_26", date(2026, 11, 24)))
    with pytest.raises(Conflict, match="not in the exercise"):
        build(tmp_path, address, "correct horse")
    assert not Person.objects.exists()

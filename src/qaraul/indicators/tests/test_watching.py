"""A limit that is passed, and a surge, each make one signal; a person decides what it means."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from qaraul.events.models import Incident
from qaraul.events.testing import make_incident
from qaraul.indicators.models import Crossing, Surge, Watch
from qaraul.indicators.services.surging import seek_everywhere
from qaraul.indicators.services.watching import rate_everything, watch_limits
from qaraul.indicators.testing import make_observation
from qaraul.indicators.tests.conftest import NOW, TODAY
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person
from qaraul.pipeline.choices import SignalKind
from qaraul.pipeline.hints import hint_of
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def operator(settings: Settings) -> Organisation:
    found = make_organisation()
    make_person(found, Role.ANALYST)
    settings.OPERATOR = found.code
    return found


def price(operator: Organisation, value: float, days_ago: int) -> None:
    make_observation(
        value=value,
        origin=operator,
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
        days_ago=days_ago,
    )


def test_a_crossing_is_told_once_and_again_only_after_it_came_down(operator: Organisation) -> None:
    price(operator, 5, 10)
    assert rate_everything(NOW) == 0
    price(operator, 35, 9)
    assert rate_everything(NOW) == 1
    assert rate_everything(NOW) == 0
    signal = Signal.objects.get(kind=SignalKind.THRESHOLD)
    assert (signal.tlp, signal.queue_stage, signal.incident_id) == (TLP.GREEN, "new", None)
    hint = hint_of(signal.kind, signal.summary)
    assert hint is not None
    assert "35" in hint.sentence
    for days_ago in (8, 7, 6, 5):
        price(operator, 5, days_ago)
    assert rate_everything(NOW) == 0
    assert not Crossing.objects.filter(is_standing=True).exists()
    price(operator, 36, 4)
    assert rate_everything(NOW) == 1


def test_from_raised_to_high_is_another_crossing(operator: Organisation) -> None:
    price(operator, 20, 5)
    assert rate_everything(NOW) == 1
    price(operator, 40, 4)
    assert rate_everything(NOW) == 1


def test_what_had_stood_before_the_node_looked_is_noted_and_not_told(
    operator: Organisation,
) -> None:
    price(operator, 40, 9)
    price(operator, 41, 8)
    assert rate_everything(NOW) == 0
    assert Crossing.objects.get().signal is None


def test_nothing_that_is_found_becomes_an_incident(operator: Organisation) -> None:
    price(operator, 40, 1)
    rate_everything(NOW)
    assert not Incident.objects.exists()


def test_the_worker_looks_once_an_hour(operator: Organisation) -> None:
    price(operator, 40, 1)
    assert watch_limits(NOW) == 1
    price(operator, 5, 0)
    assert watch_limits(NOW + timedelta(minutes=30)) == 0
    due = Watch.objects.get(name="limits").due_at
    assert due is not None
    assert due > NOW + timedelta(minutes=50)


def burst(operator: Organisation, day: int, count: int) -> None:
    area, everyone = Area.objects.get(code="TJ-KT"), Audience.of(network=True)
    for _ in range(count):
        make_incident(
            operator,
            tlp=TLP.GREEN,
            audience=everyone,
            stage=Stage.RELEASED,
            event_type="protest",
            area=area,
            occurred_on=TODAY - timedelta(days=day),
        )


def test_a_surge_is_found_explained_and_told_once(operator: Organisation) -> None:
    for day in range(4, 95, 3):
        burst(operator, day, 1)
    assert seek_everywhere(TODAY - timedelta(days=2), NOW) == 0
    burst(operator, 1, 9)
    assert seek_everywhere(TODAY - timedelta(days=1), NOW) >= 1
    found = Surge.objects.filter(area__code="TJ-KT").get()
    assert (found.observed, found.reach) == (9, "network")
    assert found.usual < 2
    before = Signal.objects.filter(kind=SignalKind.SURGE).count()
    burst(operator, 0, 9)
    seek_everywhere(TODAY - timedelta(days=1), NOW)
    seek_everywhere(TODAY, NOW)
    assert Signal.objects.filter(kind=SignalKind.SURGE).count() == before


def test_three_weeks_of_records_are_too_few_to_tell_a_surge(operator: Organisation) -> None:
    burst(operator, 20, 1)
    burst(operator, 1, 30)
    assert seek_everywhere(TODAY - timedelta(days=1), NOW) == 0

"""A forecast made from incidents tells nobody of an incident that they may not see."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from qaraul.events.choices import EventType
from qaraul.events.testing import make_incident
from qaraul.forecasting.months import first_day, month_id
from qaraul.forecasts.choices import Sight, Target
from qaraul.forecasts.lacks import Lacking
from qaraul.forecasts.models import Duty, ForecastSet
from qaraul.forecasts.pages import Asked, chooser, sets_of
from qaraul.forecasts.services import monthly
from qaraul.forecasts.services.issuing import issue_from_incidents
from qaraul.forecasts.services.scoring import score_from_incidents
from qaraul.forecasts.tests.conftest import NOW
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import public
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
FIRST, LAST = month_id(2023, 6), month_id(2026, 4)
HIDDEN = [
    (TLP.RED, Stage.DRAFT, "nobody"),
    (TLP.GREEN, Stage.PENDING, "network"),
    (TLP.GREEN, Stage.RECALLED, "network"),
    (TLP.AMBER, Stage.RELEASED, "network"),
    (TLP.AMBER_STRICT, Stage.RELEASED, "partner"),
    (TLP.RED, Stage.RELEASED, "person"),
]
"""Markings under which an incident does not reach every member of the network."""


class World:
    """Thirty-five months in which every member may see an incident a month, in two units."""

    def __init__(self, operator: Organisation) -> None:
        self.origin, self.partner = operator, make_organisation()
        self.person = make_person(self.partner, Role.ANALYST)
        self.audiences = {
            "nobody": None,
            "network": Audience.of(network=True),
            "public": Audience.of(network=True, public=True),
            "partner": Audience.of(organisations=[self.partner]),
            "person": Audience.of(persons=[self.person]),
        }
        for month in range(FIRST, LAST + 1):
            self.write(first_day(month), killed=month % 4)

    def write(
        self,
        day: date,
        *,
        tlp: TLP = TLP.GREEN,
        stage: Stage = Stage.RELEASED,
        audience: str = "network",
        **fields: Any,
    ) -> None:
        """A violent incident in Khatlon."""
        killed = fields.pop("killed", 3)
        make_incident(
            self.origin,
            tlp=tlp,
            stage=stage,
            audience=self.audiences[audience],
            occurred_on=day,
            killed_low=killed,
            killed_best=killed,
            killed_high=killed,
            area=Area.objects.get(code="TJ-KT"),
            **{"event_type": EventType.ATTACK, **fields},
        )


@pytest.fixture
def world(operator: Organisation) -> World:
    return World(operator)


def digests(said: ForecastSet) -> list[tuple[str, str]]:
    return sorted(said.draws.values_list("model", "digest"))


def test_no_hidden_incident_moves_a_chance(world: World) -> None:
    before = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    for tlp, stage, audience in HIDDEN:
        for month in (FIRST, LAST - 1, LAST):
            world.write(first_day(month), tlp=tlp, stage=stage, audience=audience, killed=400)
    after = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW, is_again=True)
    assert digests(before) == digests(after)
    told = [list(one.backgrounds.order_by("area").values_list("observed", "base_any", "cases"))
            for one in (before, after)]  # fmt: skip
    assert told[0] == told[1]


def test_an_incident_that_all_members_see_moves_it(world: World) -> None:
    before = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    world.write(first_day(LAST), killed=400)
    after = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW, is_again=True)
    assert digests(before) != digests(after)


def test_what_the_network_sees_is_not_in_a_public_set(world: World) -> None:
    with pytest.raises(Lacking, match="no record"):
        issue_from_incidents(Target.DEATHS, Sight.PUBLIC, at=NOW)
    for month in range(FIRST, LAST + 1):
        world.write(first_day(month), tlp=TLP.CLEAR, audience="public", killed=2)
    said = issue_from_incidents(Target.DEATHS, Sight.PUBLIC, at=NOW)
    khatlon = said.backgrounds.get(area__code="TJ-KT")
    assert set(khatlon.observed) == {2.0}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"event_type": EventType.PROTEST}, "no violence"),
        ({"status": "refuted"}, "it did not happen so"),
        ({"is_listed": False}, "merged into another"),
        ({"is_exercise": True}, "an exercise"),
    ],
)
def test_only_violent_incidents_that_happened_count(
    world: World, fields: dict[str, Any], why: str
) -> None:
    before = issue_from_incidents(Target.INCIDENTS, Sight.NETWORK, at=NOW)
    world.write(first_day(LAST), **fields)
    after = issue_from_incidents(Target.INCIDENTS, Sight.NETWORK, at=NOW, is_again=True)
    assert digests(before) == digests(after), why


def test_a_set_for_the_network_is_seen_by_members_alone(world: World) -> None:
    said = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    outsider = make_viewer(make_organisation())
    assert [one.pk for one in sets_of(outsider)] == [said.pk]
    assert sets_of(public()) == []
    assert chooser(public(), Asked()) is None
    assert world.origin.code


def test_a_stranger_is_told_that_there_is_no_such_set(world: World) -> None:
    said = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    assert world.origin.code
    for address in (f"/forecasts/?set={said.pk}", f"/forecasts/TJ-KT/?set={said.pk}",
                    f"/forecasts/?of={said.series}", "/forecasts/?set=nonsense"):  # fmt: skip
        assert Client().get(address).status_code == 404
    assert b"Khatlon" not in Client().get("/forecasts/").content


def test_an_exercise_forecasts_from_its_own_incidents(world: World, settings: Settings) -> None:
    assert world.origin.code
    settings.EXERCISE = "Lantern 26"
    with pytest.raises(Lacking, match="no record"):
        issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)


def test_silence_is_not_peace(world: World) -> None:
    with pytest.raises(Lacking, match="Nothing was recorded for 7 months"):
        issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=datetime(2026, 12, 5, tzinfo=UTC))
    world.write(date(2022, 1, 5))
    said = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    assert said.data_start == date(2023, 6, 1)


def test_the_worker_issues_once_a_month_from_the_third_day(world: World) -> None:
    assert world.origin.code
    assert monthly.issue_what_is_due(datetime(2026, 5, 2, 12, tzinfo=UTC)) == 0
    assert monthly.issue_what_is_due(datetime(2026, 5, 3, 12, tzinfo=UTC)) == 2
    assert monthly.issue_what_is_due(datetime(2026, 5, 3, 13, tzinfo=UTC)) == 0
    assert monthly.issue_what_is_due(datetime(2026, 5, 4, 14, tzinfo=UTC)) == 0
    assert ForecastSet.objects.count() == 2


def test_the_worker_keeps_why_it_could_not(operator: Organisation) -> None:
    assert monthly.issue_what_is_due(NOW) == 0
    facts = Duty.objects.get(name=monthly.ISSUING).facts
    assert facts["deaths"] == {"lack": "nothing", "has": 0, "needs": 0}
    person = make_person(operator, Role.ANALYST)
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    assert b"There is no record to forecast from." in client.get("/forecasts/").content
    assert b"There is no record" not in Client().get("/forecasts/").content


def test_months_are_scored_when_they_have_been_over_for_a_month(world: World) -> None:
    said = issue_from_incidents(Target.DEATHS, Sight.NETWORK, at=NOW)
    world.write(date(2026, 6, 9), killed=5)
    world.write(date(2026, 6, 9), killed=70, tlp=TLP.AMBER, audience="partner")
    assert score_from_incidents(at=datetime(2026, 7, 20, tzinfo=UTC)) == []
    assert monthly.score_what_is_over(datetime(2026, 8, 5, tzinfo=UTC)) > 0
    outcome = said.outcomes.get(area__code="TJ-KT")
    assert (outcome.month, outcome.value) == (date(2026, 6, 1), 5)

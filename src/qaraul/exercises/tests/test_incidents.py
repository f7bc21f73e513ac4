"""The scenario's incidents pass through the real services and reach whom they should."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from qaraul.events.models import Evidence, Incident
from qaraul.exercises.desk import Desk
from qaraul.exercises.incidents import make_incidents
from qaraul.exercises.network import Network, make_network
from qaraul.exercises.scenario import load
from qaraul.journal.services import verify
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience, RecallNotice, Release
from qaraul.sources.models import Document, Source

pytestmark = pytest.mark.django_db
SCENARIO = load("lantern_26")
LAST = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _exercise(settings: Settings) -> None:
    settings.EXERCISE = SCENARIO.name


@pytest.fixture
def desk() -> Desk:
    load_starter_areas()
    network = make_network(SCENARIO.network, password="correct horse")
    for code in SCENARIO.outlets:
        publish(network, code)
    return Desk(SCENARIO, network, NOW, LAST)


def publish(network: Network, code: str) -> None:
    """Documents as the fetcher would have stored them."""
    outlet = SCENARIO.outlets[code]
    owner = network.organisations[outlet.owner]
    source = Source.objects.create(code=code, title=outlet.title, owner=owner)
    for item in SCENARIO.published(code, last=LAST, now=NOW):
        Document.objects.create(
            source=source,
            external_id=f"urn:qaraul:exercise:{code}:{item.id}",
            title=item.title,
            text=item.text,
            published_at=item.published,
            fetched_at=NOW,
            origin=owner,
            tlp=TLP[outlet.tlp],
            audience=network.audience(outlet.audience),
            stage=Stage.RELEASED,
            released_at=NOW,
            is_exercise=True,
        )


def seen_by(desk: Desk, account: str) -> set[str]:
    rows = Incident.objects.visible_to(desk.network.viewer(account))
    titles = set(rows.values_list("title", flat=True))
    return {plan["key"] for plan in SCENARIO.incidents if plan["title"] in titles}


def test_every_incident_stands_where_the_scenario_says_with_all_its_evidence(desk: Desk) -> None:
    assert make_incidents(desk) == len(SCENARIO.incidents)
    for plan in SCENARIO.incidents:
        incident = Incident.objects.get(title=plan["title"])
        assert incident.stage == plan["state"], plan["key"]
        assert incident.is_exercise
        assert incident.occurred_on == LAST - timedelta(days=60 - plan["day"])
        assert incident.area is not None
        assert incident.area.code == plan["place"]["area"]
        evidence = Evidence.objects.filter(incident=incident)
        assert evidence.count() == len(plan["evidence"]), plan["key"]
    assert verify().is_whole


def test_each_member_sees_exactly_what_reaches_it(desk: Desk) -> None:
    make_incidents(desk)
    everyone = {"families-river", "camp-panj", "mudflow", "jirga"}
    assert seen_by(desk, "expert") == everyone
    assert seen_by(desk, "focal.kz") == everyone | {"crossing-closed"}
    assert seen_by(desk, "moderator.ngo") == everyone | {"pump"}
    assert seen_by(desk, "observer.regional") == everyone | {"market-blast"}
    assert seen_by(desk, "focal.kg") == everyone | {"pump"}
    assert "sokh" in seen_by(desk, "focal.uz")
    assert "sokh" not in seen_by(desk, "releaser.secretariat")


def test_a_recall_leaves_a_notice_that_one_member_has_answered(desk: Desk) -> None:
    make_incidents(desk)
    assert "kerki" not in seen_by(desk, "focal.tm") | seen_by(desk, "focal.uz")
    notices = RecallNotice.objects.select_related("organisation")
    answered = {n.organisation.code: n.acknowledged_at is not None for n in notices}
    assert answered == {"tm-focal": False, "uz-focal": True}


def test_released_to_the_public_means_two_persons_signed(desk: Desk) -> None:
    make_incidents(desk)
    for release in Release.objects.filter(released_at__isnull=False):
        people = {s.person_id for s in release.signatures.all()}
        assert len(people) == release.signatures.count() >= release.persons_needed
        assert release.signatures.filter(is_releaser=True).exists()


def test_a_second_time_nothing_is_made_and_a_missing_one_comes_back(desk: Desk) -> None:
    make_incidents(desk)
    assert make_incidents(desk) == 0
    lost = Incident.objects.get(title=SCENARIO.incidents[-1]["title"])
    Incident.objects.filter(pk=lost.pk).update(title="Lost")
    assert make_incidents(desk) == 1


def test_evidence_that_has_not_come_in_yet_is_left_out_and_nothing_lies_in_the_future(
    desk: Desk,
) -> None:
    Document.objects.filter(external_id__endswith=":clash-imam-en").delete()
    make_incidents(desk)
    incident = Incident.objects.get(title=SCENARIO.incidents[0]["title"])
    assert Evidence.objects.filter(incident=incident).count() == 3
    assert not Release.objects.filter(proposed_at__gt=NOW).exists()
    assert Audience.objects.exists()

"""The pages of release and recall, on incidents: what is chosen, shown, signed and taken back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from qaraul.events.models import Incident
from qaraul.events.testing import make_incident
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import viewer_for
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience, RecallNotice, Release
from qaraul.sharing.services import propose_release, recall
from tests.network import signed_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def home() -> Organisation:
    return make_organisation()


@pytest.fixture
def partner() -> Organisation:
    return make_organisation()


@pytest.fixture
def releaser(home: Organisation) -> Client:
    return signed_in(make_person(home, Role.RELEASER))


def released(home: Organisation, *to: Organisation, caveats: str = "") -> Incident:
    incident = make_incident(home, title="Lorries held at the bridge")
    propose_release(
        incident,
        viewer=viewer_for(make_person(home, Role.RELEASER), home),
        tlp=TLP.AMBER,
        audience=Audience.of(organisations=to),
        caveats=caveats,
        at=NOON,
    )
    incident.refresh_from_db()
    return incident


def release_page(incident: Incident) -> str:
    return reverse("sharing:release", args=["incident", incident.pk])


def chosen(*organisations: Organisation, **more: Any) -> dict[str, Any]:
    return {"tlp": "2", "organisations": [str(o.pk) for o in organisations], **more}


def test_a_change_of_marking_begins_from_what_stands(
    releaser: Client, home: Organisation, partner: Organisation
) -> None:
    page = releaser.get(release_page(released(home, partner, caveats="by hand only")))
    form = page.context["form"]
    assert form["organisations"].value() == [partner.pk]
    assert (form["tlp"].value(), form["caveats"].value()) == (TLP.AMBER, "by hand only")


def test_the_exact_audience_is_shown_at_an_address_of_its_own_before_anything_is_released(
    releaser: Client, home: Organisation, partner: Organisation
) -> None:
    make_person(partner, Role.ANALYST)
    incident = make_incident(home)
    answer = releaser.post(release_page(incident), chosen(partner, caveats="x"))
    assert answer.status_code == 302
    shown = releaser.get(answer["Location"]).content.decode()
    assert str(partner) in shown
    assert "1 organisation, 1 person" in shown
    assert not Release.objects.exists()
    back = releaser.get(release_page(incident) + "?change")
    assert back.context["form"]["caveats"].value() == "x"
    releaser.post(release_page(incident), chosen(partner, confirm="yes"))
    assert Release.objects.get().is_live()


def test_a_changed_audience_says_who_gains_and_who_loses_sight(
    releaser: Client, home: Organisation, partner: Organisation
) -> None:
    other = make_organisation()
    for organisation in (partner, other):
        make_person(organisation, Role.ANALYST)
    answer = releaser.post(release_page(released(home, partner)), chosen(other))
    page = releaser.get(answer["Location"])
    assert (page.context["gained"], page.context["lost"]) == ([other], [partner])


def test_a_recall_is_found_by_its_number_and_tells_nothing_of_the_record(
    home: Organisation, partner: Organisation
) -> None:
    reader = signed_in(make_person(partner, Role.ANALYST))
    incident = released(home, partner)
    recall(
        incident,
        viewer=viewer_for(make_person(home, Role.RELEASER), home),
        reason="The place was wrong.",
        at=NOON,
    )
    page = reader.get(reverse("sharing:waiting")).content.decode()
    assert incident.number in page
    assert str(home) in page
    assert "The place was wrong." in page
    assert "Lorries" not in page
    reader.post(reverse("sharing:acknowledge", args=[RecallNotice.objects.get().pk]))
    assert incident.number in reader.get(reverse("sharing:waiting")).content.decode()


def test_who_signs_second_reads_what_it_says_and_to_whom_it_goes(
    releaser: Client, home: Organisation
) -> None:
    incident = make_incident(home, title="Lorries held", summary="They wait since Monday.")
    first = make_person(home, Role.ANALYST)
    propose_release(
        incident,
        viewer=viewer_for(first, home),
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
        at=NOON,
    )
    waiting = releaser.get(reverse("sharing:waiting")).content.decode()
    assert "Lorries held" in waiting
    assert str(first) in waiting
    page = releaser.get(reverse("sharing:sign", args=[Release.objects.get().pk])).content.decode()
    assert "They wait since Monday." in page
    assert "TLP:GREEN" in page


def test_the_page_of_an_incident_names_its_audience_to_the_origin_alone(
    releaser: Client, home: Organisation, partner: Organisation
) -> None:
    third = make_organisation()
    reader = signed_in(make_person(partner, Role.ANALYST))
    make_person(third, Role.ANALYST)
    incident = released(home, partner, third)
    address = incident.get_absolute_url()
    assert str(third) in releaser.get(address).content.decode()
    page = reader.get(address).content.decode()
    assert str(third) not in page
    assert "Shared with your organisation." in page

"""What pages of incidents promise their readers: grades, names, signs, ranges."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.events import exports, services
from qaraul.events.filters import IncidentFilter
from qaraul.events.forms import FilterForm
from qaraul.events.groups import KNOWN, as_lines, from_lines, group_label
from qaraul.events.models import Incident
from qaraul.events.queries import incident_rows
from qaraul.events.testing import make_document, make_incident
from qaraul.events.tests.test_pages import FORM
from qaraul.lines import many_lines, one_line
from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.web.templatetags.parts import grade

pytestmark = pytest.mark.django_db
HIDDEN = "\u202e\u2066\u2069\u200b\u200e\u0007\ufeff\u00ad"


def test_a_grade_that_is_not_shared_has_no_letter() -> None:
    with translation.override("en"):
        assert ">–2<" in grade("", 2)
        assert "not shared" in grade("", 2)
        assert ">F2<" in grade("F", 2)


def test_a_file_holds_the_grade_that_its_viewer_may_see() -> None:
    analyst = make_viewer(make_organisation(), Role.ANALYST)
    incident = services.create_incident(
        viewer=analyst,
        at=timezone.now(),
        title="Lorries wait",
        event_type="protest",
        occurred_on=timezone.now().date(),
        credibility=2,
    )
    document = make_document(analyst, reliability="B")
    services.add_evidence(incident.pk, viewer=analyst, at=timezone.now(), documents=[document.pk])
    Incident.objects.update(tlp=TLP.GREEN, audience=Audience.of(network=True), stage=Stage.RELEASED)
    stranger = make_viewer(make_organisation(), Role.ANALYST)
    grades = {}
    for name, viewer in (("origin", analyst), ("stranger", stranger)):
        text = b"".join(exports.csv(viewer, IncidentFilter())).decode("utf-8-sig")
        (row,) = csv.DictReader(StringIO(text))
        grades[name] = row["reliability"] + row["credibility"]
    assert grades == {"origin": "B2", "stranger": "2"}


def test_places_are_named_in_the_readers_language() -> None:
    load_starter_areas()
    viewer = make_viewer(make_organisation(), Role.ANALYST)
    home = make_organisation()
    make_incident(
        home,
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
        stage=Stage.RELEASED,
        place_name="Batken",
        area=Area.objects.get(code="KG-B"),
    )
    with translation.override("ru"):
        (row,) = incident_rows(viewer, IncidentFilter()).rows
        assert row["where"][0] == "Баткен"
        assert row["where"][-1] == Area.objects.get(code="KG").name
    with translation.override("en"):
        (row,) = incident_rows(viewer, IncidentFilter()).rows
        assert row["where"][0] == "Batken"


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_known_groups_go_to_a_form_and_come_back(language: str) -> None:
    with translation.override(language):
        assert len({group_label(name) for name in KNOWN}) == len(KNOWN)
        assert from_lines(as_lines(KNOWN)) == list(KNOWN)
        assert from_lines("Red Reed\n\n") == ["Red Reed"]


@given(st.text())
def test_a_line_has_no_signs_that_nobody_sees(text: str) -> None:
    line = one_line(text + HIDDEN + text)
    assert not set(HIDDEN) & set(line)
    assert "\n" not in line
    assert one_line(line) == line
    assert many_lines(many_lines(text)) == many_lines(text)


def test_joiners_of_persian_words_stay() -> None:
    assert one_line("می\u200cکنند") == "می\u200cکنند"


def test_a_title_is_kept_without_signs_that_turn_its_order(client: Client) -> None:
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    client.post(reverse("events:new"), FORM | {"title": f"Held{HIDDEN} lorries"})
    assert Incident.objects.get().title == "Held lorries"


def test_both_wrong_coordinates_are_named(client: Client) -> None:
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    form = client.post(reverse("events:new"), FORM | {"lat": "95", "lon": "200"}).context["form"]
    assert set(form.errors) == {"lat", "lon"}
    form = client.post(reverse("events:new"), FORM | {"lat": "0", "lon": "0"}).context["form"]
    assert set(form.errors) == {"lat"}


def test_a_point_that_is_given_is_a_point(client: Client) -> None:
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    client.post(reverse("events:new"), FORM | {"lat": "37.2", "lon": "68.9"})
    assert Incident.objects.get().place_precision == "point"


def test_a_damaged_address_leads_back_without_its_fault(client: Client) -> None:
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    address = reverse("events:list")
    answer = client.get(
        address, {"from": "tomorrow", "q": "bridge"}, headers={"accept": "text/html"}
    )
    assert answer.status_code == 400
    assert f'href="{address}?q=bridge"' in answer.content.decode()


def test_grades_of_the_filter_are_said_in_the_language_of_the_page() -> None:
    viewer = make_viewer(make_organisation(), Role.ANALYST)
    with translation.override("ru"):
        html = str(FilterForm(IncidentFilter(), viewer)["cred"])
    assert "1 подтвержд" in html
    assert "confirmed" not in html


def test_new_words_bring_their_language() -> None:
    analyst = make_viewer(make_organisation(), Role.ANALYST)
    now = timezone.now()
    incident = services.create_incident(
        viewer=analyst,
        at=now,
        title="На границе Баткена и Исфары пятеро пострадали из-за насоса",
        event_type="protest",
        occurred_on=now.date(),
    )
    assert incident.language == "ru"
    services.change_incident(
        incident.pk,
        viewer=analyst,
        at=now,
        version=incident.version,
        title="Five people were hurt in a dispute over water at the border",
    )
    incident.refresh_from_db()
    assert incident.language == "en"


def test_the_null_island_is_refused_at_every_door() -> None:
    with pytest.raises(BadInput, match="Atlantic"):
        services.create_incident(
            viewer=make_viewer(make_organisation(), Role.ANALYST),
            at=timezone.now(),
            title="Nowhere",
            event_type="protest",
            occurred_on=timezone.now().date(),
            lat=0.0,
            lon=0.0,
        )

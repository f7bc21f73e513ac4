"""Home: what changed, where, how sure, what next; only what the viewer may see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from qaraul.events.testing import make_document, make_incident
from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Source, SourceSilence
from qaraul.web.queries.areas import WeeksByArea, recent_map
from qaraul.web.queries.home import Home, home

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def ours() -> Organisation:
    return make_organisation()


@pytest.fixture
def analyst(ours: Organisation) -> Person:
    person = make_person(ours, Role.ANALYST)
    person.previous_visit_at = NOW - timedelta(days=2)
    person.save()
    return person


@pytest.fixture
def viewer(analyst: Person, ours: Organisation) -> Viewer:
    return viewer_for(analyst, ours)


@pytest.fixture
def khatlon() -> Area:
    load_starter_areas()
    return Area.objects.get(code="TJ-KT")


def seen(viewer: Viewer, analyst: Person) -> Home:
    return home(viewer, analyst, now=NOW)


def released(origin: Organisation, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "tlp": TLP.GREEN,
        "audience": Audience.of(network=True),
        "stage": Stage.RELEASED,
        "released_at": NOW,
        "occurred_on": TODAY,
    }
    return make_incident(origin, **(values | fields))


def make_signal(origin: Organisation, **fields: Any) -> Signal:
    values: dict[str, Any] = {
        "number": f"S-{Signal.objects.count() + 1}",
        "title": "Lorries wait at the bridge",
        "tlp": TLP.GREEN,
        "audience": Audience.of(network=True),
        "stage": Stage.RELEASED,
        "raised_at": NOW,
        "latest_at": NOW,
        "risk": 50,
    }
    return Signal.objects.create(origin=origin, **(values | fields))


@pytest.mark.usefixtures("khatlon")
def test_a_node_without_records_says_so_instead_of_showing_an_empty_table(
    client: Client, analyst: Person
) -> None:
    client.force_login(analyst)
    page = client.get("/").content.decode()
    assert "Nothing has changed since your last visit; nothing waits for you" in page
    assert 'class="none"' in page
    assert "No incident of the last weeks" in page


def test_what_was_released_since_the_last_visit_is_a_change_and_older_things_are_not(
    viewer: Viewer, analyst: Person, khatlon: Area
) -> None:
    other = make_organisation()
    released(other, title="new to us", area=khatlon)
    released(other, title="known to us", released_at=NOW - timedelta(days=5))
    found = seen(viewer, analyst)
    assert [change.title for change in found.changes] == ["new to us"]
    assert found.new_incidents == found.change_count == 1
    assert [row["title"] for row in found.stream] == ["new to us", "known to us"]


def test_a_record_for_others_leaves_no_trace(
    client: Client, analyst: Person, khatlon: Area
) -> None:
    stranger = make_organisation()
    secret = Audience.of(organisations=[stranger])
    released(stranger, title="Hidden matter", tlp=TLP.AMBER, audience=secret, area=khatlon)
    make_signal(stranger, title="Hidden hint", tlp=TLP.AMBER, audience=secret)
    make_document(viewer=None)
    client.force_login(analyst)
    page = client.get("/").content.decode()
    assert "Hidden" not in page
    assert "Nothing has changed" in page
    assert "0 documents came" in page
    assert "Needs review <b>0</b>" in page


def test_an_area_far_above_its_usual_week_is_the_first_change(
    viewer: Viewer, analyst: Person, ours: Organisation, khatlon: Area
) -> None:
    for days in (0, 1, 2, 3):
        released(ours, area=khatlon, occurred_on=TODAY - timedelta(days=days))
    for days in (20, 40):
        released(ours, area=khatlon, occurred_on=TODAY - timedelta(days=days))
    change = seen(viewer, analyst).changes[0]
    assert "Khatlon" in change.title
    assert change.detail.startswith("4 in seven days; a usual week has 0.2")
    assert change.weeks == (0, 0, 1, 0, 0, 1, 0, 4)
    assert "area=TJ-KT" in change.address


def test_a_few_incidents_more_are_not_called_unusual(
    viewer: Viewer, ours: Organisation, khatlon: Area
) -> None:
    for days in (0, 1, 8, 9, 15, 16, 22, 23, 29, 30, 36, 37, 43, 44, 50, 51, 57, 58):
        released(ours, area=khatlon, occurred_on=TODAY - timedelta(days=days))
    assert WeeksByArea(viewer, TODAY, NOW).unusual() == []


def test_no_data_and_none_are_told_apart_on_the_map(
    viewer: Viewer, ours: Organisation, khatlon: Area
) -> None:
    Source.objects.create(code="s", title="S", owner=ours, is_enabled=True, coverage=["TJ"])
    released(ours, area=khatlon)
    released(ours, area=None)
    drawn = recent_map(WeeksByArea(viewer, TODAY, NOW)).choropleth
    units = {area.code: area for area in drawn.areas}
    assert (units["TJ-KT"].count, units["TJ-KT"].class_number) == (1, 2)
    assert (units["TJ-SU"].count, units["TJ-SU"].class_number) == (0, 1)
    assert (units["KG-O"].count, units["KG-O"].class_number) == (None, 0)


def test_the_page_says_in_words_what_the_map_shows(
    client: Client, analyst: Person, ours: Organisation, khatlon: Area
) -> None:
    released(ours, area=khatlon)
    released(ours, area=None)
    client.force_login(analyst)
    page = client.get("/").content.decode()
    assert "Highest: Khatlon" in page
    assert "1 incident is not on the map: place unknown" in page
    assert "No data for" in page
    assert "legal status of any territory" in page


def test_new_signals_are_shown_to_analysts_and_to_nobody_else(
    ours: Organisation, viewer: Viewer, analyst: Person, khatlon: Area
) -> None:
    make_signal(make_organisation(), area=khatlon)
    assert [c.title for c in seen(viewer, analyst).changes] == ["Lorries wait at the bridge"]
    observer = make_person(ours, Role.OBSERVER)
    found = home(viewer_for(observer, ours), observer, now=NOW)
    assert found.changes == ()
    assert found.review.count is None


@pytest.mark.usefixtures("khatlon")
def test_what_waits_for_me_is_counted_and_leads_to_its_place(
    viewer: Viewer, analyst: Person, ours: Organisation
) -> None:
    make_signal(ours, held_by=analyst, held_until=NOW + timedelta(minutes=5))
    released(ours, status="in_review")
    released(make_organisation(), status="new")
    found = seen(viewer, analyst)
    assert [(duty.count, duty.address) for duty in found.duties] == [
        (1, "/triage/"),
        (1, "/incidents/?status=new,in_review"),
    ]
    assert found.headline.endswith("2 things wait for you")


@pytest.mark.usefixtures("khatlon")
def test_an_open_silence_is_told_until_it_ends(
    viewer: Viewer, analyst: Person, ours: Organisation
) -> None:
    source = Source.objects.create(code="s", title="Radio", owner=ours, is_enabled=True)
    silence = SourceSilence.objects.create(source=source, opened_at=NOW)
    assert seen(viewer, analyst).silences == (silence,)
    silence.closed_at = NOW
    silence.save()
    assert seen(viewer, analyst).silences == ()


@pytest.mark.usefixtures("khatlon")
def test_a_first_visit_shows_a_week(viewer: Viewer, analyst: Person) -> None:
    analyst.previous_visit_at = None
    released(make_organisation(), released_at=NOW - timedelta(days=6))
    found = seen(viewer, analyst)
    assert found.headline.startswith("1 change in the last seven days")


def test_exercise_and_real_never_meet(
    client: Client, analyst: Person, ours: Organisation, khatlon: Area
) -> None:
    released(ours, title="Real matter", area=khatlon)
    client.force_login(analyst)
    with override_settings(EXERCISE="Lantern 26"):
        assert "Real matter" not in client.get("/").content.decode()


@pytest.mark.usefixtures("khatlon")
def test_home_needs_at_most_twenty_queries(
    client: Client,
    analyst: Person,
    ours: Organisation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for area in Area.objects.filter(level=1)[:20]:
        released(ours, area=area)
        make_signal(ours, area=area)
        make_document(None)
    client.force_login(analyst)
    client.get("/")  # draws the outlines, once for every edition of the areas
    with django_assert_max_num_queries(20):
        assert client.get("/").status_code == 200


def test_people_without_an_organisation_find_nothing(client: Client) -> None:
    client.force_login(make_person())
    assert client.get("/").status_code == 404
    assert client.get("/search").status_code == 404

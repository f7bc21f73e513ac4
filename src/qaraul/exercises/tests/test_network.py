"""The demonstration network is made once, whole, and never in somebody else's database."""

import pytest

from qaraul.errors import Conflict
from qaraul.exercises.network import make_network, refuse_strangers, set_password
from qaraul.exercises.scenario import load
from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.models import Circle, Membership, Organisation, Person
from qaraul.members.testing import make_organisation

pytestmark = pytest.mark.django_db
PLAN = load("lantern_26").network


def test_the_network_is_made_once_however_often_it_is_asked_for() -> None:
    counts = []
    for _ in range(2):
        make_network(PLAN, password="correct horse")
        models = (Organisation, Circle, Person, Membership, Entry)
        counts.append([model.objects.count() for model in models])
    assert counts[0] == counts[1]
    assert counts[0][:3] == [10, 3, len(PLAN["accounts"])]


def test_an_account_is_the_viewer_that_the_plan_says() -> None:
    network = make_network(PLAN, password="correct horse")
    viewer = network.viewer("reviewer.secretariat")
    assert viewer.roles == {Role.REVIEWER, Role.ANALYST}
    assert viewer.organisation_id == network.organisations["secretariat"].pk
    assert len(viewer.circle_ids) == 3
    assert network.viewer("observer.regional").is_observer_only


def test_every_account_opens_with_the_one_password_and_with_the_next_when_it_changes() -> None:
    network = make_network(PLAN, password="correct horse")
    assert all(p.check_password("correct horse") for p in network.people.values())
    set_password(PLAN, "battery staple")
    people = Person.objects.all()
    assert all(p.check_password("battery staple") for p in people)
    assert not any(p.check_password("correct horse") for p in people)


def test_the_same_password_again_writes_nothing() -> None:
    make_network(PLAN, password="correct horse")
    before = set(Person.objects.values_list("password", flat=True))
    set_password(PLAN, "correct horse")
    assert set(Person.objects.values_list("password", flat=True)) == before


def test_nobody_named_is_no_audience_and_a_wrong_name_is_an_error() -> None:
    network = make_network(PLAN, password="correct horse")
    assert network.audience({}) is None
    both = network.audience({"organisations": ["tj-focal"], "circles": ["Caspian desk"]})
    assert both is not None
    assert both.entries.count() == 2
    with pytest.raises(KeyError):
        network.audience({"organisations": ["xx-focal"]})


def test_a_database_with_another_network_is_left_alone() -> None:
    refuse_strangers(PLAN)
    make_network(PLAN, password="correct horse")
    refuse_strangers(PLAN)
    make_organisation()
    with pytest.raises(Conflict, match="another --data-dir"):
        refuse_strangers(PLAN)

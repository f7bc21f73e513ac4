"""The laws of who sees what, over random members, audiences and labels."""

from uuid import UUID

import pytest
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaraul.members.choices import Role
from qaraul.members.testing import make_circle, make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer, viewer_for
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience, Marked
from qaraul.sharing.queries import audience_of
from qaraul.sharing.reach import entries_of, first_reaching
from qaraul.sharing.tests.paper import Paper, paper

pytestmark = pytest.mark.django_db
ROLES = [(Role.ANALYST,), (Role.RELEASER,), (Role.OBSERVER,), (Role.OBSERVER, Role.REVIEWER)]
law = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class World:
    """Four organisations, two circles, two people each, and the public."""

    def __init__(self) -> None:
        self.organisations = [make_organisation() for _ in range(4)]
        self.circles = [
            make_circle(*self.organisations[:2]),
            make_circle(*self.organisations[1:3]),
        ]
        self.people = {
            organisation.pk: [make_person(organisation, *ROLES[(n + k) % 4]) for k in range(2)]
            for n, organisation in enumerate(self.organisations)
        }
        self.everyone = [person for people in self.people.values() for person in people]

    def viewers(self) -> list[Viewer]:
        """Everybody who could ask, machines and the public too."""
        members = [(p, o) for o in self.organisations for p in self.people[o.pk]]
        return [
            PUBLIC,
            *(viewer_for(p, o) for p, o in members),
            *(viewer_for(p, o, scopes=frozenset({"read"})) for p, o in members[:2]),
        ]

    def audience(self, draw: tuple[int, int, int, bool, bool]) -> Audience:
        """An audience from bits: organisations, circles, persons, network, public."""
        organisations, circles, persons, network, public = draw
        return Audience.of(
            organisations=[o for n, o in enumerate(self.organisations) if organisations >> n & 1],
            circles=[c for n, c in enumerate(self.circles) if circles >> n & 1],
            persons=[p for n, p in enumerate(self.everyone) if persons >> n & 1],
            network=network,
            public=public,
        )


bits = st.tuples(
    st.integers(0, 15), st.integers(0, 3), st.integers(0, 255), st.booleans(), st.booleans()
)
labels = st.sampled_from(list(TLP))
stages = st.sampled_from(list(Stage))


@pytest.fixture
def world(paper_table: None) -> World:  # noqa: ARG001  the table must be there
    return World()


def seers(world: World, record: Marked) -> set[Viewer]:
    rows: models.QuerySet[Marked] = type(record).objects.filter(pk=record.pk)
    return {v for v in world.viewers() if rows.visible_to(v).exists()}  # type: ignore[attr-defined]


@law
@given(draw=bits, label=labels)
def test_nobody_gains_by_a_stricter_label(
    world: World, draw: tuple[int, int, int, bool, bool], label: TLP
) -> None:
    audience, origin = world.audience(draw), world.organisations[3]
    looser = seers(world, paper(origin, label, audience))
    for stricter in TLP:
        if stricter > label:
            assert seers(world, paper(origin, stricter, audience)) <= looser


@law
@given(draw=bits, label=labels, stage=stages)
def test_the_readable_law_and_the_query_agree(
    world: World, draw: tuple[int, int, int, bool, bool], label: TLP, stage: Stage
) -> None:
    audience = world.audience(draw)
    record = paper(world.organisations[0], label, audience, stage=stage)
    entries = entries_of(audience)
    seen = seers(world, record)
    for viewer in world.viewers():
        owns = viewer.organisation_id == record.origin_id
        # An origin that only observes, or a machine, is held to its ceiling on its own records too.
        own_ceiling = TLP.RED
        if viewer.is_observer_only:
            own_ceiling = TLP.AMBER
        elif viewer.scopes is not None:
            own_ceiling = TLP.AMBER_STRICT
        expected = (owns and label <= own_ceiling) or (
            stage == Stage.RELEASED and first_reaching(label, entries, viewer) is not None
        )
        assert (viewer in seen) == expected


@law
@given(draw=bits, label=labels)
def test_the_audience_card_names_exactly_those_who_see(
    world: World, draw: tuple[int, int, int, bool, bool], label: TLP
) -> None:
    audience = world.audience(draw)
    elsewhere = make_organisation()
    seen = seers(world, paper(elsewhere, label, audience))
    card = audience_of(label, audience)
    people: set[UUID | None] = {v.person_id for v in seen if v.is_member and v.scopes is None}
    assert card.person_count == len(people)
    assert {o.pk for o in card.organisations} == {
        v.organisation_id for v in seen if v.is_member and v.scopes is None
    }
    assert card.is_public == (PUBLIC in seen)


@law
@given(label=labels, stage=stages)
def test_an_empty_audience_is_nobody_but_the_origin(world: World, label: TLP, stage: Stage) -> None:
    origin = world.organisations[1]
    for nobody in (None, Audience.of()):
        seen = seers(world, paper(origin, label, nobody, stage=stage))
        assert {v.organisation_id for v in seen} <= {origin.pk}


@law
@given(draw=bits, label=labels)
def test_an_exercise_is_never_seen_among_the_real(
    world: World, draw: tuple[int, int, int, bool, bool], label: TLP
) -> None:
    record = paper(world.organisations[0], label, world.audience(draw), is_exercise=True)
    assert seers(world, record) == set()


@pytest.mark.parametrize(
    ("label", "seen_by"),
    [
        (TLP.CLEAR, {"analyst", "observer", "machine"}),
        (TLP.GREEN, {"analyst", "observer", "machine"}),
        (TLP.AMBER, {"analyst", "observer", "machine"}),
        (TLP.AMBER_STRICT, {"analyst", "machine"}),
        (TLP.RED, set()),
    ],
)
def test_each_label_reaches_only_its_part_of_a_named_organisation(
    world: World, label: TLP, seen_by: set[str]
) -> None:
    addressee = make_organisation()
    analyst = make_person(addressee, Role.ANALYST)
    viewers = {
        "analyst": viewer_for(analyst, addressee),
        "machine": viewer_for(analyst, addressee, scopes=frozenset({"read"})),
        "observer": viewer_for(make_person(addressee, Role.OBSERVER), addressee),
        "stranger": make_viewer(make_organisation(), Role.RELEASER),
        "public": PUBLIC,
    }
    record = paper(world.organisations[0], label, Audience.of(organisations=[addressee]))
    rows = Paper.objects.filter(pk=record.pk)
    assert {n for n, v in viewers.items() if rows.visible_to(v).exists()} == seen_by


def test_a_sealed_origin_is_shown_and_found_only_as_its_delegate(world: World) -> None:
    origin, delegate, reader = world.organisations[:3]
    record = paper(
        origin, TLP.GREEN, Audience.of(network=True), is_origin_sealed=True, delegate=delegate
    )
    other = viewer_for(make_person(reader, Role.ANALYST), reader)
    assert record.shown_origin(other) == delegate
    assert not Paper.objects.shown_from(other, [origin.pk]).filter(pk=record.pk).exists()
    assert Paper.objects.shown_from(other, [delegate.pk]).filter(pk=record.pk).exists()
    own = viewer_for(make_person(origin, Role.ANALYST), origin)
    assert record.shown_origin(own) == origin


def test_the_same_set_is_one_audience(world: World) -> None:
    a, b = world.organisations[:2]
    first = Audience.of(organisations=[a, b])
    assert Audience.of(organisations=[b, a, a]) == first
    assert first.entries.count() == 2
    assert Audience.of(organisations=[a]) != first


def test_leaving_a_circle_takes_sight_away_at_once(world: World) -> None:
    circle, member = world.circles[0], world.organisations[1]
    person = make_person(member, Role.ANALYST)
    record = paper(world.organisations[3], TLP.AMBER, Audience.of(circles=[circle]))
    rows = Paper.objects.filter(pk=record.pk)
    assert rows.visible_to(viewer_for(person, member)).exists()
    circle.organisations.remove(member)
    assert not rows.visible_to(viewer_for(person, member)).exists()

"""What a viewer may not see changes no number, state, line, order or signal that they can see."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from qaraul.events.models import Incident
from qaraul.events.testing import make_incident
from qaraul.indicators import pages, spreading
from qaraul.indicators.boards import Reader
from qaraul.indicators.choices import Kind
from qaraul.indicators.models import Crossing, Surge
from qaraul.indicators.reaches import NETWORK, NOBODY, reaches
from qaraul.indicators.services.surging import seek_for
from qaraul.indicators.services.watching import rate_everything, rate_for
from qaraul.indicators.testing import make_observation
from qaraul.indicators.tests.conftest import NOW, TODAY
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_circle, make_organisation, make_person, make_viewer
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sharing.querysets import strictest_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
law = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HIDDEN_FROM_OTHERS = [
    (TLP.RED, Stage.DRAFT, "nobody"),
    (TLP.GREEN, Stage.DRAFT, "network"),
    (TLP.GREEN, Stage.PENDING, "network"),
    (TLP.GREEN, Stage.RECALLED, "network"),
    (TLP.AMBER, Stage.RELEASED, "partner"),
    (TLP.AMBER_STRICT, Stage.RELEASED, "circle"),
    (TLP.AMBER, Stage.RELEASED, "network"),
    (TLP.RED, Stage.RELEASED, "outsider"),
    (TLP.RED, Stage.RELEASED, "person"),
]
"""Markings under which a record of the origin does not reach an analyst of another organisation."""


class World:
    """An origin, its partner, an outsider, and incidents that all members may see."""

    def __init__(self, settings: Settings) -> None:
        self.origin, self.partner, self.outside = (make_organisation() for _ in range(3))
        settings.OPERATOR = self.partner.code
        self.friend = make_person(self.partner, Role.ANALYST)
        self.analyst = make_person(self.outside, Role.ANALYST)
        make_person(self.origin, Role.ANALYST)
        self.everyone = Audience.of(network=True)
        self.audiences = {
            "nobody": None,
            "network": self.everyone,
            "partner": Audience.of(organisations=[self.partner]),
            "circle": Audience.of(circles=[make_circle(self.origin, self.partner)]),
            "person": Audience.of(persons=[self.friend]),
            "outsider": Audience.of(organisations=[self.outside]),
        }
        for days in (2, 20, 300):
            self.write(TLP.GREEN, Stage.RELEASED, "network", days=days)
        make_observation(value=20, origin=self.origin, tlp=TLP.GREEN, audience=self.everyone)

    def write(self, tlp: TLP, stage: Stage, audience: str, days: int = 1) -> Incident:
        """A deadly clash beside the border."""
        return make_incident(
            self.origin,
            tlp=tlp,
            stage=stage,
            audience=self.audiences[audience],
            occurred_on=TODAY - timedelta(days=days),
            event_type="armed_clash",
            area=Area.objects.get(code="AF-KDZ"),
            lat=37.15,
            lon=68.6,
            killed_low=9,
            killed_best=9,
            killed_high=9,
        )

    @property
    def outsider(self) -> Viewer:
        return viewer_for(self.analyst, self.outside)


@pytest.fixture
def world(settings: Settings) -> World:
    return World(settings)


def shown(viewer: Viewer) -> dict[str, str]:
    """All that the pages hold, in the order in which they hold it."""
    reader = Reader(viewer, TODAY)
    areas = [None, *Area.objects.filter(code__in=["TJ-KT", "AF-KDZ", "TJ"]).order_by("code")]
    deaths = next(i for i in reader.indicators if i.code == "II-02")
    spread = spreading.spreading(viewer, TODAY)
    page = pages.history(viewer, TODAY, deaths, None)
    assert spread is not None
    assert page is not None
    held = {
        "every area, every period": [
            (i.code, repr(reader.rated(i).values.tolist()), reader.rated(i).ratings.tolist())
            for i in reader.indicators
            if i.kind == Kind.COMPUTED
        ],
        "boards": [
            [(c.indicator.code, c.status, c.value, c.change, c.count, tuple(c.spark)) for c in b]
            for b in (reader.board(reader.row_of(area) or 0) for area in areas)
        ],
        "order": [(c.area.code if c.area else "", c.value) for c in page.across],
        "spill-over": [(row.area.code, row.by_band, row.total) for row in spread.rows],
    }
    # As digests: what is held is long, and the section's name says where to look.
    return {name: sha256(repr(part).encode()).hexdigest() for name, part in held.items()}


def told(viewer: Viewer) -> list[tuple[Any, ...]]:
    rows = Signal.objects.visible_to(viewer).filter(kind__in=["threshold", "surge"])
    return sorted(rows.values_list("title", "risk", "tlp").order_by())


def rehearsed(world: World, records: list[tuple[int, int]]) -> tuple[Any, Any]:
    """What the outsider is shown and told, with these hidden incidents; then all is taken back."""
    with transaction.atomic():
        for marking, days in records:
            tlp, stage, audience = HIDDEN_FROM_OTHERS[marking]
            world.write(tlp, stage, audience, days=days)
        if records:
            make_observation(value=90, tlp=TLP.AMBER)
        for reach in reaches():
            if reach.key in {NETWORK, str(world.outside.pk)}:  # others' signals reach nobody else
                rate_for(reach, NOW)
                seek_for(reach, TODAY, NOW)
        found = shown(world.outsider), told(world.outsider)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def without(world: World) -> tuple[Any, Any]:
    """What the outsider is shown and told without any hidden record."""
    return rehearsed(world, [])


@law
@given(
    records=st.lists(
        st.tuples(st.integers(0, len(HIDDEN_FROM_OTHERS) - 1), st.integers(0, 700)),
        min_size=1,
        max_size=6,
    )
)
def test_hidden_incidents_change_nothing_that_an_outsider_sees(
    world: World, without: tuple[Any, Any], records: list[tuple[int, int]]
) -> None:
    assert rehearsed(world, records) == without


def test_the_partner_reads_another_number_so_the_law_can_fail(world: World) -> None:
    world.write(TLP.AMBER, Stage.RELEASED, "partner")
    friend = viewer_for(world.friend, world.partner)
    assert shown(friend) != shown(world.outsider)


def test_a_recall_changes_the_number_at_once(world: World) -> None:
    incident = world.write(TLP.GREEN, Stage.RELEASED, "network")
    with_it = shown(world.outsider)
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RECALLED)
    assert shown(world.outsider) != with_it


def test_signals_are_found_with_eyes_that_are_named_nowhere_and_handle_no_red(
    world: World,
) -> None:
    found = {reach.key: reach for reach in reaches()}
    assert set(found) == {
        NETWORK,
        *(str(o.pk) for o in (world.origin, world.partner, world.outside)),
    }
    for reach in found.values():
        assert reach.viewer.person_id == NOBODY
        assert strictest_open(reach.viewer) == TLP.AMBER_STRICT
    network = found[NETWORK]
    assert (network.tlp, network.origin_id) == (TLP.GREEN, world.partner.pk)
    seen = Incident.objects.visible_to(network.viewer)
    world.write(TLP.AMBER, Stage.RELEASED, "partner")
    world.write(TLP.RED, Stage.RELEASED, "person")
    assert seen.count() == 3


def test_what_only_one_organisation_sees_is_told_to_it_alone(world: World) -> None:
    rate_everything(NOW)
    Crossing.objects.all().delete()
    world.write(TLP.AMBER, Stage.RELEASED, "partner")
    rate_everything(NOW)
    friend = viewer_for(world.friend, world.partner)
    mine = set(Signal.objects.visible_to(friend).values_list("pk", flat=True))
    theirs = set(Signal.objects.visible_to(world.outsider).values_list("pk", flat=True))
    assert mine - theirs
    for signal in Signal.objects.filter(pk__in=mine - theirs):
        assert signal.tlp == TLP.AMBER_STRICT
        assert signal.audience is None
    assert not Surge.objects.exists()


def test_an_observer_is_not_told_what_is_stricter_than_observers_may_see(world: World) -> None:
    world.write(TLP.AMBER_STRICT, Stage.RELEASED, "partner")
    rate_everything(NOW)
    watcher = make_viewer(Organisation.objects.get(pk=world.partner.pk), Role.OBSERVER)
    assert [c for c in pages.crossings_of(watcher) if c.reach != NETWORK] == []


@pytest.mark.parametrize(
    "path",
    [
        "/indicators/",
        "/indicators/board/?area=TJ-KT",
        "/indicators/compare/",
        "/indicators/of/II-02/",
        "/indicators/surges/",
        "/indicators/spill-over/",
        "/indicators/rounds/",
    ],
)
def test_no_page_is_open_to_the_public(path: str) -> None:
    assert Client().get(path).status_code == 302

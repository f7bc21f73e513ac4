"""Every way to look at incidents shows exactly what `visible_to` shows, whoever asks."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaraul.errors import NotFound, TooLarge
from qaraul.events import exports
from qaraul.events.filters import IncidentFilter
from qaraul.events.models import Evidence, Incident
from qaraul.events.pages import find_incident, incident_page
from qaraul.events.points import points
from qaraul.events.queries import Cursor, histogram, incident_rows, map_counts
from qaraul.events.testing import make_document, make_incident, own_organisation
from qaraul.members.choices import Role
from qaraul.members.testing import make_circle, make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer, viewer_for
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
EVERYTHING = IncidentFilter()
law = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
marking = st.tuples(
    st.integers(0, 2),  # origin
    st.sampled_from(list(TLP)),
    st.sampled_from(list(Stage)),
    st.integers(0, 7),  # organisations of the audience
    st.booleans(),  # the circle
    st.booleans(),  # the network
    st.booleans(),  # the public
    st.booleans(),  # sealed
    st.booleans(),  # exercise
    st.booleans(),  # on the lists
)


class World:
    """Three organisations, a circle of two of them, an analyst and an observer each."""

    def __init__(self) -> None:
        self.organisations = [make_organisation() for _ in range(3)]
        self.circle = make_circle(*self.organisations[:2])
        self.viewers = [PUBLIC]
        for organisation in self.organisations:
            for role in (Role.ANALYST, Role.OBSERVER):
                person = make_person(organisation, role)
                self.viewers.append(viewer_for(person, organisation))
            self.viewers.append(viewer_for(person, organisation, scopes=frozenset({"read"})))

    def incident(self, draw: Any, n: int) -> Incident:
        origin, tlp, stage, organisations, circle, network, public, sealed, exercise, listed = draw
        audience = Audience.of(
            organisations=[o for k, o in enumerate(self.organisations) if organisations >> k & 1],
            circles=[self.circle] if circle else [],
            network=network,
            public=public,
        )
        return make_incident(
            self.organisations[origin],
            tlp=tlp,
            audience=audience,
            stage=stage,
            is_origin_sealed=sealed,
            is_exercise=exercise,
            is_listed=listed,
            occurred_on=date(2026, 11, 1) + timedelta(days=n % 3),
            lat=40.0 + n / 10,
            lon=70.0,
        )


@pytest.fixture
def world() -> World:
    return World()


def joined(parts: Any) -> bytes:
    return b"".join(parts)


def all_rows(viewer: Viewer, wanted: IncidentFilter, size: int) -> list[UUID]:
    """Every page of the list, one after the other."""
    found: list[UUID] = []
    after: Cursor | None = None
    while True:
        page = incident_rows(viewer, wanted, after, size)
        found += [row["id"] for row in page.rows]
        if page.following is None:
            return found
        after = Cursor.read(str(page.following))


def ids_of_csv(viewer: Viewer, wanted: IncidentFilter = EVERYTHING) -> set[UUID]:
    text = joined(exports.csv(viewer, wanted)).decode("utf-8-sig")
    return {UUID(row["id"]) for row in csv.DictReader(io.StringIO(text))}


@law
@given(draws=st.lists(marking, min_size=1, max_size=7))
def test_lists_maps_counts_and_files_hold_exactly_what_is_visible(
    world: World, draws: list[Any]
) -> None:
    Incident.objects.all().delete()
    for n, draw in enumerate(draws):
        world.incident(draw, n)
    for viewer in world.viewers:
        visible = Incident.objects.visible_to(viewer).filter(is_listed=True)
        expected = set(visible.values_list("pk", flat=True))
        rows = all_rows(viewer, EVERYTHING, size=2)
        assert len(rows) == len(expected)
        assert set(rows) == expected
        assert histogram(viewer, EVERYTHING).total == len(expected)
        assert map_counts(viewer, EVERYTHING).total == len(expected)
        assert ids_of_csv(viewer) == expected
        features = orjson.loads(joined(exports.geojson(viewer, EVERYTHING)))["features"]
        assert {UUID(f["id"]) for f in features} == expected
        dots = orjson.loads(points(viewer, EVERYTHING))["features"]
        assert {UUID(f["id"]) for f in dots} == expected


@law
@given(draw=marking)
def test_a_page_opens_for_exactly_those_who_may_see_it(world: World, draw: Any) -> None:
    incident = world.incident((*draw[:-1], True), 0)
    for viewer in world.viewers:
        may_see = Incident.objects.visible_to(viewer).filter(pk=incident.pk).exists()
        try:
            opened = find_incident(viewer, incident.pk) == incident
        except NotFound:
            opened = False
        assert opened == may_see


@law
@given(draw=marking)
def test_a_sealed_origin_leaks_through_no_file_and_no_page(world: World, draw: Any) -> None:
    Incident.objects.all().delete()
    delegate = world.organisations[(draw[0] + 1) % 3]
    incident = world.incident((*draw[:7], True, False, True), 0)
    Incident.objects.filter(pk=incident.pk).update(delegate=delegate, external_id="secret-id")
    incident.refresh_from_db()
    for viewer in world.viewers:
        if incident.is_own(viewer):
            continue
        written = joined(exports.csv(viewer, EVERYTHING)) + joined(
            exports.geojson(viewer, EVERYTHING)
        )
        assert str(incident.origin).encode() not in written
        assert b"secret-id" not in written
        by_name = IncidentFilter(origins=(incident.origin.code,))
        assert incident.pk not in all_rows(viewer, by_name, 50)
        if Incident.objects.visible_to(viewer).filter(pk=incident.pk).exists():
            assert incident_page(viewer, incident).origin == delegate


def test_a_workbook_holds_the_same_rows_and_says_its_label() -> None:
    viewer = make_viewer()
    origin = own_organisation(viewer)
    mine = make_incident(origin, tlp=TLP.AMBER, killed_low=0, killed_best=0, killed_high=0)
    make_incident(tlp=TLP.AMBER)
    book = openpyxl.load_workbook(io.BytesIO(joined(exports.xlsx(viewer, EVERYTHING))))
    assert book["About"]["A1"].value == "TLP:AMBER"
    rows = list(book["Incidents"].values)
    assert rows[0] == exports.COLUMNS
    assert [row[0] for row in rows[1:]] == [str(mine.pk)]
    assert rows[1][exports.COLUMNS.index("killed_best")] == 0
    assert rows[1][exports.COLUMNS.index("injured_best")] is None


def test_a_long_file_goes_on_where_a_chunk_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 2)
    viewer = make_viewer()
    own = own_organisation(viewer)
    for n in range(7):
        make_incident(own, occurred_on=date(2026, 11, 1 + n // 4))
    listed = all_rows(viewer, EVERYTHING, size=50)
    rows = [UUID(row[0]) for row in exports.Selection(viewer, EVERYTHING)]
    assert rows == listed
    assert len(rows) == 7


def test_a_workbook_that_would_be_too_long_is_refused_before_it_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    viewer = make_viewer()
    make_incident(own_organisation(viewer))
    short = replace(exports.formats.get("xlsx"), most_rows=0)
    monkeypatch.setitem(exports.formats._items, "xlsx", short)
    with pytest.raises(TooLarge):
        exports.written("xlsx", viewer, EVERYTHING)
    assert joined(exports.written("csv", viewer, EVERYTHING))


def test_an_exercise_is_marked_in_name_head_and_row() -> None:
    person_of = make_viewer()
    viewer = Viewer(
        **{n: getattr(person_of, n) for n in ("person_id", "organisation_id", "roles", "label")},
        in_exercise=True,
    )
    origin = own_organisation(viewer)
    make_incident(origin, tlp=TLP.GREEN, is_exercise=True)
    make_incident(origin, tlp=TLP.RED)
    name = exports.file_name(viewer, EVERYTHING, "csv", date(2026, 11, 24))
    assert name == "incidents_2026-11-24_TLP-GREEN_EXERCISE.csv"
    whole = orjson.loads(joined(exports.geojson(viewer, EVERYTHING)))
    assert (whole["tlp"], whole["exercise"]) == ("TLP:GREEN", "EXERCISE")
    assert [f["properties"]["exercise"] for f in whole["features"]] == ["EXERCISE"]


def test_evidence_that_a_viewer_may_not_see_is_not_counted_or_graded_for_him() -> None:
    owner, reader = make_viewer(), make_viewer()
    origin = own_organisation(owner)
    incident = make_incident(
        origin, tlp=TLP.GREEN, audience=Audience.of(network=True), stage=Stage.RELEASED
    )
    hidden = make_document(owner, tlp=TLP.RED, reliability="A")
    shared = make_document(owner, audience=Audience.of(network=True), reliability="C")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for document in (hidden, shared):
        Evidence.objects.create(incident=incident, document=document, note="our view", added_at=now)
    Evidence.objects.create(incident=incident, note="kept inside", added_at=now)
    Evidence.objects.create(incident=incident, note="for all", is_shared=True, added_at=now)
    mine, theirs = incident_page(owner, incident), incident_page(reader, incident)
    assert [row.note for row in mine.evidence] == ["our view", "our view", "kept inside", "for all"]
    assert [(row.document, row.note) for row in theirs.evidence] == [
        (shared, ""),
        (None, "for all"),
    ]
    assert (mine.reliability, theirs.reliability) == ("A", "C")
    assert incident_rows(reader, EVERYTHING).rows[0]["reliability"] == "C"


def test_evidence_of_a_merged_incident_stays_under_its_own_marking() -> None:
    owner, reader = make_viewer(), make_viewer()
    origin = own_organisation(owner)
    kept = make_incident(
        origin, tlp=TLP.GREEN, audience=Audience.of(network=True), stage=Stage.RELEASED
    )
    gone = make_incident(origin, merged_into=kept, is_listed=False)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    Evidence.objects.create(incident=gone, note="red", is_shared=True, added_at=now)
    assert [row.note for row in incident_page(owner, kept).evidence] == ["red"]
    assert incident_page(reader, kept).evidence == []
    assert incident_page(reader, kept).merged == []


def test_recipients_read_no_history_from_before_their_release_and_no_names() -> None:
    from qaraul.events import services  # noqa: PLC0415  only here

    owner, reader = make_viewer(), make_viewer()
    at = datetime(2026, 11, 22, tzinfo=UTC)
    incident = services.create_incident(
        viewer=owner, at=at, title="Draft", event_type="riot", occurred_on=date(2026, 11, 21)
    )
    services.change_incident(incident.pk, viewer=owner, at=at, version=1, title="Inside words")
    released = at + timedelta(hours=1)
    Incident.objects.filter(pk=incident.pk).update(
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
        stage=Stage.RELEASED,
        released_at=released,
    )
    services.change_incident(
        incident.pk,
        viewer=owner,
        at=released + timedelta(minutes=1),
        version=2,
        title="Public words",
        reason="because of our officer",
    )
    incident = find_incident(reader, incident.pk)
    history = incident_page(reader, incident).history
    assert [(row.who, row.reason) for row in history] == [(str(incident.origin), "")]
    assert len(incident_page(owner, incident).history) == 3

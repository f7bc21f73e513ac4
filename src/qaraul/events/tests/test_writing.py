"""What people do to an incident, who may, and what the history and the journal keep of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.events import news, services
from qaraul.events.choices import Act, EventType
from qaraul.events.facts import FACTS as FACT_NAMES
from qaraul.events.models import Evidence, Incident
from qaraul.events.testing import make_document, make_incident
from qaraul.journal.models import Entry
from qaraul.members.choices import Role, Scope
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer, viewer_for
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 5, 40, tzinfo=UTC)
COLUMNS = ["area_id", *(name for name in FACT_NAMES if name != "area")]
SOON = NOW + timedelta(seconds=9)
FACTS: dict[str, Any] = {
    "title": "Lorries are held at the crossing",
    "event_type": EventType.BORDER_INCIDENT,
    "occurred_on": date(2026, 11, 21),
}


@pytest.fixture
def analyst() -> Viewer:
    return make_viewer()


def made(viewer: Viewer, **facts: Any) -> Incident:
    return services.create_incident(viewer=viewer, at=NOW, **FACTS | facts)


def test_a_new_incident_is_a_red_draft_of_ones_own_organisation(analyst: Viewer) -> None:
    incident = made(analyst)
    assert (incident.stage, incident.tlp, incident.audience) == (Stage.DRAFT, TLP.RED, None)
    assert incident.origin_id == analyst.organisation_id
    assert list(Incident.objects.visible_to(make_viewer())) == []
    assert Entry.objects.get(act=news.CREATED).record_id == incident.pk


def test_numbers_do_not_tell_how_many_incidents_there_are(analyst: Viewer) -> None:
    numbers = [made(analyst).number for _ in range(3)]
    assert len(set(numbers)) == 3
    assert all(len(n) == len("I-2026-7KQ4XM") and n.startswith("I-2026-") for n in numbers)
    assert numbers != sorted(numbers) or numbers[0][:12] != numbers[1][:12]


@pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(lambda o: make_viewer(o, Role.OBSERVER), id="observer"),
        pytest.param(lambda o: make_viewer(o, Role.RELEASER), id="releaser"),
        pytest.param(lambda _: PUBLIC, id="public"),
        pytest.param(
            lambda o: viewer_for(make_person(o, Role.ANALYST), o, scopes=frozenset({Scope.READ})),
            id="reading token",
        ),
    ],
)
def test_only_analysts_and_reviewers_write(viewer: Any) -> None:
    with pytest.raises(NotAllowed):
        made(viewer(make_organisation()))


def test_another_organisation_changes_nothing_though_it_sees_it(analyst: Viewer) -> None:
    other = make_viewer()
    shared = make_incident(tlp=TLP.GREEN, audience=Audience.of(network=True), stage=Stage.RELEASED)
    assert Incident.objects.visible_to(other).filter(pk=shared.pk).exists()
    with pytest.raises(NotFound):
        services.change_incident(shared.pk, viewer=other, at=NOW, version=1, title="Mine")
    with pytest.raises(NotFound):
        services.add_evidence(
            shared.pk, viewer=analyst, at=NOW, grounds=services.Grounds(note="Mine")
        )


def test_a_delegate_works_on_what_it_speaks_for() -> None:
    delegate = make_viewer()
    incident = make_incident(delegate_id=delegate.organisation_id, is_origin_sealed=True)
    change = services.change_incident(incident.pk, viewer=delegate, at=NOW, version=1, title="New")
    assert change is not None
    assert Incident.objects.get(pk=incident.pk).title == "New"


def test_a_change_is_kept_with_what_was_before(analyst: Viewer) -> None:
    incident = made(analyst, credibility=3)
    change = services.change_incident(
        incident.pk, viewer=analyst, at=NOW, version=1, credibility=2, reason="a second source"
    )
    assert change is not None
    assert (change.before, change.after) == ({"credibility": 3}, {"credibility": 2})
    entry = Entry.objects.get(act=news.CHANGED)
    assert (entry.reason, entry.facts["fields"]) == ("a second source", ["credibility"])
    assert news.incidents_in(entry) == [incident.pk]


def test_changing_nothing_leaves_no_trace(analyst: Viewer) -> None:
    incident = made(analyst)
    same = services.change_incident(
        incident.pk, viewer=analyst, at=NOW, version=1, title=FACTS["title"]
    )
    assert same is None
    assert incident.changes.count() == 1
    assert Incident.objects.get(pk=incident.pk).version == 1


def test_who_read_an_older_version_loses_nothing_and_overwrites_nothing(analyst: Viewer) -> None:
    incident = made(analyst)
    services.change_incident(incident.pk, viewer=analyst, at=NOW, version=1, title="First")
    with pytest.raises(services.IncidentMoved) as moved:
        services.change_incident(incident.pk, viewer=analyst, at=NOW, version=1, title="Second")
    assert moved.value.current.title == "First"
    assert Incident.objects.get(pk=incident.pk).title == "First"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"event_type": "war"}, "event_type"),
        ({"occurred_on": date(2026, 11, 25)}, "occurred_on"),
        ({"occurred_on": None}, "occurred_on"),
        ({"occurred_until": date(2026, 11, 20)}, "occurred_until"),
        ({"lat": 37.2}, "lat"),
        ({"lat": 91.0, "lon": 0.0}, "lat"),
        ({"killed_low": 3, "killed_best": 2, "killed_high": 5}, "killed_best"),
        ({"killed_low": 3}, "killed_best"),
        ({"injured_best": -1}, "injured_best"),
        ({"credibility": 7}, "credibility"),
        ({"actors": ["a"] * 3 + [f"group {n}" for n in range(20)]}, "actors"),
        ({"unheard_of": 1}, None),
    ],
)
def test_facts_that_break_a_rule_are_refused_by_name(
    analyst: Viewer, facts: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        made(analyst, **facts)
    assert refused.value.field == field
    assert not Incident.objects.exists()


def test_zero_is_not_the_same_as_not_known(analyst: Viewer) -> None:
    incident = made(analyst, killed_best=0)
    assert (incident.killed_low, incident.killed_best, incident.killed_high) == (0, 0, 0)
    assert (incident.injured_low, incident.injured_best, incident.injured_high) == (None,) * 3


def test_the_database_refuses_counts_out_of_order() -> None:
    wrong: list[dict[str, Any]] = [
        {"killed_low": 3, "killed_best": 2, "killed_high": 2},
        {"killed_best": 1},
    ]
    for counts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_incident(**counts)


def test_coordinates_find_their_area(analyst: Viewer) -> None:
    load_starter_areas()
    incident = made(analyst, lat=40.52, lon=72.80, place_precision="point")
    assert incident.area is not None
    assert incident.area.code.startswith("KG")


def test_undo_within_ten_seconds_puts_everything_back(analyst: Viewer) -> None:
    incident = made(analyst, credibility=3)
    change = services.change_incident(
        incident.pk, viewer=analyst, at=NOW, version=1, credibility=1, title="Otherwise"
    )
    assert change is not None
    services.undo(change, viewer=analyst, at=SOON)
    incident.refresh_from_db()
    assert (incident.credibility, incident.title, incident.version) == (3, FACTS["title"], 3)
    assert [c.act for c in incident.changes.order_by("version")] == [
        Act.CREATED,
        Act.CHANGED,
        Act.UNDONE,
    ]


changes = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(st.characters(categories=("L", "N")), min_size=1, max_size=40),
        "summary": st.text(st.characters(categories=("L", "N", "Zs")), max_size=60),
        "event_type": st.sampled_from(EventType.values),
        "occurred_on": st.dates(date(1990, 1, 1), date(2026, 11, 20)),
        "actors": st.lists(st.sampled_from(["A", "B", "C"]), unique=True),
        "credibility": st.integers(1, 6),
        "killed_best": st.none() | st.integers(0, 500),
        "place_name": st.sampled_from(["", "Osh", "Ош"]),
    },
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=changes, second=changes)
def test_whatever_was_changed_undo_restores_it(
    analyst: Viewer, first: dict[str, Any], second: dict[str, Any]
) -> None:
    incident = made(analyst, **first)
    before = {name: getattr(incident, name) for name in COLUMNS}
    harm = dict.fromkeys(("killed_low", "killed_high")) if "killed_best" in second else {}
    change = services.change_incident(
        incident.pk, viewer=analyst, at=NOW, version=1, **second | harm
    )
    if change is not None:
        services.undo(change, viewer=analyst, at=SOON)
    incident.refresh_from_db()
    assert {name: getattr(incident, name) for name in COLUMNS} == before


def test_an_undone_incident_is_on_no_list(analyst: Viewer) -> None:
    incident = made(analyst)
    services.undo(incident.changes.get(), viewer=analyst, at=SOON)
    assert not Incident.objects.visible_to(analyst).listed().exists()
    assert Incident.objects.filter(pk=incident.pk).exists()


def test_undo_is_refused_when_it_is_late_or_not_ones_own_or_no_longer_the_last_act(
    analyst: Viewer,
) -> None:
    incident = made(analyst)
    created = incident.changes.get()
    with pytest.raises(Conflict, match="Ten seconds"):
        services.undo(created, viewer=analyst, at=NOW + timedelta(seconds=11))
    colleague = viewer_for(make_person(incident.origin, Role.REVIEWER), incident.origin)
    with pytest.raises(NotFound):
        services.undo(created, viewer=colleague, at=SOON)
    services.change_incident(incident.pk, viewer=colleague, at=NOW, version=1, title="Newer")
    with pytest.raises(Conflict, match="changed since"):
        services.undo(created, viewer=analyst, at=SOON)


def test_an_act_is_undone_once(analyst: Viewer) -> None:
    incident = made(analyst)
    change = services.change_incident(incident.pk, viewer=analyst, at=NOW, version=1, title="B")
    assert change is not None
    services.undo(change, viewer=analyst, at=SOON)
    with pytest.raises(Conflict, match="already"):
        services.undo(change, viewer=analyst, at=SOON)


def test_what_was_released_at_once_is_recalled_and_not_undone(analyst: Viewer) -> None:
    incident = made(analyst)
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RELEASED)
    with pytest.raises(Conflict, match="Recall"):
        services.undo(incident.changes.get(), viewer=analyst, at=SOON)


def test_evidence_must_be_visible_to_who_adds_it(analyst: Viewer) -> None:
    incident = made(analyst)
    with pytest.raises(NotFound):
        services.add_evidence(incident.pk, viewer=analyst, at=NOW, documents=[make_document().pk])
    assert not Evidence.objects.exists()


def test_a_document_is_evidence_once(analyst: Viewer) -> None:
    incident, document = made(analyst), make_document(analyst)
    first = services.add_evidence(incident.pk, viewer=analyst, at=NOW, documents=[document.pk])
    again = services.add_evidence(incident.pk, viewer=analyst, at=NOW, documents=[document.pk])
    assert first is not None
    assert again is None
    assert Evidence.objects.count() == 1


def test_evidence_that_was_added_or_taken_out_can_be_put_back(analyst: Viewer) -> None:
    incident, document = made(analyst), make_document(analyst)
    added = services.add_evidence(incident.pk, viewer=analyst, at=NOW, documents=[document.pk])
    assert added is not None
    row = Evidence.objects.get()
    removed = services.remove_evidence(incident.pk, row.pk, viewer=analyst, at=NOW)
    services.undo(removed, viewer=analyst, at=SOON)
    row.refresh_from_db()
    assert not row.is_removed
    with pytest.raises(Conflict):
        services.undo(added, viewer=analyst, at=SOON)


def test_nothing_is_no_evidence(analyst: Viewer) -> None:
    with pytest.raises(BadInput):
        services.add_evidence(made(analyst).pk, viewer=analyst, at=NOW)


def snapshot() -> dict[str, Any]:
    incidents = Incident.objects.order_by("pk").values("pk", "title", "merged_into", "is_listed")
    evidence = Evidence.objects.order_by("pk").values("pk", "incident", "is_removed")
    return {"incidents": list(incidents), "evidence": list(evidence)}


def test_merging_can_be_undone_whole(analyst: Viewer) -> None:
    first, second, third = made(analyst), made(analyst), made(analyst)
    services.merge_incidents(second.pk, [third.pk], viewer=analyst, at=NOW)
    before = snapshot()
    merged = services.merge_incidents(first.pk, [second.pk], viewer=analyst, at=NOW)
    into = set(Incident.objects.filter(merged_into=first).values_list("pk", flat=True))
    assert into == {second.pk, third.pk}
    services.undo(merged, viewer=analyst, at=SOON)
    assert snapshot() == before


def test_taking_a_merged_incident_out_again_leaves_both_as_they_were(analyst: Viewer) -> None:
    kept, gone = made(analyst), made(analyst, title="The same, told elsewhere")
    services.add_evidence(gone.pk, viewer=analyst, at=NOW, documents=[make_document(analyst).pk])
    before = snapshot()
    services.merge_incidents(kept.pk, [gone.pk], viewer=analyst, at=NOW)
    assert list(Incident.objects.listed()) == [kept]
    services.take_out(kept.pk, gone.pk, viewer=analyst, at=NOW)
    assert snapshot() == before


def test_a_released_incident_is_recalled_before_it_disappears_into_another(analyst: Viewer) -> None:
    kept, shown = made(analyst), made(analyst)
    Incident.objects.filter(pk=shown.pk).update(stage=Stage.RELEASED)
    with pytest.raises(Conflict, match="recall"):
        services.merge_incidents(kept.pk, [shown.pk], viewer=analyst, at=NOW)


def test_one_cannot_merge_with_anothers_incident(analyst: Viewer) -> None:
    with pytest.raises(NotFound):
        services.merge_incidents(made(analyst).pk, [make_incident().pk], viewer=analyst, at=NOW)
    with pytest.raises(BadInput):
        services.merge_incidents(made(analyst).pk, [], viewer=analyst, at=NOW)


def test_splitting_moves_the_chosen_evidence_and_undo_moves_it_back(analyst: Viewer) -> None:
    whole = made(analyst)
    documents = [make_document(analyst).pk for _ in range(2)]
    services.add_evidence(whole.pk, viewer=analyst, at=NOW, documents=documents)
    stays, goes = Evidence.objects.all()
    before = snapshot()["evidence"]
    part = services.split_incident(
        whole.pk, viewer=analyst, at=NOW, evidence=[goes.pk], **FACTS | {"title": "The other"}
    )
    assert list(part.evidence.all()) == [goes]
    assert list(whole.evidence.all()) == [stays]
    services.undo(part.changes.get(), viewer=analyst, at=SOON)
    assert snapshot()["evidence"] == before
    assert list(Incident.objects.listed()) == [whole]


def test_splitting_needs_evidence_of_that_incident(analyst: Viewer) -> None:
    one, other = made(analyst), made(analyst)
    services.add_evidence(other.pk, viewer=analyst, at=NOW, grounds=services.Grounds(note="n"))
    with pytest.raises(BadInput):
        services.split_incident(
            one.pk, viewer=analyst, at=NOW, evidence=[Evidence.objects.get().pk], **FACTS
        )

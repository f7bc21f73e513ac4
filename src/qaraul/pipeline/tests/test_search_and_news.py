"""Finding by words, following the journal's news, and what is kept to learn from."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from qaraul import leases
from qaraul.errors import BadInput
from qaraul.events.services import Grounds, add_evidence, change_incident, create_incident
from qaraul.events.words import words_of
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.members.models import Organisation
from qaraul.members.testing import make_viewer
from qaraul.members.viewers import Viewer
from qaraul.pipeline import services
from qaraul.pipeline.corrections import records
from qaraul.pipeline.models import Signal
from qaraul.pipeline.queries import Bit, find, search_words
from qaraul.pipeline.queries.search import snippet
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU, QUIET
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")


def test_the_worker_knows_the_step_and_questions_are_read() -> None:
    assert leases.steps.get("reading documents") is services.read_due_documents
    assert words_of("пограничники") == search_words("пограничники") != [["пограничники"]]


def test_documents_are_found_in_any_form_with_the_words_marked(
    home: Organisation, analyst: Viewer
) -> None:
    source = make_source(home)
    wanted = make_document(*CLASH_RU, source=source)
    make_document(*QUIET, source=source)
    services.read_due_documents(NOW)
    (hit,) = find(analyst, "пограничник насосы")
    assert (hit.id, hit.title, hit.language) == (wanted.pk, CLASH_RU[0], "ru")
    assert {bit.text for bit in hit.snippet if bit.is_hit} & {"насоса", "Пограничники"}
    assert find(make_viewer(), "пограничник") == []
    assert find(analyst, "") == []
    with pytest.raises(BadInput):
        find(analyst, "x", "person")


def test_an_incident_is_found_after_the_journal_told_of_it(analyst: Viewer) -> None:
    at = datetime.now(UTC)
    incident = create_incident(
        viewer=analyst, at=at, title="Quarrel at the weir", event_type="riot", occurred_on=at.date()
    )
    assert find(analyst, "quarrels", "incident") == []
    while journal.deliver_facts(at):
        pass
    assert [hit.id for hit in find(analyst, "quarrels", "incident")] == [incident.pk]
    assert find(make_viewer(), "quarrel", "incident") == []
    change_incident(incident.pk, viewer=analyst, at=at, version=1, title="Dispute at the weir")
    add_evidence(incident.pk, viewer=analyst, at=at, grounds=Grounds(note="seen"))
    while journal.deliver_facts(at):
        pass
    assert find(analyst, "quarrel", "incident") == []
    assert [hit.id for hit in find(analyst, "dispute", "incident")] == [incident.pk]


def test_a_document_that_is_released_anew_is_put_into_a_story_of_its_marking(
    home: Organisation,
) -> None:
    source = make_source(home)
    for text in (CLASH, CLASH_RU):
        make_document(*text, source=source)
    services.read_due_documents(NOW)
    wider = Document.objects.latest("id")
    Document.objects.filter(pk=wider.pk).update(audience=Audience.of(network=True))
    journal.record("release.released", actor=SYSTEM, kind="document", record_id=wider.pk)
    now = datetime.now(UTC)
    while journal.deliver_facts(now) or services.read_due_documents(datetime.now(UTC)):
        pass
    assert Signal.objects.visible_to(make_viewer()).count() == 1
    assert Signal.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "question", "hit"),
    [
        ("Nothing stands here.", "pump", []),
        ("A pump, two pumps.", "pump", ["pump", "pumps"]),
        ("پمپ آب در بتکن", "بتکن", ["بتکن"]),
    ],
)
def test_a_snippet_marks_the_words_and_nothing_else(
    text: str, question: str, hit: list[str]
) -> None:
    wanted = {lexeme for each in search_words(question) for lexeme in each}
    bits = snippet(text, "fa" if "آ" in text else "en", wanted)
    assert [bit.text for bit in bits if bit.is_hit] == hit
    assert "".join(bit.text for bit in bits) == text


def test_a_long_text_is_shown_around_the_first_hit() -> None:
    text = "word " * 200 + "pump " + "word " * 200
    bits = snippet(text, "en", {"pump"})
    assert bits[0] == Bit("… ")
    assert bits[-1] == Bit(" …")
    assert Bit("pump", is_hit=True) in bits
    assert sum(len(bit.text) for bit in bits) < 300


def test_corrections_are_kept_with_both_values_and_leave_as_the_viewer_sees_them(
    home: Organisation, analyst: Viewer
) -> None:
    make_document(*CLASH, source=make_source(home))
    services.read_due_documents(NOW)
    signal = Signal.objects.get()
    for value in (7, 8):
        services.correct_reading(signal.pk, "injured", value, viewer=analyst, at=NOW)
    assert services.correct_reading(signal.pk, "injured", 8, viewer=analyst, at=NOW) == []
    first, second = (json.loads(json.dumps(row)) for row in records(analyst))
    assert (first["machine_value"], first["human_value"]) == (5, 7)
    assert (second["machine_value"], second["human_value"]) == (5, 8)
    assert first["text"].startswith(CLASH[0])
    assert "by" not in first
    assert list(records(make_viewer())) == []


def test_what_a_person_said_stands_when_the_machine_reads_again(
    home: Organisation, analyst: Viewer
) -> None:
    make_document(*CLASH, source=make_source(home))
    services.read_due_documents(NOW)
    signal = Signal.objects.get()
    changes: dict[str, Any] = {
        "event_type": "riot",
        "occurred_on": "2026-11-02",
        "place": {
            "place_name": "Isfara",
            "unit": "TJ-SU",
            "country": "TJ",
            "lat": 40.1,
            "lon": 70.6,
        },
    }
    for field, value in changes.items():
        services.correct_reading(signal.pk, field, value, viewer=analyst, at=NOW)
    services.read_again(Document.objects.values_list("pk", flat=True), at=NOW)
    services.read_due_documents(NOW)
    signal.refresh_from_db()
    assert signal.event_type == "riot"
    assert signal.summary["occurred_on"] == "2026-11-02"
    assert signal.summary["place"] == "Isfara"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("story", "x"), ("title", "x"), ("killed", True), ("killed", -1), ("killed", 2**40),
        ("event_type", None), ("occurred_on", "soon"), ("occurred_on", "1200-01-01"),
        ("place", "Isfara"), ("place", {"place_name": "Nowhere"}),
        ("place", {"place_name": "Off", "lat": 95.0, "lon": 0.0}),
        ("place", {"place_name": "x", "area_id": "00000000-0000-7000-8000-000000000000"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    home: Organisation, analyst: Viewer, field: str, value: Any
) -> None:
    make_document(*CLASH, source=make_source(home))
    services.read_due_documents(NOW)
    with pytest.raises(BadInput):
        services.correct_reading(Signal.objects.get().pk, field, value, viewer=analyst, at=NOW)

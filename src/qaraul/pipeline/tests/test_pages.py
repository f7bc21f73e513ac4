"""The pages of the queue: who sees what, who may act, how many queries, what the acts do."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qaraul.events.models import Evidence, Incident
from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.pipeline.choices import QueueStage
from qaraul.pipeline.models import (
    Correction,
    DocumentReading,
    Signal,
    SignalAct,
    Story,
    StoryDocument,
)
from qaraul.pipeline.services import read_due_documents
from qaraul.pipeline.testing import make_document, make_signal, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")
ACTS = (
    *("claim", "let_go", "hand_over", "dismiss", "reopen", "snooze", "escalate", "merge"),
    *("split", "verify"),
)


def signed_in(organisation: Organisation, *roles: Role) -> tuple[Client, Person]:
    """A browser with somebody of that organisation in front of it."""
    person = make_person(organisation, *(roles or (Role.ANALYST,)))
    client = Client()
    client.force_login(person)
    return client, person


def read_clash(home: Organisation) -> Signal:
    """The signal of two documents about one clash."""
    source = make_source(home)
    now = timezone.now()
    make_document(*CLASH, source=source, published_at=now - timedelta(hours=2), due_at=now)
    make_document(*CLASH_RU, source=source, published_at=now - timedelta(hours=1), due_at=now)
    read_due_documents(now)
    return Signal.objects.get()


def page_of(signal: Signal) -> str:
    return reverse("pipeline:signal", args=[signal.pk])


def act(name: str, signal: Signal) -> str:
    return reverse(f"pipeline:{name}", args=[signal.pk])


def test_the_queue_shows_its_first_signal_with_marks_claims_and_acts(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    html = client.get(reverse("pipeline:queue")).content.decode()
    assert signal.number in html
    assert "<mark" in html
    assert "What was read" in html
    assert "2 of 2" in html
    assert 'data-key="v"' in html
    assert client.get(page_of(signal)).status_code == 200


def test_a_stranger_signs_in_first(home: Organisation) -> None:
    signal = read_clash(home)
    for address in (reverse("pipeline:queue"), page_of(signal), act("claim", signal)):
        assert Client().get(address).status_code in {302, 405}


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MODERATOR, Role.PROGRAMME_OFFICER])
def test_other_roles_have_no_triage(home: Organisation, role: Role) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home, role)
    for address in (reverse("pipeline:queue"), page_of(signal)):
        assert client.get(address).status_code == 404
    for name in ACTS:
        assert client.post(act(name, signal)).status_code == 404
    assert client.get(reverse("pipeline:change", args=[signal.pk, "killed"])).status_code == 404
    assert not SignalAct.objects.exists()


def test_what_another_organisation_owns_is_nowhere(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(make_organisation())
    missing = client.get(reverse("pipeline:signal", args=[uuid4()]))
    hidden = client.get(page_of(signal))
    assert hidden.status_code == missing.status_code == 404
    for name in ACTS:
        assert client.post(act(name, signal)).status_code == 404
    html = client.get(reverse("pipeline:queue"), {"state": "all"}).content.decode()
    assert signal.number not in html
    assert signal.title not in html


def test_a_member_of_the_audience_works_on_a_shared_signal() -> None:
    guest = make_organisation()
    audience = Audience.of(organisations=[guest])
    document = make_document(*CLASH, tlp=TLP.AMBER, audience=audience, due_at=timezone.now())
    read_due_documents(timezone.now())
    signal = Signal.objects.get()
    assert (signal.tlp, signal.audience_id) == (TLP.AMBER, audience.pk)
    client, person = signed_in(guest)
    assert client.post(act("claim", signal)).status_code == 302
    signal.refresh_from_db()
    assert signal.held_by == person
    assert document.origin != guest


def test_two_people_at_once_the_second_is_told_who_holds_it(home: Organisation) -> None:
    signal = read_clash(home)
    first, one = signed_in(home)
    second, _ = signed_in(home, Role.REVIEWER)
    first.post(act("claim", signal))
    html = second.get(page_of(signal)).content.decode()
    assert f"Held by {one.display_name}" in html
    assert 'data-key="v"' not in html
    answer = second.post(act("dismiss", signal), {"reason": "old"}, follow=True)
    assert f"{one.display_name} holds this signal" in answer.content.decode()
    signal.refresh_from_db()
    assert signal.queue_stage == QueueStage.CLAIMED


def test_reject_and_take_it_back(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    answer = client.post(
        act("dismiss", signal), {"reason": "old", "list": "sort=newest"}, follow=True
    )
    assert answer.redirect_chain[0][0] == "/triage/?sort=newest"
    html = answer.content.decode()
    assert "No signal fits" in html
    undo = reverse("pipeline:undo", args=[SignalAct.objects.get().pk])
    assert undo in html
    client.post(undo)
    signal.refresh_from_db()
    assert (signal.queue_stage, signal.dismiss_reason) == (QueueStage.NEW, "")


def test_a_rejection_needs_a_reason(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    html = client.post(act("dismiss", signal), {}, follow=True).content.decode()
    assert "This field is required" in html
    signal.refresh_from_db()
    assert signal.queue_stage == QueueStage.NEW


def test_verify_makes_a_draft_incident_with_evidence_and_grades(home: Organisation) -> None:
    signal = read_clash(home)
    client, person = signed_in(home)
    answer = client.post(act("verify", signal), {"credibility": "2"})
    incident = Incident.objects.get()
    assert answer["Location"] == incident.get_absolute_url()
    assert (incident.stage, incident.origin, incident.credibility) == ("draft", home, 2)
    assert (incident.event_type, incident.injured_best) == ("border_incident", 5)
    assert incident.area is not None
    assert incident.area.code == "KG-B"
    evidence = Evidence.objects.filter(incident=incident)
    assert evidence.count() == 2
    assert all(row.words and "place" in row.supports for row in evidence)
    assert incident.created_by == person
    signal.refresh_from_db()
    assert (signal.queue_stage, signal.incident) == (QueueStage.CONFIRMED, incident)
    assert str(incident.pk) in client.get(page_of(signal)).content.decode()


def test_a_draft_made_of_a_shared_signal_is_not_named_to_the_others(home: Organisation) -> None:
    signal = read_clash(home)
    Signal.objects.update(audience=(everyone := Audience.of(network=True)))
    Document.objects.update(audience=everyone)
    Story.objects.update(audience=everyone)
    client, _ = signed_in(home)
    client.post(act("verify", signal))
    other, _ = signed_in(make_organisation())
    html = other.get(page_of(signal)).content.decode()
    assert "Confirmed" in html
    assert Incident.objects.get().number not in html


@pytest.mark.parametrize(
    ("field", "given", "column", "kept"),
    [
        ("event_type", "riot", "event_type", "riot"),
        ("event_status", "denied", "event_status", "denied"),
        ("injured", "7", "injured", 7),
        ("killed", "", "killed", None),
        ("occurred_on", "2026-11-01", "occurred_on", "2026-11-01"),
    ],
)
def test_a_value_is_corrected_in_every_document_and_both_are_kept(
    home: Organisation, field: str, given: str, column: str, kept: Any
) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    address = reverse("pipeline:change", args=[signal.pk, field])
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": given, "document": ""}).status_code == 302
    values = DocumentReading.objects.values_list(column, flat=True)
    assert [str(v) for v in values] == [str(kept)] * 2
    if kept is None:
        assert not Correction.objects.exists()
        return
    assert Correction.objects.filter(field=field).count() == 2
    correction = Correction.objects.earliest("at")
    assert correction.machine_value != correction.human_value
    assert "corrected" in client.get(page_of(signal)).content.decode()


def test_a_place_is_looked_up_by_name_and_chosen_without_scripts(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    address = reverse("pipeline:change", args=[signal.pk, "place"]) + "?q=Исфара"
    html = client.get(address).content.decode()
    assert "Isfara" in html
    key = html.split('name="value" value="')[1].split('"')[0]
    assert client.post(address, {"value": key, "document": ""}).status_code == 302
    signal.refresh_from_db()
    assert signal.area is not None
    assert signal.area.code == "TJ-SU"
    assert signal.summary["place"] == "Isfara"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("event_type", "invasion"),
        ("killed", "-1"),
        ("occurred_on", "3000-01-01"),
        ("place", "gn:x"),
    ],
)
def test_what_cannot_be_is_refused_in_the_form(home: Organisation, field: str, given: str) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    address = reverse("pipeline:change", args=[signal.pk, field])
    assert client.post(address, {"value": given, "document": ""}).status_code == 400
    assert not Correction.objects.exists()


def test_a_document_is_taken_out_and_stays_out(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    document = Document.objects.get(title=CLASH_RU[0])
    client.post(act("split", signal), {"document": str(document.pk)})
    assert StoryDocument.objects.get(document=document).is_fixed
    Document.objects.update(due_at=timezone.now())
    read_due_documents(timezone.now())
    assert StoryDocument.objects.get(document=document).story_id != signal.story_id
    assert Correction.objects.filter(field="story").count() == 1


def test_a_document_taken_out_stays_by_itself_under_another_marking(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    document = Document.objects.get(title=CLASH_RU[0])
    client.post(act("split", signal), {"document": str(document.pk)})
    for tlp in (TLP.AMBER, TLP.RED):
        Document.objects.update(tlp=tlp, due_at=timezone.now())
        read_due_documents(timezone.now())

    place = StoryDocument.objects.get(document=document)
    assert place.is_fixed
    assert place.story.members.count() == 1
    others = StoryDocument.objects.exclude(document=document)
    assert len(set(others.values_list("story", flat=True))) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"state": "mine"}, {"state": "held"}, {"state": "snoozed"}, {"area": "KG-B"},
        {"type": "riot"}, {"language": "ru"}, {"sort": "newest"}, {"page": "3"}, {"mine": "1"},
        {"state": "'; drop", "area": "\x00", "type": "x", "language": "%", "page": "9" * 20},
        {"page": "²"},
    ],
)  # fmt: skip
def test_any_address_of_the_queue_answers(home: Organisation, query: dict[str, str]) -> None:
    read_clash(home)
    client, _ = signed_in(home)
    assert client.get(reverse("pipeline:queue"), query).status_code == 200


def test_filters_narrow_the_list(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)

    def shown(**query: str) -> bool:
        html = client.get(reverse("pipeline:queue"), query).content.decode()
        return f">{signal.number}</a>" in html

    assert shown(area="KG-B")
    assert shown(area="KG")
    assert not shown(area="TJ")
    assert shown(language="ru")
    assert not shown(language="fa")
    assert not shown(state="mine")
    client.post(act("claim", signal))
    assert shown(state="mine")
    assert not shown(state="new")


def test_the_queue_asks_the_database_at_most_sixteen_times(
    home: Organisation, django_assert_max_num_queries: Any
) -> None:
    signal = read_clash(home)
    for n in range(30):
        make_signal(origin=home, title=f"Other {n}", area=signal.area)
    client, _ = signed_in(home)
    client.get(reverse("pipeline:queue"))
    with django_assert_max_num_queries(16):
        client.get(reverse("pipeline:queue"))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 }}"]
)
def test_a_hostile_text_is_shown_as_text(home: Organisation, text: str) -> None:
    now = timezone.now()
    document = make_document(CLASH[0] + text, CLASH[1] + text, source=make_source(home), due_at=now)
    read_due_documents(now)
    client, _ = signed_in(home)
    html = client.get(page_of(Signal.objects.get())).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert document.title

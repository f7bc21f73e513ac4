"""What the desk promises of a signal: who held it, who acted, in which words, in which language."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.pages import incident_page
from qaraul.journal.reasons import coded, in_words
from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.pipeline import places
from qaraul.pipeline.forms import MergeForm
from qaraul.pipeline.languages import language_told
from qaraul.pipeline.models import Correction, SignalAct
from qaraul.pipeline.queries.near import Near
from qaraul.pipeline.spans import sentence_around
from qaraul.pipeline.tests.test_pages import act, page_of, read_clash, signed_in
from qaraul.sharing.choices import Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")


def test_the_groups_that_were_read_are_shown_and_can_be_dropped(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    assert "villagers; border guards" in client.get(page_of(signal)).content.decode()
    change = reverse("pipeline:change", args=[signal.pk, "actors"])
    assert "villagers\nborder guards" in client.get(change).content.decode()
    client.post(change, {"value": "border guards\n"})
    assert Correction.objects.filter(field="actors").exists()
    client.post(act("verify", signal))
    assert Incident.objects.get().actors == ["border guards"]


def test_a_group_corrected_in_russian_is_kept_by_its_one_name(home: Organisation) -> None:
    signal = read_clash(home)
    client, person = signed_in(home)
    Person.objects.filter(pk=person.pk).update(language="ru")
    change = reverse("pipeline:change", args=[signal.pk, "actors"])
    client.post(change, {"value": "Пограничники"})
    assert all(row.human_value == ["border guards"] for row in Correction.objects.all())
    assert Correction.objects.exists()


def test_who_holds_a_signal_is_said_with_the_minutes_left(home: Organisation) -> None:
    signal = read_clash(home)
    first, one = signed_in(home)
    second, _ = signed_in(home)
    first.post(act("claim", signal))
    html = second.get(page_of(signal)).content.decode()
    assert f"{one.display_name} holds it for 10 more minutes" in html


def test_an_act_taken_back_is_confirmed(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    client.post(act("dismiss", signal), {"reason": "old"})
    undo = reverse("pipeline:undo", args=[SignalAct.objects.get().pk])
    html = client.post(undo, follow=True).content.decode()
    assert f"Taken back: {signal.number} stands as before." in html


@pytest.mark.parametrize(
    ("given", "number"),
    [({"near": "S-1"}, "S-1"), ({"near": "S-1", "into": " s-2 "}, "S-2"), ({}, None)],
)
def test_a_merge_takes_what_was_chosen_or_written(
    given: dict[str, str], number: str | None
) -> None:
    near = Near("signal", 1, "Shots", "en", 3, 0, is_same_type=True, can_merge=True, number="S-1")
    form = MergeForm(given, near=[near])
    assert form.is_valid() == (number is not None)
    assert form.cleaned_data.get("into") == number or not form.is_valid()


def test_verified_words_are_quotes_that_every_reader_of_the_document_sees(
    home: Organisation,
) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    client.post(act("verify", signal))
    incident = Incident.objects.get()
    everyone = Audience.of(network=True)
    Document.objects.update(audience=everyone)
    Incident.objects.update(audience=everyone, stage=Stage.RELEASED, released_at=timezone.now())
    reader = make_viewer(make_organisation(), Role.ANALYST)
    incident.refresh_from_db()
    rows = incident_page(reader, incident).evidence
    assert len(rows) == 2
    assert all(row.words and not row.has_hidden_words for row in rows)
    Evidence.objects.update(words="What only the origin wrote")
    rows = incident_page(reader, incident).evidence
    assert all(not row.words and row.has_hidden_words for row in rows)


def test_the_evidence_of_one_signal_is_one_line_of_history(home: Organisation) -> None:
    signal = read_clash(home)
    client, person = signed_in(home)
    client.post(act("verify", signal))
    change = IncidentChange.objects.get(act="evidence_added")
    assert len(change.evidence_after) == 2
    assert change.reason == f"[from-signal number={signal.number}]"
    incident = reverse("events:detail", args=[change.incident_id])
    assert f"From signal {signal.number}." in client.get(incident).content.decode()
    Person.objects.filter(pk=person.pk).update(language="ru")
    assert f"Из сигнала {signal.number}." in client.get(incident).content.decode()


@pytest.mark.parametrize("reason", ["", "typed by hand", "[strange code=1]", "[from-signal]"])
def test_a_reason_that_is_no_code_stands_as_it_was_written(reason: str) -> None:
    assert in_words(reason) == reason


def test_a_coded_reason_is_read_in_the_readers_language() -> None:
    reason = coded("from-signal", number="S-7")
    with translation.override("en"):
        assert in_words(reason) == "From signal S-7."
    with translation.override("ru"):
        assert in_words(reason) != "From signal S-7."
        assert "S-7" in in_words(reason)


def test_a_record_is_in_the_language_of_its_words(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    client.post(act("verify", signal))
    incident = Incident.objects.get()
    assert incident.language == language_told(incident.title) != ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bomb in the central market of Kunduz kills seven", "en"),
        ("На границе Баткена и Исфары пятеро пострадали из-за насоса", "ru"),
        ("انفجار در بازار شهر کندز پنج کشته و چهارده زخمی برجا گذاشت", "fa"),
        ("", ""),
    ],
)
def test_the_language_of_a_title_is_told(text: str, language: str) -> None:
    assert language_told(text) == language


def test_a_sentence_is_cut_out_as_it_stands() -> None:
    text = "Title without an end\nFirst one. The bomb went off at 10.30 a.m.! Last one"
    at = text.index("bomb")
    assert sentence_around(text, at, at + 4) in text
    assert sentence_around(text, at, at + 4).startswith("The bomb went off")
    assert sentence_around(text, 0, 5) == "Title without an end"


def test_a_place_found_by_its_other_name_says_so() -> None:
    labels = [choice.label for choice in places.found_by_name("Жалалабад")]
    assert labels
    assert all("Жалалабад" in label or "Jal" in label for label in labels)
    assert any("also called" in label for label in labels)


def test_a_single_place_is_chosen_and_the_text_stands_beside(home: Organisation) -> None:
    signal = read_clash(home)
    client, _ = signed_in(home)
    change = reverse("pipeline:change", args=[signal.pk, "place"])
    html = client.get(change, {"q": "Zhanaozen"}).content.decode()
    assert html.count('type="radio" name="value"') == 1
    assert "checked" in html
    assert "threw" in html
    assert signal.get_absolute_url() in html


def test_held_minutes_end_with_the_claim(home: Organisation) -> None:
    signal = read_clash(home)
    first, _ = signed_in(home)
    second, _ = signed_in(home)
    first.post(act("claim", signal))
    type(signal).objects.update(held_until=timezone.now() - timedelta(seconds=1))
    html = second.get(page_of(signal)).content.decode()
    assert "holds it for" not in html
    assert 'data-key="v"' in html

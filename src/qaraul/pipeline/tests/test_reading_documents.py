"""Documents become readings, stories and signals; nothing is lost, nothing is read for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from qaraul import reading
from qaraul.lexemes.queries import matching
from qaraul.members.models import Organisation
from qaraul.pipeline.models import DocumentReading, NearKey, Signal, Story, StoryDocument
from qaraul.pipeline.services.reading import (
    BATCH,
    LEASE,
    MOST_ATTEMPTS,
    read_again,
    read_due_documents,
)
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")

CLASH = (
    "Five hurt in water dispute near Batken",
    """Five people were injured on Saturday when residents of Batken and a Tajik village threw
stones at each other over a pump. Border guards separated the two sides.""",
)
CLASH_RU = (
    "Пятеро пострадали в споре из-за воды под Баткеном",
    """В субботу пять человек были ранены, когда жители Баткена и таджикского села забросали друг
друга камнями из-за насоса. Пограничники развели стороны.""",
)
QUIET = ("Melon harvest begins", "Farmers near Mary have begun to harvest melons. Prices are low.")


def read_all() -> int:
    """Read until nothing is due."""
    total = 0
    while done := read_due_documents(NOW):
        total += done
    return total


def test_a_document_becomes_a_reading_a_story_and_a_signal_but_never_an_incident() -> None:
    from qaraul.events.models import Incident  # noqa: PLC0415  only this test asks

    document = make_document(*CLASH)
    assert read_all() == 1
    row = DocumentReading.objects.get(document=document)
    assert (row.lang, row.event_type, row.injured) == ("en", "border_incident", 5)
    assert row.area is not None
    assert row.area.code == "KG-B"
    signal = Signal.objects.get()
    assert signal.story == Story.objects.get()
    assert signal.number.startswith("S-")
    assert signal.risk == sum(signal.risk_parts.values())
    document.refresh_from_db()
    assert document.due_at is None
    assert not Incident.objects.exists()


def test_reading_again_changes_nothing() -> None:
    make_document(*CLASH)
    make_document(*QUIET)
    read_all()

    def state() -> tuple[object, ...]:
        return (
            list(Story.objects.order_by("id").values("id", "title", "size", "event_type")),
            list(Signal.objects.values("id", "number", "risk", "size")),
            list(DocumentReading.objects.order_by("id").values("id", "document", "event_type")),
            NearKey.objects.count(),
            sorted(StoryDocument.objects.values_list("story", "document")),
        )

    before = state()
    read_again(Document.objects.values_list("pk", flat=True), at=NOW)
    assert read_all() == 2
    assert state() == before


def test_the_words_of_a_document_are_found_in_any_form() -> None:
    document = make_document(*CLASH_RU)
    read_all()
    found = matching("document", reading.query_lexemes("пограничник"))
    assert list(found) == [document.pk]


def test_two_languages_make_one_story_and_say_why() -> None:
    make_document(*CLASH)
    make_document(*CLASH_RU, published_at=NOW + timedelta(hours=1))
    read_all()
    story = Story.objects.get()
    assert story.size == 2
    assert sorted(story.languages) == ["en", "ru"]
    whys = list(
        StoryDocument.objects.order_by("document__published_at").values_list("why", flat=True)
    )
    assert whys[0] == {"first": True}
    assert whys[1]["type"] == "border_incident"
    assert whys[1]["same_counts"] == ["injured"]


def test_a_copy_joins_its_story_as_a_near_duplicate() -> None:
    make_document(*CLASH)
    make_document(CLASH[0], CLASH[1] + " More follows.")
    read_all()
    assert Story.objects.get().size == 2
    assert StoryDocument.objects.filter(why__near_duplicate__gte=0.5).count() == 1


@pytest.mark.parametrize(
    ("was", "becomes"), [("Batken", "Isfara"), ("Five", "Nine"), ("on Saturday", "on Wednesday")]
)
def test_a_text_of_the_same_pattern_with_another_place_or_number_is_another_story(
    was: str, becomes: str
) -> None:
    make_document(*CLASH)
    make_document(CLASH[0].replace(was, becomes), CLASH[1].replace(was, becomes))
    read_all()
    assert Story.objects.count() == 2


def test_what_tells_of_no_event_raises_no_signal() -> None:
    make_document(*QUIET)
    read_all()
    assert Story.objects.count() == 1
    assert not Signal.objects.exists()


def test_a_new_document_raises_the_risk_of_a_standing_signal() -> None:
    make_document(*CLASH)
    read_all()
    before = Signal.objects.get()
    better = make_source(before.origin, reliability="A")
    make_document(*CLASH_RU, source=better)
    read_all()
    after = Signal.objects.get()
    assert after.pk == before.pk
    assert after.risk > before.risk
    assert after.size == 2


def test_a_crash_before_the_end_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_document(*CLASH)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("qaraul.pipeline.services.reading.keep", crash)
        with pytest.raises(KeyboardInterrupt):
            read_due_documents(NOW)
    assert not DocumentReading.objects.exists()
    assert read_due_documents(NOW) == 0  # the lease still runs
    assert read_due_documents(NOW + LEASE) == 1
    assert DocumentReading.objects.count() == 1


def test_a_document_that_kills_its_worker_is_set_aside_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = [make_document(CLASH[0] + f" {n}", CLASH[1]) for n in range(3)]
    bad = make_document("Poison", "Poison")
    real = reading.read

    def deadly(title: str, text: str, **hints: Any) -> reading.Reading:
        if title == "Poison":
            raise KeyboardInterrupt
        return real(title, text, **hints)

    monkeypatch.setattr(reading, "read", deadly)
    now = NOW
    for _ in range(12):
        try:
            while read_due_documents(now):
                pass
        except KeyboardInterrupt:
            now += LEASE
    assert set(
        DocumentReading.objects.filter(not_read_reason="").values_list("document", flat=True)
    ) == {d.pk for d in good}
    assert "given up" in DocumentReading.objects.get(document=bad).not_read_reason
    bad.refresh_from_db()
    assert bad.due_at is None
    assert MOST_ATTEMPTS == 3


def test_a_text_that_breaks_the_reader_is_kept_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = make_document(*CLASH)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret words of the text")

    monkeypatch.setattr(reading, "read", broken)
    assert read_all() == 1
    row = DocumentReading.objects.get(document=document)
    assert row.not_read_reason == "the reader failed: ValueError"


@pytest.mark.parametrize("text", ["", "12345", "\x01\x02", "中文新聞報道"])
def test_what_cannot_be_read_says_why_and_is_not_tried_for_ever(text: str) -> None:
    document = make_document("-", text)
    read_all()
    row = DocumentReading.objects.get(document=document)
    assert row.not_read_reason
    assert not Document.objects.filter(due_at__isnull=False).exists()


def test_a_text_that_was_replaced_while_it_was_read_stays_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = make_document(*CLASH)
    real = reading.read

    def slow(title: str, text: str, **hints: Any) -> reading.Reading:
        Document.objects.filter(pk=document.pk).update(text_hash="f" * 64, due_at=NOW)
        return real(title, text, **hints)

    monkeypatch.setattr(reading, "read", slow)
    assert read_due_documents(NOW) == 1
    document.refresh_from_db()
    assert document.due_at is not None
    assert not DocumentReading.objects.exists()


def test_a_document_whose_text_moved_elsewhere_leaves_its_story() -> None:
    make_document(*CLASH)
    copy = make_document(CLASH[0], CLASH[1] + " More follows.")
    read_all()
    assert Story.objects.filter(size=2).count() == 1
    Document.objects.filter(pk=copy.pk).update(
        title=QUIET[0], text=QUIET[1], text_hash="a" * 64, due_at=NOW
    )
    read_all()
    assert sorted(Story.objects.values_list("size", flat=True)) == [1, 1]


def test_an_exercise_and_the_real_never_share_a_story() -> None:
    source = make_source()
    make_document(*CLASH, source=source)
    make_document(*CLASH, source=source, is_exercise=True)
    read_all()
    assert sorted(Story.objects.values_list("is_exercise", flat=True)) == [False, True]


def test_a_full_batch_is_one_claim(home: Organisation) -> None:
    source = make_source(home)
    for n in range(5):
        make_document(f"Note {n}", "Nothing to see.", source=source)
    with transaction.atomic():
        assert read_due_documents(NOW, limit=3) == 3
    assert BATCH >= 100
    assert Document.objects.filter(due_at__isnull=False).count() == 2

"""The text index answers alike on both databases, and hostile words are only words."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaraul.journal.ids import new_id
from qaraul.lexemes.models import Indexed
from qaraul.lexemes.queries import matching
from qaraul.lexemes.services import LONGEST_LEXEME, forget, index

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def indexed(*lexemes: str, kind: str = "document") -> UUID:
    record_id = new_id()
    index(kind, record_id, lexemes, NOON)
    return record_id


def found(*words: list[str], kind: str = "document") -> set[UUID]:
    return set(matching(kind, words))


def test_every_word_must_be_there_in_one_of_its_forms() -> None:
    both = indexed("ош", "мост")
    indexed("ош")
    assert found(["ош", "osh"], ["мост"]) == {both}
    assert found(["osh"], ["мост"]) == set()


@pytest.mark.parametrize("word", ["ўзбек", "кыргыз", "жаңаөзен", "پنجشیر", "mañğystau", "тоҷик"])
def test_letters_of_the_region_stay_themselves(word: str) -> None:
    record = indexed(word)
    indexed("other")
    assert found([word]) == {record}


def test_letters_that_look_alike_are_different_letters() -> None:
    indexed("өз")
    assert found(["оз"]) == set()


def test_kinds_are_kept_apart() -> None:
    indexed("bridge", kind="incident")
    assert found(["bridge"]) == set()


def test_indexing_again_replaces_and_forgetting_removes() -> None:
    record = indexed("before")
    index("document", record, ["after"], NOON)
    assert found(["before"]) == set()
    assert found(["after"]) == {record}
    forget("document", record)
    assert found(["after"]) == set()


def test_no_word_finds_nothing() -> None:
    indexed("anything")
    assert found() == set()
    assert found([]) == set()
    assert found([""]) == set()


def test_a_word_without_end_is_cut_and_still_found_by_its_beginning() -> None:
    record = indexed("a" * 10_000)
    assert Indexed.objects.get(record_id=record).lexemes == "a" * LONGEST_LEXEME


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.text(max_size=30), max_size=3), max_size=4))
def test_any_text_is_a_question_that_can_be_asked(words: list[list[str]]) -> None:
    list(matching("document", words))


@pytest.mark.parametrize(
    "word", ['"', "'", "a' | 'b", 'a" OR "b', "NEAR(a b)", "a*", "-a", "a:b", "\\", "\x00", "("]
)
def test_operators_in_a_word_are_not_obeyed(word: str) -> None:
    indexed("a")
    indexed("b")
    assert len(found([word])) <= 1

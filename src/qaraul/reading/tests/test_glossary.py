"""Known terms are found in any form and given in the reader's language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading.glossary import gloss, terms
from qaraul.reading.languages import CODES


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "Armed clashes displaced refugees.", {"armed_clash", "displacement", "refugee"}),
        ("ru", "Беженцы у границы после взрывов.", {"refugee", "border", "explosion"}),
        ("kk", "Шекарада жарылыстан кейін босқындар.", {"border", "explosion", "refugee"}),
        ("ky", "Чек арада качкындарды көрдүк.", {"border", "refugee"}),
        ("uz", "Chegarada portlashdan keyin qochqinlar.", {"border", "explosion", "refugee"}),
        ("uz", "Чегарада портлашдан кейин қочқинлар.", {"border", "explosion", "refugee"}),
        ("tg", "Дар марз таркиш рух дод, гурезаҳо.", {"explosion", "refugee"}),
        ("tk", "Serhetde partlama boldy, bosgunlar.", {"border", "explosion", "refugee"}),
        ("prs", "در شهر انفجار رخ داد.", {"explosion"}),
        ("ps", "په پوله کې چاودنه وشوه، کډوال.", {"explosion", "refugee"}),
    ],
)
def test_a_term_is_found_in_its_inflected_forms(lang: str, text: str, found: set[str]) -> None:
    to = "en" if lang != "en" else "ru"
    assert {one.id for one in gloss(text, lang, to)} >= found


def test_the_longest_term_wins_and_stands_where_it_is_said() -> None:
    text = "Нападение вооружённой группы."
    found = {one.id: one for one in gloss(text, "ru", "en")}
    assert found["armed_group"].text == "вооружённой группы"
    assert text[found["armed_group"].start : found["armed_group"].end] == "вооружённой группы"
    assert found["armed_group"].word == "armed group"


def test_words_of_our_own_trade_are_no_news() -> None:
    assert gloss("В результате оценки.", "ru", "en") == []


@pytest.mark.parametrize(("lang", "to"), [("ru", "ru"), ("fa", "prs"), ("de", "en"), ("ru", "de")])
def test_no_gloss_without_two_languages_of_ours(lang: str, to: str) -> None:
    assert gloss("взрыв explosion انفجار", lang, to) == []


def test_the_glossary_has_every_language() -> None:
    assert len(terms()) > 200
    assert {code for term in terms() for code in term.words} == set(CODES)


@settings(deadline=None)  # the first of a language reads its folder
@given(st.text(max_size=300), st.sampled_from(CODES), st.sampled_from(CODES))
def test_a_gloss_names_words_of_the_text(text: str, lang: str, to: str) -> None:
    for one in gloss(text, lang, to):
        assert text[one.start : one.end] == one.text
        assert one.word

"""An inflected word is found by its lemma, in either script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading import lexemes, query_lexemes


@pytest.mark.parametrize(
    ("lang", "text", "query"),
    [
        ("ru", "Пограничники задержали контрабандистов", "пограничник"),
        ("en", "Villagers were quarrelling over canals", "canal"),
        ("kk", "Жаңаөзендегі мұнайшылардың наразылығы", "мұнайшы"),
        ("kk", "Жаңаөзендегі мұнайшылардың", "жаңаөзен"),
        ("ky", "Чек арачылардын машыгуусу", "арачы"),
        ("uz", "Toshkentdagi chegarachilarning", "chegarachi"),
        ("uz", "Тошкентдаги чегарачиларнинг", "chegarachi"),
        ("uz", "Toshkentdagi chegarachilarning", "чегарачи"),
        ("tg", "марзбонони тоҷик", "марзбон"),
        ("tk", "serhetçileriň arasynda", "serhetçi"),
        ("prs", "زخمی‌های انفجار", "زخمی"),
        ("ps", "کلیوالو ته", "کلیوال"),
        ("ru", "около 120 человек", "120"),
    ],
)
def test_a_lemma_finds_its_inflected_forms(lang: str, text: str, query: str) -> None:
    kept = set(lexemes(text, lang))
    assert all(kept & set(alternatives) for alternatives in query_lexemes(query))


def test_everyday_words_are_left_out() -> None:
    assert lexemes("the of and in", "en") == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ru", "fa", "uz_cyr", "xx", ""]))
def test_any_text_has_bounded_lexemes_without_spaces(text: str, lang: str) -> None:
    for lexeme in lexemes(text, lang):
        assert 0 < len(lexeme) <= 40
        assert " " not in lexeme
    assert all(alternatives for alternatives in query_lexemes(text))

"""An inflected word is found by its lemma, in either script."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading import lexemes, query_lexemes
from qaraul.reading.languages import CODES

FOLDER = Path(__file__).parent.parent / "languages"


def finds(query: str, text: str, lang: str) -> bool:
    kept = set(lexemes(text, lang))
    return all(kept & set(alternatives) for alternatives in query_lexemes(query))


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
    assert finds(query, text, lang)


@pytest.mark.parametrize("code", CODES)
def test_every_form_that_a_language_lists_is_found_by_its_word(code: str) -> None:
    listed = yaml.safe_load((FOLDER / code / "forms.yaml").read_text(encoding="utf-8"))
    missed = [
        form for word, forms in listed.items() for form in forms if not finds(word, form, code)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("lang", "text", "query"),
    [
        ("ru", "Перестрелка под Баткеном", "Batken"),
        ("ru", "perestrelka pod Batkenom", "Баткен"),
        ("kk", "Кеше Оштан келген жүк", "Ош"),
        ("tk", "Düýn Oşdan gelen ýük", "Osh"),
        ("uz", "Кеча Ўшда юк машинаси", "Osh"),
        ("prs", "در جلال‌آباد انفجار شد", "جلال آباد"),
        ("ps", "په ترکمن اباد کې", "ترکمن‌اباد"),
        ("prs", "برخورد در باتکین", "Баткен"),
        ("en", "A clash near Spin Boldak", "Спин-Булдак"),
    ],
)
def test_a_known_place_is_found_by_any_of_its_names(lang: str, text: str, query: str) -> None:
    assert finds(query, text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "query"),
    [
        ("kk", "Үш адам жараланды, Кеше Астанада айтылды", "Ош"),
        ("prs", "در کابل انفجار شد", "جلال‌آباد"),
        ("ru", "Перестрелка под Баткеном", "Ош"),
    ],
)
def test_a_word_that_only_resembles_a_place_does_not_answer_for_it(
    lang: str, text: str, query: str
) -> None:
    assert not finds(query, text, lang)


@pytest.mark.parametrize("text", ["پیش‌بینی هوا", "پیش بینی هوا", "پیشبینی هوا"])
def test_a_compound_is_found_however_its_parts_are_joined(text: str) -> None:
    assert finds("پیش‌بینی", text, "prs")


def test_everyday_words_are_left_out() -> None:
    assert lexemes("the of and in", "en") == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ru", "fa", "uz_cyr", "xx", ""]))
def test_any_text_has_bounded_lexemes_without_spaces(text: str, lang: str) -> None:
    for lexeme in lexemes(text, lang):
        assert 0 < len(lexeme) <= 40
        assert " " not in lexeme
    assert all(alternatives for alternatives in query_lexemes(text))

"""The build of the gazetteer: a name without a language is judged by its letters."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return import_module("placebuild.names")


@pytest.fixture
def spellings(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return import_module("placebuild.spellings")


@pytest.mark.parametrize(
    ("name", "country", "languages"),
    [
        ("Kabul", "AF", ("en",)),
        ("Toshkent", "UZ", ("en",)),
        ("Qo‘qon", "UZ", ("uz",)),
        ("Aşgabat", "TM", ("tk",)),
        ("KBL", "AF", ()),
        ("ka bu er", "AF", ()),
        ("Os", "KG", ()),
        ("Ташкент", "UZ", ("ru",)),
        ("Қарағанды", "KZ", ("kk",)),
        ("Өскемен", "KZ", ("kk",)),
        ("Өзгөн", "KG", ("ky",)),
        ("Түркістан", "KZ", ("kk",)),
        ("Хуҷанд", "TJ", ("tg",)),
        ("Қўқон", "UZ", ("uz",)),
        ("Қандаҳор", "AF", ("tg", "uz")),
        ("Київ", "KZ", ()),
        ("Ђурђево", "KZ", ()),
        ("کابل", "AF", ("fa", "ps")),
        ("کونړ", "AF", ("ps",)),
        ("دوشنبه", "TJ", ("fa",)),
        ("طشقند", "UZ", ("fa",)),
        ("تاشكنت", "UZ", ()),
        ("ئۈرۈمچى", "CN", ()),
        ("喀布尔", "AF", ()),
        ("Κabul", "AF", ()),
    ],
)
def test_letters_tell_the_language(
    names: Any, name: str, country: str, languages: tuple[str, ...]
) -> None:
    assert names.languages_of(name, country) == languages


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("Osh  City", "Osh City"),
        ("امبی، قزاقستان", "امبی"),
        ("Baghlan - bghlan", "Baghlan"),
        (" Ош ", "Ош"),
    ],
)
def test_names_are_tidied(names: Any, given: str, tidied: str) -> None:
    assert names.tidy(given) == tidied


def test_the_word_for_town_is_no_part_of_a_name(names: Any) -> None:
    assert names.without_kind("Beruniy Shahri") == "Beruniy"
    assert names.without_kind("Zomin Shaharchasi") == "Zomin"
    assert names.without_kind("Gorod Chirakchi") == "Chirakchi"


@pytest.mark.parametrize(
    ("known", "country", "derived"),
    [
        ({"en": ["Chust"], "uz": ["Chust"]}, "UZ", {"uz": ["Чуст"], "ru": ["Чуст"]}),
        ({"en": ["Qo‘qon"], "uz": ["Qo‘qon"]}, "UZ", {"uz": ["Қўқон"], "ru": ["Кукон"]}),
        ({"en": ["Eski"], "uz": ["Eski"]}, "UZ", {"uz": ["Эски"], "ru": ["Эски"]}),
        ({"en": ["Kŭlob"], "ru": ["Куляб"]}, "TJ", {"tg": ["Кӯлоб"]}),
        ({"en": ["Saýat"], "tk": ["Saýat"]}, "TM", {"ru": ["Саят"]}),
        ({"en": ["Karasu"], "ru": ["Карасу"]}, "KG", {"ky": ["Карасу"]}),
        ({"en": ["Osh"], "ru": ["Ош"], "ky": ["Ош"]}, "KG", {}),
    ],
)
def test_missing_spellings_are_worked_out(
    spellings: Any, known: dict[str, list[str]], country: str, derived: dict[str, list[str]]
) -> None:
    assert spellings.derived_names(known, country) == derived

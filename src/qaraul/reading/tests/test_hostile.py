"""Whatever is thrown at it, every door of the reader answers, in time that grows with the text."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from qaraul.reading import lexemes, query_lexemes, read, redact
from qaraul.reading.glossary import gloss
from qaraul.reading.near import print_of

DOORS: dict[str, Callable[[str, str], Any]] = {
    "read": lambda text, lang: read(text[:80], text, lang=lang),
    "lexemes": lexemes,
    "question": lambda text, _: query_lexemes(text),
    "redact": redact,
    "gloss": lambda text, lang: gloss(text, lang, "en"),
    "copies": lambda text, lang: print_of(text, read("", text, lang=lang)),
}
TRICKS = {
    "nothing": "",
    "blanks": " \n\t\u00a0\u2003",
    "a NUL": "Взрыв\x00 в Оше",
    "mixed scripts": "Взрыв в Osh شهر کابل Баткен Бишкек انفجار Tashkentда",
    "look-alike letters": "Bзpыв в Oшe, пoгибли двoе",
    "turned by hidden signs": "\u202eВ Оше\u202c \u2066погибли\u2069 двое\u200f\u200e",
    "cut by zero width": "\u200b".join("Взрыв в Оше"),
    "stretched": "انـــفـــجـــار در کـــابـــل",
    "accents on accents": "В" + "\u0301" * 500 + " Оше",
    "emoji": "😀👨‍👩‍👧‍👦🇰🇬 взрыв в Оше 💥💥",
    "HTML": "<p onclick='x()'>Взрыв</p><script>alert(1)</script> <<a<b>> &amp;&#x41; в Оше",
    "no end of a tag": "<" * 2_000 + "Взрыв в Оше",
    "half a character": "Взрыв \ud83d в \udc00 Оше",
    "bytes of another set": "Взрыв в Оше".encode("cp1251").decode("utf-8", "replace"),
    "bytes read as Latin": "Взрыв в Оше".encode().decode("latin-1"),
    "another language": "En el valle hubo una explosión y murieron dos personas anoche.",
    "another script": "오시에서 폭발로 두 명이 숨졌다. 今天北京。",
    "digits of three kinds": "١٢٣ ۴۵۶ 789 " * 20,
    "a number without end": "9" * 5_000,
    "a word without end": "ж" * 5_000,
    "a joint without end": "می" + "\u200c" * 3_000 + "رود",
    "signs of the query language": "\" OR * NEAR( ) ' -- ; & | ! :* \\",
}


@pytest.mark.parametrize("lang", ["ru", "fa", "uz_cyr", "xx"])
@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_no_text_breaks_a_door(door: Callable[[str, str], Any], trick: str, lang: str) -> None:
    door(trick, lang)


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_ten_megabytes_of_one_line_are_answered(door: Callable[[str, str], Any]) -> None:
    door("x" * 10_000_000, "en")


def test_ten_megabytes_are_not_read_and_it_says_why() -> None:
    assert "10,000,000 characters" in read("", "x" * 10_000_000).not_read


@pytest.mark.parametrize(
    "written",
    ["Взрыв в Баткене", "Взрыв в Бaткeне", "Взрыв в Бат\u200bкене", "\u202eВзрыв в Баткене\u202c"],
)
def test_search_finds_a_place_however_it_was_disguised(written: str) -> None:
    kept = set(lexemes(written, "ru"))
    assert all(kept & set(options) for options in query_lexemes("Баткен взрыв"))


@pytest.mark.parametrize(
    "piece",
    ["а ", "Ош ", "می\u200cرود ", "جلال\u200cاباد ", "حاجی ", "۱", "\u200c", "ж", "Спин-", "<a"],
)
@pytest.mark.parametrize("name", ["lexemes", "redact", "gloss", "copies"])
def test_the_work_grows_with_the_length_not_with_its_square(name: str, piece: str) -> None:
    door = DOORS[name]

    def steps(length: int) -> int:
        text = piece * (length // len(piece))
        door(text, "prs")  # load the language, fill the caches
        return min(operations(door, text) for _ in range(2))

    assert steps(3_000) <= 2.6 * steps(1_500) + 5_000


def operations(door: Callable[[str, str], Any], text: str) -> int:
    """How many lines of Python it takes: the same on every machine."""
    count = 0

    def step(_frame: FrameType, _event: str, _detail: Any) -> Any:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        door(text, "prs")
    finally:
        sys.settrace(before)
    return count

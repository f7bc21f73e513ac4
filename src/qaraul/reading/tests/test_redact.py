"""Private persons are masked; places, groups and counts stay."""

import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading import read, redact
from qaraul.reading.languages.loading import CODES

MASKED = [
    ("ru", "В Баткене избили Азамата Токтогулова.", "В Баткене избили [name]."),
    ("ru", "Житель Оша Сергей Петрович пропал.", "Житель Оша [name] пропал."),
    ("ru", "Звоните: +996 555 12-34-56", "Звоните: [phone]"),
    ("en", "Rahim Karimov was taken near Torkham.", "[name] was taken near Torkham."),
    ("en", "mail a.b@mail.example, passport AN 1234567", "mail [e-mail], passport [number]"),
    ("kk", "Алматыда Серік Ахметұлы есімді азамат, көлігі 123 ABC 02.",
     "Алматыда [name] есімді азамат, көлігі [plate]."),
    ("ky", "Баткенде Нурлан уулу Бекзат каза болду, @nurlan_kg жазды.",
     "Баткенде [name] каза болду, [handle] жазды."),
    ("uz", "Alisher aka kasalxonada.", "[name] aka kasalxonada."),
    ("uz", "Фарғонада Шерзод Каримов ярадор бўлди.", "Фарғонада [name] ярадор бўлди."),
    ("tg", "Дар Хуҷанд шаҳрванд Далер Раҳимзода захмӣ шуд.",
     "Дар Хуҷанд шаҳрванд [name] захмӣ шуд."),
    ("tk", "Maryda Merdan Gurbanow atly ýigit tutuldy.", "Maryda [name] atly ýigit tutuldy."),
    ("prs", "در کابل به نام احمد کریمی کشته شد.", "در کابل به نام [name] کشته شد."),
    ("ps", "په کندهار کې ښاغلی نورمحمد ووژل شو.", "په کندهار کې ښاغلی [name] ووژل شو."),
]  # fmt: skip
KEPT = [
    ("ru", "Школа имени Абая в Кадамжае. Ростов и Киев. Совет Безопасности ООН."),
    ("ru", "Ущерб 150 000 000 сомов, 12.05.2024, погибли 12 человек."),
    ("en", "Border guards in Isfara detained 12 people, the Interior Ministry said."),
    ("prs", "در جلال‌آباد دوازده تن کشته شدند."),
    ("kk", "Жаңаөзенде мұнайшылар наразылыққа шықты."),
]
MESSAGES = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "masking.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if "\t" in line
]
PIECES = [text for _, text, _ in MASKED] + [text for _, text in KEPT]


@pytest.mark.parametrize(("lang", "text", "masked"), MASKED)
def test_a_private_person_is_masked(lang: str, text: str, masked: str) -> None:
    assert redact(text, lang).text == masked


@pytest.mark.parametrize(("lang", "text"), KEPT)
def test_places_organisations_and_numbers_stay(lang: str, text: str) -> None:
    assert redact(text, lang).text == text


@pytest.mark.parametrize(("lang", "marked"), MESSAGES)
def test_without_capitals_a_name_is_known_by_the_words_around(lang: str, marked: str) -> None:
    text = re.sub(r"[{}]", "", marked)
    assert redact(text, lang).text == re.sub(r"\{.*?\}", "[name]", marked)


def test_a_message_in_arabic_script_is_masked_whatever_language_is_said() -> None:
    text = "برادرم احمدشاه از دیروز گم است"
    assert {redact(text, lang).text for lang in ("prs", "fa", "", "en", "ru")} == {
        "برادرم [name] از دیروز گم است"
    }


@settings(deadline=None)  # a language's first text loads its data
@given(st.lists(st.sampled_from(PIECES), max_size=4), st.sampled_from(CODES))
def test_masking_twice_changes_nothing_more(pieces: list[str], lang: str) -> None:
    once = redact("\n".join(pieces), lang).text

    assert redact(once, lang).text == once


@settings(deadline=None)  # a language's first text loads its data
@given(st.text(max_size=80) | st.sampled_from(PIECES), st.sampled_from(CODES))
def test_the_spans_say_what_was_masked(text: str, lang: str) -> None:
    found = redact(text, lang)

    rebuilt, last = "", 0
    for span in found.spans:
        assert last <= span.start < span.end <= len(text)
        rebuilt += text[last : span.start] + f"[{span.kind}]"
        last = span.end
    assert rebuilt + text[last:] == found.text


@pytest.mark.parametrize(
    "piece", ["a.", "1 ", "@a", "Иванов ", "+9", "A1", "به نام ", "حاجی ", "د په نوم "]
)
def test_the_work_grows_with_the_length_not_with_its_square(piece: str) -> None:
    redact(piece * 10, "ru")
    small, large = (steps(piece * times) for times in (200, 800))

    assert large < 6 * small


def steps(text: str) -> int:
    """How many lines of our code one masking runs."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        redact(text, "ru")
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, text, _ in MASKED])
def test_no_name_of_a_person_leaves_the_reader(lang: str, text: str) -> None:
    spans = [(s.start, s.end) for s in redact(text, lang).spans if s.kind == "name"]
    reading = read("", text, lang=lang)

    named = [(place.start, place.end) for place in reading.places]
    named += [(name.start, name.end) for name in reading.names]
    assert not [n for n in named for s in spans if n[0] < s[1] and s[0] < n[1]]
    assert all(actor.islower() for actor in reading.actors)

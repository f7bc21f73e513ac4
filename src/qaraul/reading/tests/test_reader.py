"""What holds for any text: spans, order, silence, and that nothing makes the reader fail."""

import random
import sys
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading import Reading, read
from qaraul.reading.identify import identify
from qaraul.reading.reader import LONGEST_READ, LONGEST_TEXT
from qaraul.reading.results import COUNT_KINDS, EVENT_TYPES, STATUSES

if TYPE_CHECKING:
    from _typeshed import TraceFunction

ENGLISH = "Two three 5 12,000 people killed wounded in Osh near Khujand on 4 May denied 2015"
CYRILLIC = "Бишкеке погибли двое ранены 14 марта Жаңаөзенде адам қаза тапты kishi o‘ldi"
ARABIC = "در کابل پنج تن کشته شدند په کندهار کې ۱۲ ټپیان . , ! ? : — ( ) « »"
SIGNS = ["\n", "<b>", "&amp;", "\u200b", "\u202e", "😀"]
WORDS = [*ENGLISH.split(), *CYRILLIC.split(), *ARABIC.split(), *SIGNS]
texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join),
)


def spans(reading: Reading) -> list[tuple[int, int]]:
    return [
        *((place.start, place.end) for place in reading.places),
        *((count.start, count.end) for count in reading.counts),
        *((day.start, day.end) for day in reading.dates),
        *((shown.start, shown.end) for shown in reading.evidence),
    ]


@settings(max_examples=25, deadline=None)
@given(title=texts, text=texts)
def test_positions_count_the_characters_of_title_and_text(title: str, text: str) -> None:
    whole = f"{title}\n{text}" if title else text
    reading = read(title, text, published=date(2025, 5, 14))
    assert all(0 <= start < end <= len(whole) for start, end in spans(reading))
    for place in reading.places:
        assert whole[place.start : place.end] == place.text
    for day in reading.dates:
        assert whole[day.start : day.end] == day.text


@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_the_same_text_is_read_the_same_way_twice(text: str) -> None:
    assert read("", text) == read("", text)


@settings(max_examples=50, deadline=None)
@given(text=texts)
def test_what_is_read_stays_within_its_words(text: str) -> None:
    reading = read("", text)
    if reading.not_read:
        assert not reading.places
        assert reading.killed is None
        return
    assert reading.event_type in EVENT_TYPES
    assert reading.event_status in STATUSES
    assert 0.9 <= sum(reading.event_types.values()) <= 1.001
    assert max(reading.event_types.values()) == reading.event_types[reading.event_type]
    assert sum(place.role == "event" for place in reading.places) <= 1
    for count in reading.counts:
        assert count.kind in COUNT_KINDS
        assert 0 <= count.low <= count.best
        assert count.high is None or count.best <= count.high


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("<p><br></p>", "empty"),
        ("12345 … 67", "no letters"),
        ("😀😀😀", "no letters"),
        ("今天北京的天气很好我们去公园玩", "script"),
        ("Heute wurde in Berlin ein neues Museum eröffnet, das vielen Besuchern gefällt.", "de"),
        ("Bugün İstanbul'da çok güzel bir hava vardı ve herkes sahile gitti diye yazdılar.", "tr"),
        ("x" * (LONGEST_TEXT + 1), "characters"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, why: str) -> None:
    reading = read("", text)
    assert why in reading.not_read
    assert not reading.places


def test_a_long_text_is_read_from_its_beginning_and_says_so() -> None:
    reading = read("", "Two people were killed in Osh. " * (LONGEST_READ // 30))
    assert reading.killed == 2
    assert "first 100,000" in reading.notes[0]


@pytest.mark.parametrize(
    "trick",
    [
        "В О\u200bше погибли двое",  # zero width inside the name
        "В Oше погибли двое",  # a Latin O
        "\u202eВ Оше погибли двое\u202c",
        "<p>В Оше <b>погибли</b> двое</p>",
        "В Оше по\u00adгибли двое",
    ],
)
def test_signs_that_are_not_seen_change_nothing(trick: str) -> None:
    reading = read("", trick + ", сообщила сегодня милиция города.")
    assert [place.country for place in reading.places] == ["KG"]
    assert reading.killed == 2


def test_lone_surrogates_do_not_break_the_reader() -> None:
    assert read("", "Two people were killed \ud800 in Osh").killed == 2


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "111 ", "1.", "'", "a'", "<", "<a", "&", "killed ", "two ", "two hundred ",
     "Osh ", "в ", "открыл ", "не ", "\u200b", "و ", "۱", "killed 2 ", "May ", "- ", "Джалал-"],
)  # fmt: skip
def test_the_work_grows_with_the_length_not_with_its_square(piece: str) -> None:
    def steps(length: int) -> int:
        text = piece * (length // len(piece))
        return min(operations(text) for _ in range(2))  # a cache may be cleared in one of them

    assert steps(3_000) <= 2.6 * steps(1_500) + 5_000


def operations(text: str) -> int:
    """How many lines of Python one reading takes: the same on every machine."""
    read("", text)  # load the language first
    count = 0

    def step(_frame: FrameType, _event: str, _detail: Any) -> "TraceFunction":
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        read("", text)
    finally:
        sys.settrace(before)
    return count


def test_random_bytes_are_survived() -> None:
    chance = random.Random(20260321)  # noqa: S311  a seed, no secret
    for _ in range(60):
        raw = bytes(chance.randrange(256) for _ in range(120))
        read(raw.decode("latin-1"), raw.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("د Ellsworth Hall د", "ps"),
        ("дар Blue River Tours, ки", "tg"),
        ("President praises «Азов» in the east of the country", "en"),
        ("د غاز او برق", "ps"),
        ("Генетикалық зерттеу аяқталды", "kk"),
    ],
)
def test_few_words_among_foreign_names_have_their_own_language(text: str, lang: str) -> None:
    assert identify(text).lang == lang

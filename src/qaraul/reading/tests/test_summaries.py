"""A summary is made of the documents' own sentences, few, telling, each with its document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading.sentences import sentences
from qaraul.reading.summaries import MOST, Fact, Source, summarise

EN = (
    "Shooting near Vorukh\nTwo people were killed near Vorukh on Tuesday, officials said. "
    "The weather was fine for the season. Border troops opened fire at a checkpoint."
)
RU = "Стрельба у Воруха\nДва человека погибли у Воруха. Перестрелка продолжалась два часа."


def cut(text: str, lang: str, start: int = 0) -> list[str]:
    return [text[begin:end] for begin, end in sentences(text, lang, start=start)]


@pytest.mark.parametrize(
    ("lang", "text", "parts"),
    [
        ("en", "Gen. Ahmad spoke. Two died.", ["Gen. Ahmad spoke.", "Two died."]),
        ("en", "He said 3.5 tonnes… and left! Why?", ["He said 3.5 tonnes… and left!", "Why?"]),
        ("ru", "В 2024 г. в Оше. Погибли двое.", ["В 2024 г. в Оше.", "Погибли двое."]),
        ("ru", "А. И. Иванов и др. люди.\nВсё", ["А. И. Иванов и др. люди.", "Всё"]),
        ("prs", "دو نفر کشته شدند؟ بله. پایان", ["دو نفر کشته شدند؟", "بله.", "پایان"]),
        ("ps", "دوه تنه ووژل شول۔ پای", ["دوه تنه ووژل شول۔", "پای"]),
        ("en", "  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_stop(lang: str, text: str, parts: list[str]) -> None:
    assert cut(text, lang) == parts


@given(st.text(alphabet="Аб.! \n؟a", max_size=200), st.integers(0, 20))
def test_sentences_stand_in_order_and_lose_no_word(text: str, start: int) -> None:
    spans = sentences(text, "ru", start=start)
    at = start
    for begin, end in spans:
        assert at <= begin < end
        assert not text[at:begin].strip()
        at = end
    assert not text[at:].strip()


def source(
    name: str, text: str, lang: str, *said: tuple[str, str, str], trust: float = 0
) -> Source:
    facts = tuple(
        Fact(kind, text.index(words), text.index(words) + len(words), value)
        for kind, words, value in said
    )
    return Source(name, text, lang, title_end=text.index("\n") + 1, trust=trust, facts=facts)


OPENED = ("type", "opened fire", "clash")
ENGLISH = source("en", EN, "en", ("count", "Two people were killed", "killed 2"), OPENED)
RUSSIAN = source("ru", RU, "ru", ("count", "Два человека погибли", "killed 2"))


def test_sentences_with_evidence_come_first_and_idle_ones_not_at_all() -> None:
    chosen = summarise([ENGLISH], to="en")
    assert [c.text for c in chosen] == [
        "Two people were killed near Vorukh on Tuesday, officials said.",
        "Border troops opened fire at a checkpoint.",
    ]
    assert {c.source for c in chosen} == {"en"}
    assert all(EN[c.start : c.end] == c.text for c in chosen)


def test_the_readers_language_goes_first_and_the_same_is_not_told_twice() -> None:
    for to, first in (("en", "en"), ("ru", "ru")):
        chosen = summarise([RUSSIAN, ENGLISH], to=to)
        assert chosen[0].lang == first
        assert len([c for c in chosen if "killed" in c.text or "погибли" in c.text]) == 1


def test_without_a_document_in_it_the_sentences_stay_in_their_own_language() -> None:
    assert {c.lang for c in summarise([RUSSIAN], to="ps")} == {"ru"}


def test_a_document_of_a_title_alone_is_its_own_summary() -> None:
    chosen = summarise([Source("a", "Two killed in Osh\n", "en", title_end=18)], to="en")
    assert [c.text for c in chosen] == ["Two killed in Osh"]


def test_nothing_comes_of_nothing() -> None:
    assert summarise([], to="en") == []
    assert summarise([Source("a", "", "en")], to="en") == []


@settings(deadline=None)  # the first of a language reads its folder
@given(
    st.lists(
        st.text(alphabet="Osh два. \n", max_size=120).map(lambda text: Source("x", text, "ru")),
        max_size=5,
    )
)
def test_every_sentence_of_a_summary_stands_in_its_document(sources: list[Source]) -> None:
    numbered = [Source(str(n), s.text, s.lang) for n, s in enumerate(sources)]
    chosen = summarise(numbered, to="en")
    assert len(chosen) <= MOST
    assert chosen == summarise(numbered, to="en")
    for one in chosen:
        assert numbered[int(one.source)].text[one.start : one.end] == one.text

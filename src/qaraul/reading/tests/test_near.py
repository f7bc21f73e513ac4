"""Copies are found; template news with another place, number or day is never merged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaraul.reading import read
from qaraul.reading.near import BANDS, NearDuplicates, Print, is_near_duplicate, print_of

NEWS = (
    "Customs officers in Turkmenabat searched a lorry carrying onions on 6 August and found 38 kg "
    "of hashish under the floor. Three drivers were detained; the load was bound for Ashgabat."
)


def printed(text: str) -> Print:
    return print_of(text, read("", text))


@pytest.mark.parametrize(
    "copy",
    [
        NEWS,
        NEWS.upper(),
        f"UPDATE: {NEWS}",
        NEWS.replace(";", "."),
        NEWS.replace("Customs officers in", "Customs officials in"),
        NEWS.partition(". Three")[0] + ".",
        f"{NEWS} Read more on our channel.",
        f"<p>{NEWS}</p>",
    ],
)
def test_a_copy_is_found(copy: str) -> None:
    assert is_near_duplicate(printed(NEWS), printed(copy))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("38 kg", "83 kg"),
        ("Turkmenabat", "Serhetabat"),
        ("6 August", "6 September"),
        ("6 August", "16 August"),
        ("Three drivers", "Five drivers"),
        ("Turkmenabat", "Blumengrad"),  # a place that nobody knows
    ],
)
def test_another_place_number_or_day_is_another_event(old: str, new: str) -> None:
    assert not is_near_duplicate(printed(NEWS), printed(NEWS.replace(old, new)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Дар Ванҷ дирӯз се нафар захмӣ шуданд.", "Дар Кӯлоб дирӯз се нафар захмӣ шуданд."),
        ("در کندز دیروز سه تن زخمی شدند، پولیس گفت.", "در بغلان دیروز سه تن زخمی شدند، پولیس گفت."),
        ("د هرات په بازار کې دوه تنه ټپیان شول.", "د هرات په بازار کې درې تنه ټپیان شول."),
    ],
)  # fmt: skip
def test_short_messages_that_differ_in_one_word_stay_apart(one: str, other: str) -> None:
    assert not is_near_duplicate(printed(one), printed(other))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_every_text_is_like_itself_and_meets_itself(text: str) -> None:
    near = NearDuplicates()
    signature = near.signature(text)
    if signature:
        assert near.similarity(signature, signature) == 1.0
        assert len(near.bands(signature)) == BANDS
    assert near.signature(text) == signature


def test_signatures_of_different_length_have_nothing_in_common() -> None:
    assert NearDuplicates().similarity([1, 2], [1]) == 0.0


def test_a_number_put_in_the_place_of_another_that_stands_there_too_is_another_event() -> None:
    first = "A clash near Osh left 4 dead and 7 hurt on Tuesday, the ministry said in a statement."
    second = first.replace("4 dead", "7 dead")
    assert not is_near_duplicate(
        print_of(first, read("", first)), print_of(second, read("", second))
    )

"""Markup to words: nothing that acts, nothing that hides, in time that grows with length alone."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.sources.charsets import decode
from qaraul.sources.cleaning import (
    FORBIDDEN,
    MOST_TAGS,
    from_markup,
    one_line,
    plain,
    shortened,
    text_hash,
    web_address,
)
from qaraul.sources.moments import moment_of


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a < b & c > d"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br/>Two<BR clear='all'>Three", "One\nTwo\nThree"),
        ("<b>bold</b>ly", "boldly"),
        ("Fish &amp; chips&nbsp;&#8211; now", "Fish & chips – now"),
        ("<script>x</script>A<style>y</style>", "A"),
        ("<scr<script>ipt>alert(1)</script>", "ipt>alert(1)"),
        ("<img src=x onerror=alert(1)>A", "A"),
        ("<!-- hidden -->A<![CDATA[b]]>", "A"),
        ("می‌روند", "می‌روند"),
        ("safe\u202eevil\u2066x", "safeevilx"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert from_markup(markup) == words


def test_very_much_markup_becomes_the_same_words() -> None:
    text = "<p>One <b>two</b><script>x</script></p>" * (MOST_TAGS + 1)
    assert from_markup(text) == "\n".join(["One two"] * (MOST_TAGS + 1))


@pytest.mark.parametrize(
    "tag", ["<div>", "<p>", "<table>", "<a href=x>", "<![", "<!--", "&lt;", "</"]
)
def test_no_markup_takes_long(tag: str) -> None:
    begun = time.monotonic()
    from_markup(tag * 60_000)
    assert time.monotonic() - begun < 5


@given(st.text(max_size=300))
def test_what_comes_out_can_be_stored_and_shown(text: str) -> None:
    for cleaned in (plain(text), from_markup(text), one_line(text, 50)):
        assert not FORBIDDEN.search(cleaned)
        cleaned.encode("utf-8")
    assert len(one_line(text, 50)) <= 50
    assert "\n" not in one_line(text, 50)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_text_is_known_again_whatever_its_spaces(text: str) -> None:
    assert text_hash("t", text) == text_hash(" t ", f"\n {text} \t")


@given(st.text(max_size=200), st.integers(min_value=1, max_value=100))
def test_shortening_keeps_the_beginning(text: str, longest: int) -> None:
    kept = shortened(text, longest)
    assert len(kept) <= longest
    assert text.startswith(kept.removesuffix("…"))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[",
        " ",
        "https://x/\x00",
    ],
)
def test_only_addresses_of_the_web_are_kept(link: str) -> None:
    assert web_address(link, "") == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T10:00:00+05:00", datetime(2026, 11, 23, 5, tzinfo=UTC)),
        ("2026-11-23 10:00:00 +0500", datetime(2026, 11, 23, 5, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("20261123T100000Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:00:00 GMT", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        (1_795_428_000, datetime.fromtimestamp(1_795_428_000, UTC)),
        (1_795_428_000_000, datetime.fromtimestamp(1_795_428_000, UTC)),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59-12:00", None),
        (float("inf"), None),
        (10**30, None),
        ("Mon, 99 Nov 2026 99:00:00 GMT", None),
    ],
)
def test_a_date_is_read_or_is_none(value: object, expected: datetime | None) -> None:
    assert moment_of(value) == expected


@given(st.text(max_size=60) | st.integers() | st.floats())
def test_no_date_breaks_the_reader(value: object) -> None:
    found = moment_of(value)
    assert found is None or found.tzinfo is not None


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_become_a_text(body: bytes, header: str) -> None:
    assert isinstance(decode(body, header).text, str)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize(
    "words",
    [
        "Сегодня утром на границе произошло столкновение жителей двух сёл, есть пострадавшие",
        "В Ташкенте и Душанбе прошли переговоры о совместной охране границы",
    ],
)
def test_an_undeclared_encoding_of_the_region_is_found(encoding: str, words: str) -> None:
    assert decode(words.encode(encoding)).text == words


def test_a_broken_letter_does_not_make_a_text_another_encoding() -> None:
    body = ("Қазақстан шекарасында " * 40).encode()[:-3] + b"\xd0 end"
    assert "Қазақстан" in decode(body, "text/xml; charset=windows-1251").text

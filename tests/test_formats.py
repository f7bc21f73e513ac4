"""Numbers and dates by language."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from qaraul import formats

NBSP = formats.NO_BREAK


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", 1450, "1,450"),
        ("ru", 1450, "1450"),
        ("ru", 21450, f"21{NBSP}450"),
        ("fa", 1450, "۱٬۴۵۰"),
        ("en", 0, "0"),
        ("en", None, "–"),
        ("en", -3, "−3"),
    ],
)
def test_numbers_are_grouped_as_the_language_does(
    language: str, value: float | None, written: str
) -> None:
    with override(language):
        assert formats.number(value) == written


@pytest.mark.parametrize(("language", "written"), [("en", "2.5"), ("ru", "2,5"), ("fa", "۲٫۵")])
def test_parts_of_one_stand_behind_the_language_s_own_point(language: str, written: str) -> None:
    with override(language):
        assert formats.number(2.5, 1) == written


@pytest.mark.parametrize(
    ("probability", "written"),
    [
        (None, "–"),
        (0, f"0{NBSP}%"),
        (0.001, f"<1{NBSP}%"),
        (0.31, f"31{NBSP}%"),
        (0.999, f">99{NBSP}%"),
        (1, f"100{NBSP}%"),
    ],
)
def test_a_small_chance_is_never_written_as_none(probability: float | None, written: str) -> None:
    with override("en"):
        assert formats.percent(probability) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "23 Nov 2026"), ("ru", "23 ноября 2026"), ("fa", "۲ قوس ۱۴۰۵"), ("ps", "۲ لیندۍ ۱۴۰۵")],
)
def test_days_are_written_in_the_reader_s_calendar(language: str, written: str) -> None:
    with override(language):
        assert formats.long_day(date(2026, 11, 23)) == written


def test_the_year_is_left_out_of_short_days_of_this_year_only() -> None:
    with override("en"):
        assert formats.short_day(date(2026, 11, 3), date(2026, 12, 1)) == "3 Nov"
        assert formats.short_day(date(2025, 11, 3), date(2026, 12, 1)) == "3 Nov 2025"
    with override("fa"):
        assert formats.short_day(date(2026, 11, 23), date(2026, 12, 1)) == "۲ قوس"
        assert formats.short_day(date(2026, 3, 1), date(2026, 12, 1)) == "۱۰ حوت ۱۴۰۴"


def test_parts_of_a_sentence_are_parted_in_the_reader_s_way() -> None:
    with override("en"):
        assert formats.parted("a", "b") == "a; b"
    with override("fa"):
        assert formats.parted("۱", "۲", sign=",") == "۱، ۲"


def test_clocks_show_universal_time() -> None:
    with override("en"):
        assert formats.clock(datetime(2026, 11, 23, 5, 40, tzinfo=UTC)) == "05:40"

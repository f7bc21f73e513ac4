"""Every language reads its own examples, and its files are well formed."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qaraul.reading import read
from qaraul.reading.languages import CODES
from qaraul.reading.languages.loading import data_of
from qaraul.reading.results import EVENT_TYPES

FOLDER = Path(__file__).parent.parent / "languages"
TABLE = Path(__file__).parent.parent / "data" / "event_types.yaml"


def examples() -> list[Any]:
    found = []
    for code in CODES:
        listed = yaml.safe_load((FOLDER / code / "examples.yaml").read_text(encoding="utf-8"))
        found += [pytest.param(code, one, id=f"{code}-{n}") for n, one in enumerate(listed)]
    return found


@pytest.mark.parametrize(("code", "example"), examples())
def test_what_an_example_says_is_read(code: str, example: dict[str, Any]) -> None:
    reading = read("", example["text"])
    assert reading.lang == code
    event = next(place for place in reading.places if place.role == "event")
    said = {"place": event.name, "country": event.country}
    for field, wanted in example.items():
        if field != "text":
            found = said[field] if field in said else getattr(reading, field)
            assert found == wanted, field


@pytest.mark.parametrize("code", CODES)
def test_every_language_speaks_of_the_same_concepts(code: str) -> None:
    concepts = set(data_of(code)["triggers"]) - {"actors"}
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    known = set(table["one"]) | {c for rule in table["both"] for c in rule["of"]}
    assert concepts <= known
    assert set(table["one"]) - concepts <= {"resource"}


def test_the_table_gives_points_to_known_types_only() -> None:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    given = [*table["one"].values(), *(rule["give"] for rule in table["both"])]
    assert {event_type for points in given for event_type in points} <= set(EVENT_TYPES)


@pytest.mark.parametrize("code", CODES)
def test_numbers_of_a_language_go_up_to_a_million(code: str) -> None:
    numbers = {int(value) for value in data_of(code)["counts"]["numbers"]}
    assert {*range(1, 11), 20, 30, 40, 50, 60, 70, 80, 90, 100, 1_000, 1_000_000} <= numbers

"""The gazetteer finds places by the beginning of a name in any of nine languages."""

import csv
import gzip
import io

import orjson
import pytest

from qaraul.places import gazetteer, starter
from qaraul.places.choices import LANGUAGES
from qaraul.places.gazetteer import folded, place_by_id, places_named

PLACES = gazetteer.places()
SETTLEMENTS = [place for place in PLACES.values() if place.kind == "settlement"]
CORE = [p for p in SETTLEMENTS if p.iso2 in starter.CORE_STATES and p.id.startswith("gn:")]


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("Osh", "gn:1527534"), ("Ош", "gn:1527534"), ("O'sh", "gn:1527534"), ("اوش", "gn:1527534"),
        ("Toshk", "gn:1512569"), ("ташк", "gn:1512569"), ("Daşkent", "gn:1512569"),
        ("Алмат", "gn:1526384"), ("Kabul", "gn:1138958"), ("کابل", "gn:1138958"),
        ("Qandahor", "gn:1138336"), ("کندهار", "gn:1138336"), ("Хоруғ", "gn:1221328"),
        ("Ashga", "gn:162183"), ("Aşga", "gn:162183"), ("Peshaw", "gn:1168197"),
        ("Қарағанды", "gn:609655"), ("Sughd", "area:TJ-SU"), ("Қырғызстан", "area:KG"),
    ],
)  # fmt: skip
def test_the_first_suggestion_is_what_was_meant(typed: str, identifier: str) -> None:
    found = [place.id for place in places_named(typed, limit=3)]
    assert identifier in found


def test_there_are_enough_places_and_every_core_one_knows_its_unit() -> None:
    assert len(CORE) >= 1_200
    assert {place.area for place in CORE} <= set(starter.units())
    assert [place.id for place in CORE if place.area[:2] != place.iso2] == []


def test_each_unit_of_the_core_is_in_the_gazetteer() -> None:
    units = {place.area for place in PLACES.values() if place.kind == "adm1"}
    assert units == set(starter.units())


def test_names_and_alternates_come_in_nine_languages() -> None:
    counts = {k: sum(k in place.names for place in CORE) for k in LANGUAGES}
    assert counts["en"] == len(CORE)
    assert counts["ru"] >= 0.98 * len(CORE)
    least = {"kk": 330, "ky": 120, "uz": 300, "tg": 200, "tk": 110, "fa": 420, "ps": 310}
    assert {k: counts[k] for k, number in least.items() if counts[k] < number} == {}


@pytest.mark.parametrize(
    ("iso2", "language", "share"),
    [
        ("KZ", "kk", 0.97),
        ("KG", "ky", 0.97),
        ("UZ", "uz", 1),
        ("TM", "tk", 1),
        ("TJ", "tg", 0.95),
        ("AF", "fa", 0.95),
    ],
)
def test_places_have_a_name_in_the_state_language(iso2: str, language: str, share: float) -> None:
    here = [place for place in CORE if place.iso2 == iso2]
    assert sum(language in place.names for place in here) >= share * len(here)


def test_large_cities_abroad_are_known_and_outside_all_units() -> None:
    for name in ("Moscow", "Peshawar", "Istanbul", "Tehran", "Ürümqi", "Beijing", "Quetta"):
        found = [p for p in places_named(name) if p.kind == "settlement"]
        assert found, name
        assert found[0].area == ""


def test_derived_spellings_are_marked_and_never_repeat_a_known_one() -> None:
    packed = (gazetteer.DATA / "gazetteer.csv.gz").read_bytes()
    marked = 0
    for row in csv.DictReader(io.StringIO(gzip.decompress(packed).decode())):
        names, derived = orjson.loads(row["names"]), orjson.loads(row["derived"])
        for language, spellings in derived.items():
            marked += len(spellings)
            assert not set(spellings) & set(names.get(language, [])), row["id"]
    assert marked > 200


@pytest.mark.parametrize("typed", ["", "O", "  ", "qqqqqq", "‌", "%", "\\"])
def test_nothing_is_suggested_for_too_little_or_for_nonsense(typed: str) -> None:
    assert places_named(typed) == []


def test_suggestions_stay_in_one_state_when_asked() -> None:
    assert {place.iso2 for place in places_named("Jal", iso2="AF")} == {"AF"}
    assert {place.iso2 for place in places_named("Jal", iso2="KG")} == {"KG"}


def test_places_kept_by_hand_are_found_too() -> None:
    assert [place.iso2 for place in places_named("Sokh") if place.id.startswith("own:")] == ["UZ"]
    assert place_by_id("own:torkham") is not None


def test_an_unknown_identifier_is_nothing() -> None:
    assert place_by_id("gn:0") is None


def test_folding_joins_what_people_type_differently() -> None:
    assert folded("Oʻsh") == folded("O'sh") == folded("o‘SH") == "osh"
    assert folded("Jalal-Abad") == folded("jalal  abad")
    assert folded("كابل") == folded("کابل")
    assert folded("Herāt") == "herat"

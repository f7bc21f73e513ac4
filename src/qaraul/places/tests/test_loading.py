"""Loading the areas that the product brings."""

import pytest

from qaraul.places.choices import Level
from qaraul.places.models import Area, area_id
from qaraul.places.services import load_starter_areas

pytestmark = pytest.mark.django_db


def test_loading_brings_states_and_units_once() -> None:
    assert load_starter_areas() == 103
    assert load_starter_areas() == 0
    assert Area.objects.core().at(Level.UNIT).count() == 87
    assert Area.objects.at(Level.STATE).count() == 16


def test_identifiers_belong_to_codes() -> None:
    load_starter_areas()
    assert Area.objects.get(code="KG-O").pk == area_id("KG-O")
    assert Area.objects.get(code="KG-O").parent_id == area_id("KG")


def test_a_change_in_the_shipped_file_reaches_the_row() -> None:
    load_starter_areas()
    Area.objects.filter(code="KG-GO").update(name_ru="", names={})
    assert load_starter_areas() == 1
    assert Area.objects.get(code="KG-GO").name_in("ky") == "Ош шаары"


def test_an_outline_of_the_operator_stays_while_names_are_renewed() -> None:
    load_starter_areas()
    better = '{"type":"Polygon","coordinates":[[[72,40],[73,40],[73,41],[72,41],[72,40]]]}'
    Area.objects.filter(code="KG-GO").update(
        is_imported=True, is_approximate=False, geometry_geojson=better, name_ru="старое"
    )
    assert load_starter_areas() == 1
    found = Area.objects.get(code="KG-GO")
    assert (found.geometry_geojson, found.is_approximate, found.name_ru) == (better, False, "Ош")


def test_a_missing_name_falls_back_to_a_language_the_reader_reads() -> None:
    area = Area(name_en="Osh", names={"en": "Osh", "ru": "Ош", "fa": "اوش"})
    assert area.name_in("kk") == "Ош"
    assert area.name_in("ps") == "اوش"
    assert area.name_in("tk") == "Osh"
    assert area.name_in("ru-RU") == "Ош"

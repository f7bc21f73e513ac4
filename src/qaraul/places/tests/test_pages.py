"""Pages of areas: lists, details, files and suggestions, for those who are signed in."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas

pytestmark = pytest.mark.django_db


def reader() -> Any:
    """Somebody with an account; areas are open to everyone who is signed in."""
    return get_user_model()._default_manager.create(username="reader", display_name="Reader")


@pytest.fixture
def member(client: Client) -> Client:
    load_starter_areas()
    client.force_login(reader())
    return client


def read_in(language: str) -> None:
    """Every reader's account in that language."""
    get_user_model()._default_manager.update(language=language)


@pytest.mark.parametrize(
    "address",
    ["", "KG-O/", "areas.csv", "suggestions/", "KG/outline.geojson"],
)
def test_strangers_sign_in_first(client: Client, address: str) -> None:
    assert client.get(f"/areas/{address}").status_code == 302


def test_the_list_names_states_units_and_neighbours(member: Client) -> None:
    page = member.get("/areas/").content.decode()
    for text in ("87 areas", "Osh City", "Ош шаары", "KZ-33", "Tajikistan", "approximate", "Iran"):
        assert text in page
    assert page.count('<path class="m0"') == 87
    assert "do not imply any opinion" in page
    assert len(page.encode()) < 150_000


def test_the_list_is_in_the_language_of_the_reader(member: Client) -> None:
    read_in("ru")
    page = member.get("/areas/").content.decode()
    assert "Ошская область" in page
    assert "Кыргызстан" in page or "Киргизия" in page


@pytest.mark.parametrize("search", ["ош", "Osh", "oʻsh", "kg-go", "اوش"])
def test_areas_are_found_by_name_in_any_language_and_by_code(member: Client, search: str) -> None:
    page = member.get("/areas/", {"q": search}).content.decode()
    assert "Osh City" in page
    assert "Khatlon Region" not in page


def test_a_search_without_an_answer_says_so(member: Client) -> None:
    page = member.get("/areas/", {"q": "<script>nowhere"}).content.decode()
    assert "No area is named so" in page
    assert "<script>nowhere" not in page


def test_an_empty_node_says_that_it_has_no_areas(client: Client) -> None:
    client.force_login(reader())
    assert "No areas yet" in client.get("/areas/").content.decode()


def test_the_page_of_a_unit_shows_names_settlements_and_neighbours(member: Client) -> None:
    page = member.get("/areas/TJ-KT/").content.decode()
    for text in (
        "Khatlon Region",
        "Вилояти Хатлон",
        "ولایت ختلان",
        "Kunduz",
        "Bokhtar",
        "PRIO-GRID",
    ):
        assert text in page
    assert "The outline is approximate" not in page


def test_an_approximate_unit_says_that_it_is(member: Client) -> None:
    page = member.get("/areas/KZ-10/").content.decode()
    assert "The outline is approximate" in page


def test_a_neighbouring_state_has_a_page_too(member: Client) -> None:
    page = member.get("/areas/PK/").content.decode()
    assert "the node holds its outline only" in page
    assert "Peshawar" in page


@pytest.mark.parametrize("code", ["KG-X", "kg-o", "..", "KZ-KAR", "%00"])
def test_an_unknown_code_is_not_there(member: Client, code: str) -> None:
    assert member.get(f"/areas/{code}/").status_code == 404
    assert member.get(f"/areas/{code}/outline.geojson").status_code == 404


def test_the_outline_is_a_file(member: Client) -> None:
    answer = member.get("/areas/UZ-FA/outline.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer.json()["type"] in {"Polygon", "MultiPolygon"}


def test_the_table_holds_every_area_with_nine_names(member: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(member.get("/areas/areas.csv").content.decode())))
    assert len(rows) == 93
    osh = next(row for row in rows if row["code"] == "KG-GO")
    assert (osh["ky"], osh["in"], osh["is_approximate"]) == ("Ош шаары", "KG", "yes")


def test_the_table_is_safe_in_a_spreadsheet(member: Client) -> None:
    Area.objects.filter(code="KG-GO").update(names={"en": "=HYPERLINK(1)"})
    assert "'=HYPERLINK(1)" in member.get("/areas/areas.csv").content.decode()


def test_suggestions_come_in_the_language_of_the_reader(member: Client) -> None:
    found = member.get("/areas/suggestions/", {"q": "Ташк"}).content.decode()
    assert 'value="Tashkent"' in found
    assert 'data-area="UZ-TK"' in found
    read_in("uz")
    assert 'value="Toshkent"' in member.get("/areas/suggestions/", {"q": "Ташк"}).content.decode()


def test_coordinates_in_suggestions_have_points_in_every_language(member: Client) -> None:
    read_in("ru")
    assert 'data-lat="40.5283"' in member.get("/areas/suggestions/", {"q": "Ош"}).content.decode()


@pytest.mark.parametrize("address", ["/areas/", "/areas/KG-O/", "/areas/KZ/"])
def test_pages_of_areas_need_few_questions(
    member: Client, address: str, django_assert_max_num_queries: object
) -> None:
    member.get(address)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        member.get(address)


def test_only_reading_is_allowed(member: Client) -> None:
    assert member.post("/areas/").status_code == 405

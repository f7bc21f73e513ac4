"""On paper: the text with its marks on every sheet, nothing that can be pressed."""

import pytest

from tests.journeys.conftest import Door, Visitor

SHEET = {"width": 726, "height": 1047}  # A4 within its margins, at 96 dots an inch


def on_paper(visitor: Visitor, address: str) -> None:
    """Open an address as a printer lays it out."""
    visitor.goes_to(address)
    visitor.page.set_viewport_size(SHEET)  # type: ignore[arg-type]
    visitor.page.emulate_media(media="print")


def first_incident(visitor: Visitor) -> str:
    visitor.goes_to("/incidents/")
    return visitor.page.locator(".main a.t, td a, th a").first.get_attribute("href") or ""


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_printed_incident_keeps_its_marks_on_every_sheet(door: Door, language: str) -> None:
    reader = door.opens()
    reader.signs_in("analyst.secretariat", language)
    on_paper(reader, first_incident(reader))
    page = reader.page
    assert page.locator(".page > .head .tlp").first.is_visible()
    assert page.locator(".exe").first.is_visible()
    for part in (".exe", ".page > .head"):
        laid = page.locator(part).first.evaluate("one => getComputedStyle(one).display")
        assert laid == "table-header-group", f"{part} is not repeated on each sheet"
    reader.picture(f"printed-incident-{language}")


@pytest.mark.parametrize(
    "address", ["/", "/incidents/", "/incidents/map/", "/triage/", "/sharing/"]
)
def test_nothing_that_can_be_pressed_is_printed_and_nothing_is_cut(
    door: Door, address: str
) -> None:
    reader = door.opens()
    reader.signs_in("analyst.secretariat")
    on_paper(reader, address)
    page = reader.page
    pressed = page.locator("button, .btn, .nav, nav form, .skip")
    assert [one.inner_text() for one in pressed.all() if one.is_visible()] == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    reader.picture(f"printed{address.replace('/', '-').rstrip('-')}")

"""Every page that links lead to: nothing for axe to say, nothing wider than a small screen."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.journeys.conftest import Door, Visitor

WIDE, NARROW, NARROWEST = 1280, 390, 320
HEIGHT = 900
LINK = re.compile(r'href="(/[^"]*)"')
LEAVES = ("logout", "delete")  # addresses that change who is looking
ROOMS = {
    "analyst.secretariat": ("/", "/you/"),
    "admin": ("/", "/admin/"),
    "": ("/account/login/", "/incidents/", "/nowhere/"),
}


def linked_from(visitor: Visitor, beginnings: tuple[str, ...]) -> Iterator[str]:
    """One address of each kind of page that can be reached by links, the beginnings first."""
    waiting, known = list(beginnings), set()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in known or any(word in address for word in LEAVES):
            continue
        answer = visitor.page.request.get(visitor.node.path(address))
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        known.add(kind)
        yield address
        links = (link.replace("&amp;", "&") for link in LINK.findall(answer.text()))
        waiting.extend(urldefrag(link).url for link in links)


def kind_of(address: str) -> str:
    """The name of the page's route; an address that leads nowhere is a kind of its own."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return "nowhere"


def faults_of(visitor: Visitor, address: str) -> list[str]:
    """What axe finds wide and narrow, and whether the page must be moved sideways."""
    page, found = visitor.page, []
    visitor.goes_to(address)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for violation in Axe().run(page).response["violations"]:
            where = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{address} at {width}: {violation['id']} {where}")
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
        found.append(f"{address} at {NARROWEST}: wider than the screen")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_no_page_has_a_fault_that_axe_finds_or_runs_off_a_small_screen(
    door: Door, language: str
) -> None:
    faults, kinds = [], set()
    for account, beginnings in ROOMS.items():
        visitor = door.opens(width=WIDE)
        if account:
            visitor.signs_in(account, language)
        else:
            visitor.page.context.add_cookies(
                [{"name": "qaraul_language", "value": language, "url": door.node.address}]
            )
        for address in linked_from(visitor, beginnings):
            if kind_of(address) not in kinds:
                kinds.add(kind_of(address))
                faults += faults_of(visitor, address)
    assert faults == []
    assert len(kinds) >= 40

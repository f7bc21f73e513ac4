"""The main job, by keyboard and mouse: a signal becomes an incident that only its audience sees."""

import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from tests.journeys.conftest import Door, Visitor

LANGUAGES = [pytest.param("en", id="in English"), pytest.param("ru", id="in Russian")]
NAMED = {
    "en": ("UN humanitarian coordination", "Kazakhstan focal point (foreign affairs)"),
    "ru": ("Гуманитарная координация ООН", "Координатор Казахстана (иностранные дела)"),
}
LOOKS = 60
UUID = re.compile(r"/incidents/([0-9a-f-]{36})/")


def takes_the_top_story(analyst: Visitor) -> str:
    """Go through the queue by the keyboard to a signal with a text; its address."""
    analyst.goes_to("/triage/")
    presses(analyst, "j")
    presses(analyst, "k")
    while not has_marks(analyst):  # a surge or a limit has no text of its own
        presses(analyst, "j")
    return analyst.page.url


def presses(visitor: Visitor, key: str) -> None:
    """Press a key that leads to another signal, and wait for it."""
    before = visitor.page.url
    visitor.page.keyboard.press(key)
    visitor.page.wait_for_url(lambda address: address != before)


def has_marks(visitor: Visitor) -> bool:
    """Whether the page shows a text with the words that the reading rests on."""
    return visitor.page.locator("mark").count() > 0


def corrects_the_place(analyst: Visitor) -> None:
    """Give the signal another place, by its Russian name."""
    page = analyst.page
    page.locator("a[href*='/change/place/']").first.click()
    page.fill("main input[name=q]", "Нижний Пяндж")
    page.press("main input[name=q]", "Enter")
    page.wait_for_load_state()
    page.check("input[name=value]")
    page.locator("main form[method=post] button.btn").last.click()
    page.wait_for_url(lambda address: "/change/" not in address)
    assert "Panji Poyon" in page.content() or "Пяндж" in page.content()


def verifies(analyst: Visitor) -> str:
    """Press v; the id of the draft that comes of it."""
    analyst.page.keyboard.press("v")
    analyst.page.wait_for_url(UUID)
    found = UUID.search(analyst.page.url)
    assert found
    return found[1]


def releases_to(releaser: Visitor, incident: str, *organisations: str) -> None:
    """Choose AMBER and the organisations, look at who that is, release."""
    page = releaser.page
    releaser.goes_to(f"/incidents/{incident}/")
    page.locator("a[href$='/release/']").first.click()
    page.check("input[name=tlp][value='2']")
    for code in organisations:
        page.get_by_label(code, exact=True).check()
    page.locator("main form .btn").first.click()
    page.wait_for_load_state()
    releaser.picture(f"audience-{page.locator('html').get_attribute('lang')}")
    assert page.locator("button[name=confirm]").count() == 1
    page.click("button[name=confirm]")
    page.wait_for_url(UUID)


def title_of(visitor: Visitor) -> str:
    return visitor.page.locator("h1").inner_text().strip()


def finds(visitor: Visitor, incident: str, title: str) -> dict[str, bool]:
    """Where somebody comes across an incident: every door that a member knows."""
    page, node = visitor.page, visitor.node
    cookies = {c["name"]: c["value"] for c in page.context.cookies()}
    client = httpx.Client(
        base_url=node.address, cookies=cookies, follow_redirects=False, timeout=30
    )
    with client:
        return {
            "address": client.get(f"/incidents/{incident}/").status_code == httpx.codes.OK,
            "list": incident in client.get("/incidents/").text,
            "map": incident in client.get("/incidents/points.geojson").text,
            "search": incident in client.get("/search", params={"q": title}).text,
            "csv": incident in client.get("/incidents/export/csv/").text,
            "geojson": incident in client.get("/incidents/export/geojson/").text,
            "api": incident in client.get("/api/v1/incidents").text,
        }


def waits_until_found(visitor: Visitor, incident: str, title: str) -> None:
    """The worker makes an incident findable by its words a little after it was released."""
    for _ in range(LOOKS):
        visitor.goes_to(f"/search?{urlencode({'q': title})}")
        if incident in visitor.page.content():
            return
        visitor.page.wait_for_timeout(1000)
    pytest.fail(f"{title!r} was not found by search within {LOOKS} seconds")


def recalls(releaser: Visitor, incident: str, reason: str) -> None:
    """Take it back, with a reason."""
    releaser.goes_to(f"/sharing/incident/{incident}/recall/")
    releaser.page.fill("textarea[name=reason]", reason)
    releaser.page.locator("main form .btn").first.click()
    releaser.page.wait_for_url(UUID)


def acknowledges(member: Visitor, reason: str) -> None:
    """Read why it was taken back, and say so."""
    member.goes_to("/sharing/")
    assert reason in member.page.content()
    member.picture(f"notice-{member.page.locator('html').get_attribute('lang')}")
    member.page.locator("form[action*='/sharing/notices/'] button").first.click()
    member.page.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signal_becomes_an_incident_for_two_organisations_and_nobody_else(
    door: Door, language: str
) -> None:
    analyst, releaser, member, stranger = (door.opens() for _ in range(4))
    analyst.signs_in("analyst.secretariat", language)
    takes_the_top_story(analyst)
    analyst.picture(f"triage-{language}")
    corrects_the_place(analyst)
    incident = verifies(analyst)
    title = title_of(analyst)
    analyst.picture(f"draft-{language}")

    releaser.signs_in("releaser.secretariat", language)
    releases_to(releaser, incident, *NAMED[language])
    releaser.picture(f"released-{language}")
    member.signs_in("analyst.humanitarian", language)
    stranger.signs_in("focal.uz", language)
    waits_until_found(member, incident, title)
    everywhere = finds(member, incident, title)
    assert everywhere.pop("api") is False, "a browser's session is no key to the API"
    assert all(everywhere.values()), everywhere
    assert not any(finds(stranger, incident, title).values())

    recalls(releaser, incident, "The place was wrong.")
    releaser.picture(f"recalled-{language}")
    assert not any(finds(member, incident, title).values())
    acknowledges(member, "The place was wrong.")
    releaser.goes_to(f"/sharing/incident/{incident}/why/")
    releaser.picture(f"why-{language}")


def test_the_queue_works_without_javascript(door: Door) -> None:
    analyst = door.opens(scripts=False)
    analyst.signs_in("reviewer.secretariat")
    analyst.goes_to("/triage/")
    lines = [line.get_attribute("href") or "" for line in analyst.page.locator(".q a").all()]
    assert lines
    for line in lines:
        analyst.page.locator(f".q a[href='{line}']").first.click()
        if has_marks(analyst):
            break
    assert has_marks(analyst)
    analyst.goes_to("/incidents/map/")
    assert analyst.page.locator("svg.choro, .choro svg, svg path").count() > 0


def test_the_same_pages_are_mirrored_for_readers_of_dari(door: Door) -> None:
    analyst = door.opens()
    analyst.signs_in("analyst.humanitarian", "fa")
    for name, path in {"home": "/", "triage": "/triage/", "incidents": "/incidents/"}.items():
        analyst.goes_to(path)
        assert analyst.page.locator("html").get_attribute("dir") == "rtl"
        analyst.picture(f"{name}-fa")


def test_nothing_was_written_outside_the_data_directory(door: Door) -> None:
    """The password's file and the database are the owner's alone."""
    data: Path = door.node.data
    for name in data.rglob("*"):
        if name.suffix in {".sqlite3", ".key"} or "secret" in name.name:
            assert name.stat().st_mode & 0o077 == 0, name

"""A scenario's feeds are read by an ordinary feed reader, whatever their format and encoding."""

import json
from calendar import timegm
from datetime import UTC, date, datetime

import feedparser
import pytest
from defusedxml import ElementTree

from qaraul.exercises.feeds import ATOM, CAP, Channel, render
from qaraul.exercises.scenario import Outlet, load

LAST = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCENARIO = load("lantern_26")
XML_OUTLETS = sorted(c for c, o in SCENARIO.outlets.items() if o.format != "json")
JSON_OUTLETS = sorted(c for c, o in SCENARIO.outlets.items() if o.format == "json")


def channel(code: str, now: datetime = NOON) -> Channel:
    items = SCENARIO.published(code, last=LAST, now=now)
    return Channel(SCENARIO.outlets[code], SCENARIO.name, "http://127.0.0.1:9", items)


@pytest.mark.parametrize("code", XML_OUTLETS)
def test_a_feed_reader_finds_every_item_with_its_words_and_time(code: str) -> None:
    asked = channel(code)
    rendered = render(asked)
    parsed = feedparser.parse(
        rendered.body, response_headers={"content-type": rendered.content_type}
    )
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.feed.title.startswith("EXERCISE Lantern 26")
    assert [e.title for e in parsed.entries] == [i.title for i in asked.items]
    for entry, item in zip(parsed.entries, asked.items, strict=True):
        moment = entry.get("published_parsed") or entry.updated_parsed
        assert datetime.fromtimestamp(timegm(moment), UTC) == item.published
        assert item.text[:40] in entry.summary or item.text[:40] in entry.content[0].value


def test_every_item_has_one_name_for_ever_that_no_other_has() -> None:
    names = [asked.guid(item) for asked in map(channel, SCENARIO.outlets) for item in asked.items]
    assert len(names) == len(set(names)) > 120


@pytest.mark.parametrize("code", JSON_OUTLETS)
def test_a_json_feed_states_language_and_time_of_each_item(code: str) -> None:
    asked = channel(code)
    parsed = json.loads(render(asked).body)
    assert parsed["title"].startswith("EXERCISE")
    assert [i["content_text"] for i in parsed["items"]] == [i.text for i in asked.items]
    assert all(datetime.fromisoformat(i["date_published"]) <= NOON for i in parsed["items"])


def test_a_windows_1251_feed_is_written_so_and_loses_no_letter() -> None:
    asked = channel("amu")
    body = render(asked).body
    assert b"windows-1251" in body[:60]
    assert "Имам-Сахибе" in body.decode("windows-1251")


def test_hazard_alerts_say_exercise_where_machines_look() -> None:
    root = ElementTree.fromstring(render(channel("hazard")).body)
    alerts = root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}content/{{{CAP}}}alert")
    assert len(alerts) == 4
    assert {a.findtext(f"{{{CAP}}}status") for a in alerts} == {"Exercise"}
    for alert in alerts:
        centre, radius = alert.findtext(f".//{{{CAP}}}circle", "").split()
        lat, lon = map(float, centre.split(","))
        assert 30 < lat < 56
        assert 46 < lon < 88
        assert float(radius) > 0


@pytest.mark.parametrize("code", sorted(SCENARIO.outlets))
def test_an_outlet_that_has_published_nothing_is_an_empty_feed_and_no_error(code: str) -> None:
    asked = channel(code, datetime(2020, 1, 1, tzinfo=UTC))
    rendered = render(asked)
    assert asked.items == []
    if asked.outlet.format != "json":
        assert feedparser.parse(rendered.body).entries == []


@pytest.mark.parametrize("code", XML_OUTLETS)
def test_markup_in_a_text_stays_text(code: str) -> None:
    asked = channel(code)
    item = asked.items[0]
    nasty = type(item)(**{**{f: getattr(item, f) for f in item.__slots__}, "title": "<b>& ]]></b>"})
    parsed = feedparser.parse(
        render(Channel(asked.outlet, asked.name, asked.address, [nasty])).body
    )
    assert not parsed.bozo
    assert len(parsed.entries) == 1


def test_an_alert_cannot_be_made_of_a_text_without_facts() -> None:
    silk = channel("silk")
    outlet: Outlet = SCENARIO.outlets["hazard"]
    with pytest.raises(ValueError, match="no hazard alert"):
        render(Channel(outlet, silk.name, silk.address, silk.items))

"""Hazard alerts: the standard's example shapes, and what must never pass for real."""

from datetime import UTC, datetime

import pytest

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Follow, Item, NotThisKind, Refused
from qaraul.sources.connectors.cap.parser import parse

ALERT = """<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}"><identifier>KZ.1</identifier>
<sender>met@service.example</sender><sent>2026-11-23T10:00:00+05:00</sent><status>{status}</status>
<msgType>Alert</msgType><scope>Public</scope>
<info><language>en-GB</language><category>Met</category><event>Strong wind</event>
<urgency>Expected</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>Wind in Almaty</headline>
<description>Gusts of 25 m/s.</description><instruction>Stay at home.</instruction>
<contact>A Person</contact>
<area><areaDesc>Almaty region</areaDesc><polygon>43,76 43,78 44,78 43,76</polygon>
<geocode><valueName>ISO</valueName><value>KZ-ALM</value></geocode></area></info>
<info><language>ru-RU</language><event>Сильный ветер</event><headline>Ветер в Алматы</headline>
<description>Порывы 25 м/с.</description></info></alert>"""


def alert(version: str = "1.2", status: str = "Actual") -> str:
    return ALERT.format(version=version, status=status)


@pytest.mark.parametrize("prolog", ["", '<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_one_alert_with_its_facts(prolog: str) -> None:
    (item,) = parse((prolog + alert()).encode(), Context())
    assert isinstance(item, Item)
    assert item.external_id == "met@service.example,KZ.1,2026-11-23T10:00:00+05:00"
    assert (item.title, item.language) == ("Wind in Almaty", "en-GB")
    assert item.text == "Gusts of 25 m/s.\nStay at home.\nAlmaty region"
    assert item.published_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    cap = item.raw["cap"]
    assert (cap["severity"], cap["certainty"], cap["msgType"]) == ("Severe", "Likely", "Alert")
    assert cap["areas"] == [
        {"name": "Almaty region", "geocode": ["ISO=KZ-ALM"], "polygon": ["43,76 43,78 44,78 43,76"]}
    ]
    assert item.author_dropped
    assert "Person" not in str(item)


def test_the_block_in_the_sources_language_is_taken() -> None:
    (item,) = parse(alert().encode(), Context(language="ru"))
    assert isinstance(item, Item)
    assert item.title == "Ветер в Алматы"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_older_versions_are_read(version: str) -> None:
    assert isinstance(next(parse(alert(version).encode(), Context())), Item)


@pytest.mark.parametrize("status", ["Exercise", "Test", "System", "Draft", "", "actual"])
def test_an_exercise_or_test_never_passes_for_real(status: str) -> None:
    (refused,) = parse(alert(status=status).encode(), Context())
    assert isinstance(refused, Refused)
    assert refused.fault is ItemFault.EXERCISE


def test_an_exercise_node_takes_exercise_alerts() -> None:
    assert isinstance(
        next(parse(alert(status="Exercise").encode(), Context(in_exercise=True))), Item
    )


def test_a_feed_with_alerts_inside_and_a_feed_of_links() -> None:
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom">
    <entry><id>a</id><title>inside</title><content type="text/xml">{alert()}</content></entry>
    <entry><id>b</id><title>linked</title><summary>Wind</summary>
    <updated>2026-11-23T10:00:00Z</updated>
    <link href="https://alerts.example/b.xml"/></entry>
    <entry><id>c</id><title>test inside</title>
    <content>{alert(status="Test")}</content></entry></feed>"""
    inside, linked, test = parse(feed.encode(), Context())
    assert isinstance(inside, Item)
    assert (inside.external_id, inside.title) == ("a", "Wind in Almaty")
    assert isinstance(linked, Follow)
    assert (linked.url, linked.external_id, linked.text) == (
        "https://alerts.example/b.xml",
        "b",
        "Wind",
    )
    assert isinstance(test, Refused)
    assert (test.row, test.fault) == (3, ItemFault.EXERCISE)


def test_a_followed_alert_keeps_the_identity_of_its_entry() -> None:
    follow = Follow("https://alerts.example/b.xml", "b", 2)
    (item,) = parse(alert().encode(), Context(follow=follow, url=follow.url))
    assert isinstance(item, Item)
    assert (item.external_id, item.url, item.row) == ("b", follow.url, 2)


@pytest.mark.parametrize(
    "text", ["<alert/>", '<alert xmlns="urn:other"/>', "<html/>", "", "<alert"]
)
def test_what_is_no_alert_is_refused_whole(text: str) -> None:
    with pytest.raises(NotThisKind):
        list(parse(text.encode(), Context()))


def test_entities_of_its_own_are_not_expanded() -> None:
    bomb = '<!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + alert().replace(
        "Gusts", "&b;"
    )
    with pytest.raises(NotThisKind):
        list(parse(bomb.encode(), Context()))

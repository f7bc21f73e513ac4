"""GDACS events in both of its formats."""

from qaraul.sources.connectors.base import Context, Item
from qaraul.sources.connectors.gdacs.parser import parse

RSS = b"""<rss version="2.0" xmlns:gdacs="http://www.gdacs.org"
xmlns:georss="http://www.georss.org/georss"><channel><title>GDACS</title><item>
<title>Green earthquake (Magnitude 5M, Depth:10km) in Tajikistan</title>
<description>On 11/23/2026 ...</description>
<link>https://www.gdacs.org/report.aspx?eventid=1&amp;episodeid=2&amp;eventtype=EQ</link>
<pubDate>Mon, 23 Nov 2026 10:05:00 GMT</pubDate><guid isPermaLink="false">EQ1_2</guid>
<georss:point>38.5 70.1</georss:point><gdacs:eventtype>EQ</gdacs:eventtype>
<gdacs:alertlevel>Green</gdacs:alertlevel>
<gdacs:eventid>1</gdacs:eventid><gdacs:iso3>TJK</gdacs:iso3><gdacs:country>Tajikistan</gdacs:country>
</item></channel></rss>"""
JSON = b"""{"type": "FeatureCollection", "features": [{"type": "Feature",
"geometry": {"type": "Point", "coordinates": [70.1, 38.5]},
"properties": {"eventtype": "FL", "eventid": 9, "name": "Flood in Tajikistan",
"alertlevel": "Orange",
"htmldescription": "Orange flood", "fromdate": "2026-11-20T00:00:00",
"url": {"report": "https://www.gdacs.org/9"}}}]}"""


def test_an_event_of_the_rss_keeps_its_level_type_and_point() -> None:
    (item,) = parse(RSS, Context())
    assert isinstance(item, Item)
    assert item.external_id == "EQ1_2"
    assert item.raw == {
        "eventtype": "EQ", "alertlevel": "Green", "eventid": "1", "iso3": "TJK",
        "country": "Tajikistan", "point": [70.1, 38.5],
    }  # fmt: skip


def test_an_event_of_the_geojson_too() -> None:
    (item,) = parse(JSON, Context())
    assert isinstance(item, Item)
    assert (item.external_id, item.title) == ("FL9", "Flood in Tajikistan")
    assert (item.raw["alertlevel"], item.url) == ("Orange", "https://www.gdacs.org/9")

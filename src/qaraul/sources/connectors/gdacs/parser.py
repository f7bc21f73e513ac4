"""GDACS events with their type, level, country and point; each episode of an event is an item."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qaraul.sources.cleaning import one_line
from qaraul.sources.connectors.base import Context, Item, Parsed
from qaraul.sources.connectors.geojson.parser import parse as parse_geojson
from qaraul.sources.connectors.rss.parser import item_of, parse_with

KEPT = (
    *("eventtype", "eventid", "episodeid", "alertlevel", "alertscore", "episodealertlevel"),
    *("iso3", "country", "severity", "population", "fromdate", "todate", "iscurrent"),
)


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The events of either format; `NotThisKind` when it is neither."""
    if body.lstrip()[:1] == b"{":
        yield from parse_geojson(body, context)
    else:
        yield from parse_with(_item, body, context)


def _item(entry: Any, row: int, context: Context, language: str) -> Parsed:
    item = item_of(entry, row, context, language)
    if not isinstance(item, Item):
        return item
    facts = {
        name: one_line(str(entry[f"gdacs_{name}"]), 200)
        for name in KEPT
        if entry.get(f"gdacs_{name}")
    }
    return replace(item, raw={**item.raw, **facts})

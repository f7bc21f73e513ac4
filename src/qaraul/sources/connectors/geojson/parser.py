"""Features with a point and a time, as USGS, EMSC and GDACS publish them (RFC 7946)."""

from collections.abc import Iterator, Mapping
from typing import Any

from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import LONGEST_TITLE, from_markup, one_line, web_address
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.connectors.json_values import inner, load, word
from qaraul.sources.moments import moment_of

KEPT = (
    *("mag", "magtype", "depth", "type", "status", "alert", "tsunami"),
    *("alertlevel", "alertscore", "eventtype", "eventid", "episodeid", "iso3", "country"),
)
LARGEST_LONGITUDE, LARGEST_LATITUDE = 180, 90


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The features in order; `NotThisKind` when it is no FeatureCollection."""
    collection = load(body, context)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise NotThisKind("no FeatureCollection")
    for row, feature in enumerate(features, 1):
        if isinstance(feature, dict):
            yield item_of(feature, row, context)
        else:
            yield Refused(row, ItemFault.BROKEN, type(feature).__name__)


def item_of(feature: Mapping[str, Any], row: int, context: Context) -> Parsed:
    """One feature as an item; the services name the same things differently."""
    facts = inner(feature, "properties")
    place = word(facts, "place", "flynn_region", "country")
    size = word(facts, "mag")
    title = word(facts, "title", "name", "eventname") or (f"M {size} – {place}" if size else place)
    text = from_markup(word(facts, "description", "htmldescription", "detail_text"))
    own = word(feature, "id") or word(facts, "eventid", "unid", "source_id", "code")
    if not title and not text:
        return Refused(row, ItemFault.EMPTY)
    if not own:
        return Refused(row, ItemFault.NO_IDENTITY, one_line(title, 120))
    link = word(facts, "url") or word(inner(facts, "url"), "report", "details")
    return Item(
        external_id=f"{word(facts, 'eventtype')}{own}",
        title=one_line(title, LONGEST_TITLE),
        text=text or one_line(f"{title}. {place}" if place not in title else title, LONGEST_TITLE),
        url=web_address(link, context.url),
        published_at=moment_of(
            facts.get("time") or facts.get("fromdate") or facts.get("datemodified")
        ),
        language=context.language or "en",
        raw=_facts(feature, facts),
        row=row,
    )


def _facts(feature: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: one_line(word(facts, name), 200) for name in KEPT if word(facts, name)
    }
    match inner(feature, "geometry"):
        case {"type": "Point", "coordinates": [int() | float() as lon, int() | float() as lat, *_]}:
            if abs(lon) <= LARGEST_LONGITUDE and abs(lat) <= LARGEST_LATITUDE:
                kept["point"] = [lon, lat]
    return kept

"""Write an outlet's items as RSS 2.0, RSS 1.0 (RDF), Atom, JSON Feed or CAP in Atom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

import orjson
from lxml import etree

from qaraul.exercises.markup import Tags, as_bytes
from qaraul.exercises.scenario import Item, Outlet

ATOM = "http://www.w3.org/2005/Atom"
CAP = "urn:oasis:names:tc:emergency:cap:1.2"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed is as old as this


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed as it stands at a moment; `name` is the exercise's, `address` the server's."""

    outlet: Outlet
    name: str
    address: str
    items: list[Item]

    @property
    def title(self) -> str:
        """What every reader of the feed sees first: that it is an exercise."""
        return f"EXERCISE {self.name} · {self.outlet.title}"

    @property
    def updated(self) -> datetime:
        """When the newest item came out."""
        return self.items[0].published if self.items else BEGINNING

    def url(self, item: Item) -> str:
        """Where an item can be read."""
        if item.alert:
            return f"{self.address}/alerts/{item.id}.xml"
        return f"{self.address}/stories/{item.id}"

    def guid(self, item: Item) -> str:
        """An item's name for ever, wherever the server stands."""
        return f"urn:qaraul:exercise:{self.outlet.code}:{item.id}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as bytes."""

    body: bytes
    content_type: str


def render(channel: Channel) -> Rendered:
    """The channel in its outlet's format and encoding."""
    return FORMATS[channel.outlet.format](channel)


def _written(channel: Channel, root: etree._Element, media_type: str) -> Rendered:
    encoding = channel.outlet.encoding
    return Rendered(as_bytes(root, encoding), f"{media_type}; charset={encoding}")


def _html(item: Item) -> str:
    return f"<p>{escape(item.text)}</p>"


def _rss(channel: Channel) -> Rendered:
    e = Tags("", {"content": CONTENT})
    content = Tags(CONTENT)
    items = [
        e(
            "item",
            e("title", item.title),
            e("link", channel.url(item)),
            e("guid", channel.guid(item), {"isPermaLink": "false"}),
            e("pubDate", format_datetime(item.published)),
            e("description", item.text),
            content("encoded", _html(item)),
        )
        for item in channel.items
    ]
    head = e(
        "channel",
        e("title", channel.title),
        e("link", f"{channel.address}/"),
        e("description", channel.outlet.description),
        e("language", channel.outlet.language),
        e("lastBuildDate", format_datetime(channel.updated)),
        *items,
    )
    return _written(channel, e("rss", head, {"version": "2.0"}), "application/rss+xml")


def _rdf(channel: Channel) -> Rendered:
    e = Tags(RSS1, {None: RSS1, "rdf": RDF, "dc": DC})
    rdf = Tags(RDF, {"rdf": RDF})
    dc = Tags(DC)
    about = f"{{{RDF}}}about"
    order = rdf("Seq", *(rdf("li", {f"{{{RDF}}}resource": channel.guid(i)}) for i in channel.items))
    head = e(
        "channel",
        {about: f"{channel.address}/"},
        e("title", channel.title),
        e("link", f"{channel.address}/"),
        e("description", channel.outlet.description),
        dc("language", channel.outlet.language),
        e("items", order),
    )
    items = [
        e(
            "item",
            {about: channel.guid(item)},
            e("title", item.title),
            e("link", channel.url(item)),
            e("description", item.text),
            dc("date", item.published.isoformat()),
        )
        for item in channel.items
    ]
    root = rdf("RDF", head, *items)
    return _written(channel, root, "application/rdf+xml")


def _atom(channel: Channel) -> Rendered:
    e = Tags(ATOM, {None: ATOM})
    entries = [
        e(
            "entry",
            e("title", item.title),
            e("id", channel.guid(item)),
            e("link", {"href": channel.url(item)}),
            e("published", item.published.isoformat()),
            e("updated", item.published.isoformat()),
            e("content", {"type": "html"}, _html(item)),
        )
        for item in channel.items
    ]
    return _written(channel, _atom_head(e, channel, entries), "application/atom+xml")


def _atom_head(e: Tags, channel: Channel, entries: list[etree._Element]) -> etree._Element:
    root = e(
        "feed",
        e("title", channel.title),
        e("id", f"urn:qaraul:exercise:{channel.outlet.code}"),
        e("link", {"href": f"{channel.address}/feeds/{channel.outlet.code}", "rel": "self"}),
        e("updated", channel.updated.isoformat()),
        e("author", e("name", channel.outlet.publisher)),
        *entries,
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", channel.outlet.language)
    return root


def _json(channel: Channel) -> Rendered:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": f"{channel.address}/",
        "feed_url": f"{channel.address}/feeds/{channel.outlet.code}",
        "description": channel.outlet.description,
        "language": channel.outlet.language,
        "items": [
            {
                "id": channel.guid(item),
                "url": channel.url(item),
                "title": item.title,
                "content_text": item.text,
                "date_published": item.published.isoformat(),
                "language": item.language,
            }
            for item in channel.items
        ],
    }
    return Rendered(orjson.dumps(feed), "application/feed+json; charset=utf-8")


def _cap(channel: Channel) -> Rendered:
    e = Tags(ATOM, {None: ATOM})
    entries = [
        e(
            "entry",
            e("title", item.title),
            e("id", channel.guid(item)),
            e("link", {"href": channel.url(item), "type": "application/cap+xml"}),
            e("published", item.published.isoformat()),
            e("updated", item.published.isoformat()),
            e("summary", item.text),
            e("content", {"type": "text/xml"}, alert_element(channel, item)),
        )
        for item in channel.items
    ]
    return _written(channel, _atom_head(e, channel, entries), "application/atom+xml")


def alert_element(channel: Channel, item: Item) -> etree._Element:
    """One CAP 1.2 alert; its status says Exercise, so no machine may take it for real."""
    alert = item.alert
    if alert is None:
        raise ValueError(f"{item.id} is no hazard alert")
    e = Tags(CAP, {None: CAP})
    at = item.published.isoformat()
    return e(
        "alert",
        e("identifier", channel.guid(item)),
        e("sender", "hazard-desk@exercise.invalid"),
        e("sent", at),
        e("status", "Exercise"),
        e("msgType", "Alert"),
        e("scope", "Public"),
        e("note", f"EXERCISE {channel.name}"),
        e(
            "info",
            e("language", item.language),
            e("category", alert.category),
            e("event", alert.event),
            e("urgency", alert.urgency),
            e("severity", alert.severity),
            e("certainty", alert.certainty),
            e("effective", at),
            e("senderName", channel.outlet.publisher),
            e("headline", item.title),
            e("description", item.text),
            e("web", channel.url(item)),
            e(
                "area",
                e("areaDesc", alert.area),
                e("circle", f"{alert.lat},{alert.lon} {alert.radius_km}"),
            ),
        ),
    )


FORMATS: dict[str, Callable[[Channel], Rendered]] = {
    "rss": _rss,
    "rdf": _rdf,
    "atom": _atom,
    "json": _json,
    "cap": _cap,
}

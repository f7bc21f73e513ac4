"""Serve a scenario's feeds on loopback, with the conditional answers of a good web server."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from qaraul.exercises.feeds import BEGINNING, Channel, Rendered, alert_element, render
from qaraul.exercises.markup import as_bytes
from qaraul.exercises.scenario import Item, Scenario

HOST = "127.0.0.1"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>EXERCISE · {title}</title></head>
<body><p><strong>EXERCISE {name}</strong> · {publisher}</p>
<article><h1>{title}</h1><p><time datetime="{at}">{at}</time></p><p>{text}</p></article>
</body></html>
"""


class FeedServer(ThreadingHTTPServer):
    """All outlets of a scenario whose last day is `last`, as they stand at `clock()`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, scenario: Scenario, *, last: date, port: int = 0, clock: Callable[[], datetime]
    ) -> None:
        super().__init__((HOST, port), FeedHandler)
        self.scenario, self.last, self.clock = scenario, last, clock

    @property
    def address(self) -> str:
        """Where the server answers."""
        return f"http://{HOST}:{self.server_port}"

    def channel(self, code: str) -> Channel | None:
        """One outlet's feed as it stands now."""
        outlet = self.scenario.outlets.get(code)
        if outlet is None:
            return None
        items = self.scenario.published(code, last=self.last, now=self.clock())
        return Channel(outlet, self.scenario.name, self.address, items)

    def answer(self, path: str) -> tuple[Rendered, datetime] | None:
        """What stands at a path and since when; None when nothing does."""
        match path.strip("/").split("/"):
            case ["healthz"]:
                return Rendered(b"ok\n", "text/plain; charset=utf-8"), BEGINNING
            case ["robots.txt"]:
                return Rendered(b"User-agent: *\nDisallow:\n", "text/plain"), BEGINNING
            case ["feeds", code] if channel := self.channel(code):
                return render(channel), channel.updated
            case ["stories", name] if found := self._item(name):
                return _page(*found), found[1].published
            case ["alerts", name] if found := self._item(name.removesuffix(".xml")):
                return _alert(*found), found[1].published
        return None

    def _item(self, name: str) -> tuple[Channel, Item] | None:
        inject = next((i for i in self.scenario.injects if i.id == name), None)
        channel = self.channel(inject.feed) if inject else None
        item = next((i for i in channel.items if i.id == name), None) if channel else None
        return (channel, item) if channel and item else None


def _page(channel: Channel, item: Item) -> Rendered:
    words = {
        "language": item.language,
        "title": item.title,
        "name": channel.name,
        "publisher": channel.outlet.publisher,
        "at": item.published.isoformat(),
        "text": item.text,
    }
    body = PAGE.format(**{name: escape(value) for name, value in words.items()})
    return Rendered(body.encode(), "text/html; charset=utf-8")


def _alert(channel: Channel, item: Item) -> Rendered:
    if item.alert is None:
        return _page(channel, item)
    return Rendered(as_bytes(alert_element(channel, item)), "application/cap+xml; charset=utf-8")


class FeedHandler(BaseHTTPRequestHandler):
    """GET and HEAD with ETag, Last-Modified and 304; everything else is not there."""

    server: FeedServer
    protocol_version = "HTTP/1.1"
    server_version = "QaraulExercise"
    sys_version = ""
    timeout = 30
    extra_headers: ClassVar[dict[str, str]] = {"X-Exercise": "yes", "Cache-Control": "no-cache"}

    def do_GET(self) -> None:
        """Answer with the body, or with 304 when the asker has it."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer as GET would, without the body."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing: the node keeps its own fetch log."""

    def _answer(self, *, with_body: bool) -> None:
        found = self.server.answer(self.path.split("?", 1)[0])
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        rendered, changed_at = found
        etag = f'"{hashlib.sha256(rendered.body).hexdigest()[:32]}"'
        is_known = self._knows(etag, changed_at)
        self.send_response(HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK)
        self.send_header("ETag", etag)
        self.send_header("Last-Modified", format_datetime(changed_at, usegmt=True))
        for name, value in self.extra_headers.items():
            self.send_header(name, value)
        if not is_known:
            self.send_header("Content-Type", rendered.content_type)
            self.send_header("Content-Length", str(len(rendered.body)))
        self.end_headers()
        if with_body and not is_known:
            self.wfile.write(rendered.body)

    def _knows(self, etag: str, changed_at: datetime) -> bool:
        """RFC 9110 §13.2.2: an If-None-Match decides alone, else If-Modified-Since."""
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or etag in [tag.strip() for tag in tags.split(",")]
        if since := self.headers.get("If-Modified-Since"):
            try:
                known = parsedate_to_datetime(since)
            except ValueError:
                return False
            return changed_at.replace(microsecond=0) <= _aware(known)
        return False


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

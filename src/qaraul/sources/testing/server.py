"""A server on loopback that answers as a test tells it to, however badly."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

HOST = "127.0.0.1"
Answer = Callable[["Handler"], object]


@dataclass
class LocalServer:
    """Paths and what answers there; `asked` counts the requests, `seen` keeps their headers."""

    server: ThreadingHTTPServer
    paths: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def pair(self) -> str:
        """What an operator allows: host and port."""
        return f"{HOST}:{self.server.server_port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.pair}{path}"

    def serve(self, path: str, body: bytes, *, status: int = 200, **headers: str) -> str:
        """Answer a path with a body; header names are written with underscores."""

        def answer(handler: "Handler") -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return self.answer(path, answer)

    def serve_with_etag(self, path: str, body: bytes, *, etag: str = '"v1"') -> str:
        """Answer a path as a good web server does: 304 to who has it."""

        def answer(handler: "Handler") -> None:
            is_known = handler.headers.get("If-None-Match") == etag
            handler.send_response(304 if is_known else 200)
            handler.send_header("ETag", etag)
            handler.send_header("Content-Length", "0" if is_known else str(len(body)))
            handler.end_headers()
            if not is_known:
                handler.wfile.write(body)

        return self.answer(path, answer)

    def answer(self, path: str, answer: Answer) -> str:
        """Let a function answer a path; the address is returned."""
        self.paths[path] = answer
        return self.url(path)


class Handler(BaseHTTPRequestHandler):
    """Looks the path up and lets the test answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        local = cast("_Server", self.server).local
        path = self.path.partition("?")[0]
        local.asked[path] += 1
        local.seen.append((path, dict(self.headers)))
        self.close_connection = True
        answer = local.paths.get(path)
        if answer is None:
            self.send_error(404)
            return
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            return  # the node hung up, as it should on a bad answer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    local: LocalServer
    daemon_threads = True


@contextmanager
def running() -> Iterator[LocalServer]:
    """A server that runs while the test does."""
    server = _Server((HOST, 0), Handler)
    server.local = LocalServer(server)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield server.local
    finally:
        server.local.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)

"""A small server with the chat protocol, that behaves as a test tells it to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """One request, answered as the server's `reply` says."""

    server: "FakeModel"

    def do_POST(self) -> None:
        """Keep what was asked and answer."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.headers.append(dict(self.headers))
        self.server.reply(self, asked)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, content: Any, **more: Any) -> None:
        """Send an answer of the chat protocol with that content."""
        text = content if isinstance(content, str) else json.dumps(content)
        told = {"choices": [{"message": {"content": text}}], "model": "fake-1", **more}
        self.answer(json.dumps(told).encode(), Content_Type="application/json")


class FakeModel(ThreadingHTTPServer):
    """Keeps what it was asked."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def texts(self) -> str:
        """Everything that was ever sent to it."""
        return json.dumps(self.asked, ensure_ascii=False)


@contextmanager
def fake_model(reply: Reply) -> Iterator[FakeModel]:
    """A server that runs as long as the block."""
    server = FakeModel(reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def drip(handler: Handler, asked: dict[str, Any]) -> None:  # noqa: ARG001  a reply is given both
    """One byte of the answer's head after the other, for ever."""
    try:
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True

"""Connections that go where the check said, and end when the time is up."""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore

from qaraul.sources.addresses import Target


class Deadline:
    """A moment on the monotonic clock that no wait outlives."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def cap(self, timeout: float | None) -> float:
        """The shorter of a timeout and what is left; `httpcore.ReadTimeout` when nothing is."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A connection whose every wait is capped, so that one byte a second cannot hold a worker."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read, within what is left."""
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, within what is left."""
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        """Close."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go secure; the certificate is checked for the name, not for the address."""
        secure = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return TimedStream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the inner connection knows."""
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever the name says by now."""

    def __init__(self, target: Target, deadline: Deadline) -> None:
        self._target, self._deadline = target, deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  asking for it again would open the door to rebinding
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try each checked address in turn."""
        failure: Exception | None = None
        for address in self._target.addresses:
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError("no address")


def inflated(chunks: Iterable[bytes], decoder: Any, *, piece: int = 65_536) -> Iterator[bytes]:
    """Decompress piece by piece, so that a bomb never stands in memory at once.

    decoder: what `zlib.decompressobj` returns.
    """
    for chunk in chunks:
        rest = chunk
        while rest:
            yield decoder.decompress(rest, piece)
            rest = decoder.unconsumed_tail
    yield decoder.flush()

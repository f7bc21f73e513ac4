"""Ask one address, politely and warily: checked, paced, timed, bounded, conditional."""

import logging
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx
from django.conf import settings

from qaraul import __version__
from qaraul.sources.addresses import Resolver, Target, checked, resolve
from qaraul.sources.choices import Fault
from qaraul.sources.faults import FetchFailed
from qaraul.sources.pacing import Pacer, pacer
from qaraul.sources.transport import Deadline, PinnedBackend, inflated

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_WAIT_S = 24 * 3600
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/cap+xml, "
    "application/json;q=0.9, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
_SECURE = ssl.create_default_context()
logging.getLogger("httpx").setLevel(logging.WARNING)  # addresses may carry keys; we log our own


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one fetch."""

    allowed: frozenset[str] = frozenset()
    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    most_bytes: int = 20 * 1024 * 1024
    most_redirects: int = 5
    resolver: Resolver = resolve
    pacer: Pacer = field(default=pacer)
    is_welcome: Callable[[str], bool] | None = None  # robots.txt, asked before every hop

    @classmethod
    def of_node(cls, **limits: Any) -> "Policy":
        """The policy with the addresses that this node's operator allows."""
        return cls(allowed=frozenset(settings.ALLOWED_FETCH_ADDRESSES), **limits)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; `body` is empty when nothing changed since the given validators."""

    answered: int
    final_url: str
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    is_cut: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether the server said that we have it already."""
        return self.answered == HTTPStatus.NOT_MODIFIED


class PinnedTransport(httpx.BaseTransport):
    """httpx over one connection to a checked target."""

    def __init__(self, target: Target, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_SECURE,
            max_connections=1,
            http2=False,
            network_backend=PinnedBackend(target, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request down the one connection."""
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101  a client without async
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def fetch(
    url: str, *, etag: str = "", last_modified: str = "", policy: Policy | None = None
) -> Fetched:
    """The answer of an address, after at most `most_redirects` checked redirects.

    Raises `FetchFailed` with its fault, and nothing else that a server can bring about.
    """
    policy = policy or Policy.of_node()
    deadline = Deadline(policy.total_s)
    headers = {"User-Agent": f"Qaraul/{__version__} feed reader", "Accept": ACCEPT}
    headers["Accept-Encoding"] = "gzip"
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _ in range(policy.most_redirects + 1):
        target = checked(url, allowed=policy.allowed, resolver=policy.resolver)
        if policy.is_welcome and not policy.is_welcome(url):
            raise FetchFailed(Fault.ROBOTS, url)
        with policy.pacer.turn(target.host):
            answer = _ask(url, target, headers, policy, deadline)
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise FetchFailed(Fault.TOO_MANY_REDIRECTS, f"more than {policy.most_redirects}", final_url=url)


def _ask(
    url: str, target: Target, headers: dict[str, str], policy: Policy, deadline: Deadline
) -> Fetched | str:
    """One request; the next address when the answer is a redirect."""
    timeout = httpx.Timeout(policy.read_s, connect=policy.connect_s)
    transport = PinnedTransport(target, deadline)
    try:
        with (
            httpx.Client(transport=transport, timeout=timeout, trust_env=False) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code in REDIRECTS and "location" in response.headers:
                return urljoin(url, response.headers["location"])
            _refuse_bad_status(response, url)
            return _read(response, url, policy)
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise FetchFailed(Fault.TOO_SLOW, str(error), final_url=url) from error
    except (httpcore.NetworkError, httpx.NetworkError) as error:
        fault = Fault.NO_SECURE_CONNECTION if _is_about_tls(error) else Fault.NO_CONNECTION
        raise FetchFailed(fault, str(error), final_url=url) from error
    except (httpcore.ProtocolError, httpx.ProtocolError, zlib.error, ValueError) as error:
        raise FetchFailed(Fault.BAD_ANSWER, str(error), final_url=url) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise FetchFailed(Fault.BAD_ADDRESS, str(error), final_url=url) from error


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refuse_bad_status(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        return
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        fault = Fault.ASKED_TO_WAIT
    elif status == HTTPStatus.NOT_FOUND:
        fault = Fault.NOT_FOUND
    elif status == HTTPStatus.GONE:
        fault = Fault.GONE
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        fault = Fault.SERVER_FAILS
    elif status >= HTTPStatus.BAD_REQUEST:
        fault = Fault.CLOSED
    else:
        fault = Fault.BAD_ANSWER
    wait = _seconds(response.headers.get("retry-after", ""))
    raise FetchFailed(fault, f"HTTP {status}", answered=status, retry_after=wait, final_url=url)


def _seconds(retry_after: str) -> int | None:
    """RFC 9110 §10.2.3: a number of seconds, or a date; at most a day."""
    if retry_after.strip().isdecimal():
        return min(int(retry_after.strip()[:9]), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    left = (moment - datetime.now(UTC)).total_seconds()
    return int(min(max(left, 0), LONGEST_WAIT_S))


def _read(response: httpx.Response, url: str, policy: Policy) -> Fetched:
    """The body, within the limit both as sent and as unpacked; a broken end is kept and said."""
    facts = {
        "answered": response.status_code,
        "final_url": url,
        "content_type": response.headers.get("content-type", "")[:200],
        "etag": response.headers.get("etag", "")[:500],
        "last_modified": response.headers.get("last-modified", "")[:100],
    }
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return Fetched(**facts)
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:15]) > policy.most_bytes:
        raise FetchFailed(Fault.TOO_LARGE, f"{int(declared[:15]):,} bytes", final_url=url)
    body, is_cut = bytearray(), False
    try:
        for piece in _unpacked(response):
            body += piece
            if len(body) > policy.most_bytes:
                limit = f"more than {policy.most_bytes:,} bytes"
                raise FetchFailed(Fault.TOO_LARGE, limit, answered=200, final_url=url)
    except (httpcore.RemoteProtocolError, httpcore.ReadError, zlib.error):
        if not body:
            raise
        is_cut = True  # what came is read; without validators the next fetch asks for all of it
        facts |= {"etag": "", "last_modified": ""}
    return Fetched(**facts, body=bytes(body), size=len(body), is_cut=is_cut)


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    chunks = response.stream
    assert isinstance(chunks, httpx.SyncByteStream)  # noqa: S101  a client without async
    if packing in {"identity", ""}:
        return iter(chunks)
    if packing in {"gzip", "x-gzip", "deflate"}:
        return inflated(chunks, zlib.decompressobj(wbits=47))  # 47: gzip or zlib, by its head
    raise FetchFailed(Fault.BAD_ANSWER, f"packed as {packing}, which was not asked for")

"""The one place that speaks to a model: a server with the OpenAI chat protocol.

Only the worker holds it; no page and no step that reads documents can reach it (decision 0015).
"""

import json
import time
import zlib
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings

from qaraul import __version__
from qaraul.pipeline.leaving import LABELS, Terms
from qaraul.reading.tiers import Answer, NoAnswer, Question
from qaraul.reading.tiers.asking import NAMES
from qaraul.sources.addresses import PORTS, Target, resolve
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import PinnedTransport
from qaraul.sources.transport import Deadline

MOST_BYTES = 512 * 1024
MOST_TOKENS = 10_000_000
CONNECT_S = 5.0
LONGEST_WAIT_S = 24 * 3600


class ModelServer:
    """One server: `ask` puts a question to it within the time and size that are allowed."""

    def __init__(self, address: str, model: str, *, key: str = "", seconds: float = 30.0) -> None:
        self._url = f"{address.rstrip('/')}/chat/completions"
        self._model, self._key, self._seconds = model, key, seconds

    def ask(self, question: Question) -> Answer:
        """The model's answer; `NoAnswer` with its fault, and nothing else a server can bring about.

        One request, no redirect, no proxy of the environment, no cookie, no retry.
        """
        started = time.monotonic()
        body = self._post(self._asked(question))
        return self._read(body, time.monotonic() - started)

    def _asked(self, question: Question) -> bytes:
        schema = {"name": question.kind, "strict": True, "schema": dict(question.schema)}
        asked: dict[str, Any] = {
            "model": self._model,
            "messages": [dict(message) for message in question.messages],
            "temperature": 0,
            "max_tokens": question.most_tokens,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
        return json.dumps(asked).encode()

    def _post(self, body: bytes) -> bytes:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"Qaraul/{__version__}",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        deadline = Deadline(self._seconds)
        try:
            transport = PinnedTransport(self._target(), deadline)
            with (
                httpx.Client(
                    transport=transport,
                    timeout=httpx.Timeout(self._seconds, connect=CONNECT_S),
                    trust_env=False,
                    follow_redirects=False,
                ) as client,
                client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                _refuse_bad_status(response)
                return _body(response)
        except FetchFailed as error:
            raise NoAnswer("no_host", str(error)) from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise NoAnswer("too_slow", "the answer took too long") from error
        except (httpcore.NetworkError, httpx.NetworkError) as error:
            raise NoAnswer("no_connection", str(error)) from error
        except (
            httpcore.ProtocolError, httpx.ProtocolError, httpx.StreamError, zlib.error, ValueError,
        ) as error:  # fmt: skip
            raise NoAnswer("bad_answer", str(error)) from error

    def _target(self) -> Target:
        """Where to connect: the operator named the address, so that it may be a private one."""
        parts = urlsplit(self._url)
        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        return Target(parts.scheme, host, port, tuple(resolve(host, port)))

    def _read(self, body: bytes, seconds: float) -> Answer:
        try:
            told = json.loads(body)
            text = told["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise NoAnswer("bad_answer", "no answer of the chat protocol") from None
        if not isinstance(text, str):
            raise NoAnswer("bad_answer", "the answer holds no text")
        return Answer(text, self._named(told), _tokens(told), seconds)

    def _named(self, told: Any) -> str:
        """The model that the operator named, with the version that the server states."""
        stated = told.get("model")
        is_more = isinstance(stated, str) and stated.isprintable() and stated != self._model
        return f"{self._model} ({stated})"[:100] if is_more else self._model[:100]


def _refuse_bad_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    said = f"HTTP {status}"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        wait = response.headers.get("retry-after", "").strip()
        again = min(int(wait[:9]), LONGEST_WAIT_S) if wait.isdecimal() else None
        raise NoAnswer("asked_to_wait", said, again_in_s=again)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer("server_fails", said)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise NoAnswer("redirected", f"{said}: a text is sent nowhere but to the address named")
    raise NoAnswer("closed", said)


def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise NoAnswer("too_large", f"more than {MOST_BYTES:,} bytes")
    return bytes(body)


def _tokens(told: Any) -> int:
    """What the server says it cost; 0 when it says nothing that can be."""
    usage = told.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    if isinstance(total, bool) or not isinstance(total, int):
        return 0
    return total if 0 <= total <= MOST_TOKENS else 0


def is_local(address: str) -> bool:
    """Whether an address is of this machine by its very words; a name that may be moved is not."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def terms() -> Terms | None:
    """What the settings allow; None without a server. A setting that cannot be stops the start."""
    address = settings.MODEL_URL
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.query:
        raise SystemExit("QARAUL_MODEL_URL must be an http or https address; see docs/settings.md")
    if parts.scheme == "http" and settings.MODEL_KEY and not is_local(address):
        raise SystemExit("QARAUL_MODEL_KEY goes over https only; see docs/settings.md")
    if not settings.MODEL_NAME:
        raise SystemExit("QARAUL_MODEL_NAME is not set; see docs/settings.md")
    if settings.MODEL_TLP and settings.MODEL_TLP.lower() not in LABELS:
        raise SystemExit("QARAUL_MODEL_TLP must be clear, green or amber; see docs/settings.md")
    if unknown := set(settings.MODEL_LANGUAGES) - set(NAMES):
        names = ", ".join(sorted(unknown))
        raise SystemExit(f"QARAUL_MODEL_LANGUAGES: not one of ours: {names}; see docs/settings.md")
    return Terms(
        model=settings.MODEL_NAME,
        tier=1 if is_local(address) else 2,
        highest=LABELS.get(settings.MODEL_TLP.lower()),
        operator=settings.OPERATOR,
        requests_a_day=settings.MODEL_REQUESTS_A_DAY,
        tokens_a_month=settings.MODEL_TOKENS_A_MONTH,
        seconds=float(settings.MODEL_SECONDS),
        languages=tuple(settings.MODEL_LANGUAGES),
    )


def server() -> ModelServer:
    """The server that the settings name."""
    return ModelServer(
        settings.MODEL_URL,
        settings.MODEL_NAME,
        key=settings.MODEL_KEY,
        seconds=max(1.0, float(settings.MODEL_SECONDS)),
    )

"""What the API answers when it cannot do what it is asked: RFC 9457 problem documents."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse

from qaraul.errors import QaraulError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "This request cannot be used",
    401: "A token is needed",
    403: "This token may not do that",
    404: "Nothing here that you may see",
    405: "This method is not known here",
    409: "At odds with what the node knows",
    413: "Too large",
    415: "Send JSON",
    429: "Too many requests",
}


class WrongKind(QaraulError):
    """The body is not of a kind that is taken here."""

    code = "unsupported-media-type"
    http_status = 415


class MissingScope(QaraulError):
    """The token lacks a scope."""

    code = "missing-scope"
    http_status = 403


class TooOften(QaraulError):
    """The caller's requests of this minute are used up."""

    code = "too-many-requests"
    http_status = 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Wait {retry_after_s} seconds, then go on.")
        self.retry_after_s = retry_after_s


class BadFields(QaraulError):
    """Several parts of the input cannot be used; each is named with its reason."""

    code = "bad-input"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in faults.items()))
        self.faults = dict(faults)


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document; `more` are its extension members."""
    body = {
        "type": f"urn:qaraul:problem:{code}",
        "title": TITLES.get(status, TITLES[400]),
        "status": status,
        "detail": detail,
        **more,
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004  RFC 9110 §11.6.1
        response["WWW-Authenticate"] = 'Bearer realm="qaraul"'
    return response


def problem_of(error: QaraulError) -> HttpResponse:
    """The problem document of a broken rule."""
    more: dict[str, Any] = {"field": error.field} if error.field else {}
    if isinstance(error, BadFields):
        more["errors"] = [{"field": name, "detail": said} for name, said in error.faults.items()]
    response = problem(error.http_status, error.code, error.message, **more)
    if isinstance(error, TooOften):
        response["Retry-After"] = str(error.retry_after_s)
    return response

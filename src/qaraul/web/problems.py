"""Errors as pages for people and as RFC 9457 problem documents for machines."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

MACHINE_DOORS = (
    "/api/",
    "/feeds/",
    "/taxii2/",
    "/ogc/",
    "/hooks/",
    "/healthz",
    "/readyz",
    "/metrics",
)
PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Words:
    """Title of a status, and what the reader can do."""

    title: Promise
    advice: Promise


WORDS = {
    400: Words(_("This request cannot be used"), _("Go back and change what the message names.")),
    401: Words(_("You are not signed in"), _("Sign in and try again.")),
    403: Words(
        _("You cannot do this"),
        _("Your roles do not allow it. Ask an administrator of your organisation."),
    ),
    404: Words(
        _("Nothing here that you may see"),
        _(
            "The address may be wrong, or the record is not shared with you. "
            "Both look the same, on purpose."
        ),
    ),
    405: Words(_("This cannot be done here"), _("Go back and use the buttons of the page.")),
    409: Words(
        _("Somebody was faster"), _("The record has changed since you opened it. Look again.")
    ),
    410: Words(
        _("This is no longer shared"),
        _("It was recalled or has expired. Please delete any copy you made."),
    ),
    413: Words(_("This is too large"), _("Send a smaller file or a shorter text.")),
    415: Words(_("This kind of content is not taken here"), _("Send one of the stated kinds.")),
    429: Words(_("Too many requests"), _("Wait a minute, then try again.")),
    500: Words(
        _("Something broke on our side"),
        _("It was written to the log. Tell the operator the code below."),
    ),
    503: Words(_("The node is not ready"), _("Try again in a minute.")),
}


def wants_document(request: HttpRequest) -> bool:
    """Whether a machine asked: by address, or by preferring JSON over a page."""
    if request.path_info.startswith(MACHINE_DOORS):
        return True
    accepted = request.headers.get("Accept", "*/*")
    return "json" in accepted and "text/html" not in accepted


def problem(
    request: HttpRequest, status: int, *, code: str = "", detail: str = "", field: str | None = None
) -> HttpResponse:
    """The answer to a request that failed."""
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    words = WORDS.get(status, WORDS[500 if is_ours else 400])
    reference = f"E-{token_hex(3).upper()}" if is_ours else ""
    if reference:
        log.error("%s: %s %s answered %s", reference, request.method, request.path_info, status)
    if wants_document(request):
        body = {
            "type": f"urn:qaraul:problem:{code or status}",
            "title": str(words.title),
            "status": status,
            "detail": detail or str(words.advice),
        }
        if field:
            body["field"] = field
        if reference:
            body["reference"] = reference
        return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM_TYPE)
    context = {"status": status, "words": words, "detail": detail, "reference": reference}
    if field and field in request.GET and request.method == "GET":
        context["without_it"] = _address_without(request, field)
    if is_ours:
        # Without the request: what failed may be the database that a page's frame asks.
        context |= {"node_name": settings.NODE_NAME, "exercise": settings.EXERCISE}
        return HttpResponse(loader.render_to_string("web/broken.html", context), status=status)
    return HttpResponse(
        loader.render_to_string("web/problem.html", context, request), status=status
    )


def _address_without(request: HttpRequest, field: str) -> str:
    """The same page without the part of its address that could not be read."""
    query = request.GET.copy()
    query.pop(field)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Django's handler400."""
    return problem(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Django's handler403."""
    return problem(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Django's handler404."""
    return problem(request, 404, code="not-found")


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return problem(request, 500, code="internal")

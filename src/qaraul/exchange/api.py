"""REST v1: documents, signals, incidents, values, forecasts, sources, areas; behind tokens."""

import logging
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qaraul import __version__
from qaraul.errors import QaraulError
from qaraul.exchange.describing import components
from qaraul.exchange.keys import BearerToken
from qaraul.exchange.problems import MEDIA_TYPE, problem, problem_of
from qaraul.exchange.resources import (
    areas,
    documents,
    forecasts,
    incidents,
    indicators,
    observations,
    signals,
    sources,
)
from qaraul.exchange.shapes import IncidentIn, IncidentPatch, Problem

logger = logging.getLogger(__name__)
SAID = (
    "What a node shares, for programs. Every answer is what the token's owner may see: a record "
    "that is not visible and one that never was are the same 404. Errors are RFC 9457 documents: "
    "400 cannot be read, 409 can be read and is at odds with what the node knows."
)


class Api(NinjaAPI):
    """Describes itself once; the description is the same for everybody."""

    @cached_property
    def _described(self) -> dict[str, Any]:
        schema: dict[str, Any] = super().get_openapi_schema(path_prefix="/api/v1/")
        schemas = schema["components"].setdefault("schemas", {})
        schemas |= components(IncidentIn, IncidentPatch, Problem)
        schemas["Problem"] = Problem.model_json_schema()
        schema["servers"] = [{"url": settings.NODE_ADDRESS.rstrip("/")}]
        return schema

    def get_openapi_schema(self, **_: Any) -> Any:
        """The description in OpenAPI 3.1."""
        return self._described


api = Api(
    title="Qaraul",
    version="1",
    description=SAID,
    docs_url=None,  # the pages that ninja offers load their scripts from elsewhere
    openapi_url="/openapi.json",
    urls_namespace="api",
    auth=BearerToken(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}, "x-software": __version__}},
)
for address, module in (
    ("/areas", areas),
    ("/documents", documents),
    ("/forecasts", forecasts),
    ("/incidents", incidents),
    ("/indicators", indicators),
    ("/signals", signals),
    ("/sources", sources),
    ("/values", observations),
):
    api.add_router(address, module.router)


@api.exception_handler(QaraulError)
def broken_rule(request: HttpRequest, error: QaraulError) -> HttpResponse:  # noqa: ARG001  ninja's
    """A broken rule."""
    return problem_of(error)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001  ninja's
    """No token in force."""
    said = "Send a token in force: Authorization: Bearer …"
    return problem(401, "no-token", said)


@api.exception_handler(ValidationError)
def bad_input(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001  ninja's
    """Parameters of a wrong kind."""
    errors = [{"field": str(e["loc"][-1]), "detail": str(e["msg"])} for e in error.errors]
    return problem(400, "bad-input", "Some parameters cannot be used.", errors=errors)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001  ninja's
    """A body over Django's own limit."""
    return problem(413, "too-large", "The body is too large.")


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001  ninja's
    """What ninja itself refuses."""
    return problem(error.status_code, "refused", error.message)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001  Django's
    """Nothing at this address."""
    return problem(404, "not-found", "There is nothing here that this token may see.")


def only_problems(view: Any) -> Any:
    """The same view, whose refusals are problem documents and which answers HEAD as GET."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        response: HttpResponseBase = view(request, *args, **kwargs)
        is_told = response.get("Content-Type", "").startswith(MEDIA_TYPE)
        if response.status_code < 400 or is_told:  # noqa: PLR2004  RFC 9110 §15
            return response
        told = problem(response.status_code, "refused", "This cannot be done at this address.")
        if allowed := response.get("Allow"):
            told["Allow"] = allowed
        return told

    # Ninja marks its views free of the check of forged forms: a token is no cookie.
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def api_urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses, each view guarded."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = only_problems(pattern.callback)
    return patterns, app_name, namespace

"""What happens around every page: errors, security headers, the reader's language."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from qaraul.errors import QaraulError, SignedOut
from qaraul.members.models import Person
from qaraul.web.problems import problem
from qaraul.web.stale import stale
from qaraul.web.visits import note_visit

Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; "  # data: the controls of the map, the square of the second factor
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class ProblemMiddleware:
    """Answers a broken rule of the domain, and gives a body to refusals that have none."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fill in what a refusal lacks."""
        response = self.get_response(request)
        is_refusal = response.status_code >= HTTPStatus.BAD_REQUEST
        if not is_refusal or response.streaming or response.content or request.method == "HEAD":
            return response
        with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
            filled = problem(request, response.status_code)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                filled[name] = response[name]
        return filled

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Words for a broken rule; every other exception is a bug and stays loud."""
        if not isinstance(exception, QaraulError):
            return None
        if isinstance(exception, SignedOut):
            return stale(request)
        return problem(
            request,
            exception.http_status,
            code=exception.code,
            detail=exception.message,
            field=exception.field,
        )


class SecurityHeadersMiddleware:
    """Nothing from elsewhere runs, frames or reads our pages, and no shared computer keeps them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the answer does not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Type", "").startswith("text/html"):
            # A recalled record must not wait in the memory of a browser.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LanguageMiddleware:
    """Language by account, then cookie, then Accept-Language; and the time of the visit."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        person = request.user if isinstance(request.user, Person) else None
        language = (person and person.language) or translation.get_language_from_request(request)
        if not translation.check_for_language(language):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            if person is not None:
                note_visit(person, at=datetime.now(UTC))
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

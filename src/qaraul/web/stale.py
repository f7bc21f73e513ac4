"""A form that came too late: said plainly, with the way back and everything that was typed."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from qaraul.web.problems import problem, wants_document

# Never shown again: what opens doors, and what no person typed.
KEPT_BACK = re.compile(r"pass|token|secret|credential|otp|cookie|^next$|^_", re.IGNORECASE)
IDENTIFIER = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
CLOSED_ROOMS = ("/account/", "/join/")
MOST_FIELDS, LONGEST = 60, 50_000
LONG = 80  # characters from which a text area has several lines


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer of the form that could not be taken."""

    name: str
    text: str

    @property
    def rows(self) -> int:
        """Lines to show it in."""
        return min(max(self.text.count("\n") + 1, len(self.text) // LONG + 1), 12)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Django's CSRF_FAILURE_VIEW."""
    return stale(request)


def stale(request: HttpRequest) -> HttpResponse:
    """The answer to a form whose page was open too long; nothing that was typed is lost."""
    if wants_document(request):
        return problem(request, 403, code="stale-form")
    address = way_back(request)
    is_signed_in = request.user.is_authenticated
    sign_in = f"{reverse('account_login')}?{urlencode({'next': address})}"
    context = {
        "is_signed_in": is_signed_in,
        "address": address if is_signed_in else sign_in,
        # A page of somebody else could have sent this form; its words are not shown as the node's.
        "typed": typed(request) if address != reverse("web:home") else [],
    }
    return render(request, "web/stale.html", context, status=403)


def way_back(request: HttpRequest) -> str:
    """The page of this node that the form stood on; the first page where that is not known."""
    origin = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        origin, {request.get_host()}, require_https=request.is_secure()
    )
    parts = urlsplit(origin)
    if not is_ours or not parts.netloc or parts.path.startswith(CLOSED_ROOMS):
        return reverse("web:home")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def typed(request: HttpRequest) -> list[Typed]:
    """What stood in the form, without secrets and without what only machines read."""
    if request.path_info.startswith(CLOSED_ROOMS):
        return []
    return [
        Typed(_(name.replace("_", " ")).capitalize(), value[:LONGEST])
        for name, values in list(request.POST.lists())[:MOST_FIELDS]
        for value in values[:MOST_FIELDS]
        if name and value.strip() and not KEPT_BACK.search(name) and not IDENTIFIER.fullmatch(value)
    ][:MOST_FIELDS]

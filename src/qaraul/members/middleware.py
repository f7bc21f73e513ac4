"""Find out who asks, once a request, and lead powerful roles to their second factor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from qaraul.members.choices import SECOND_FACTOR_ROLES
from qaraul.members.factors import has_second_factor
from qaraul.members.models import Person
from qaraul.members.tokens import viewer_of_token
from qaraul.members.viewers import (
    ACTING_FOR,
    Viewer,
    organisations_of,
    public,
    viewer_for,
    viewer_of,
)

Next = Callable[[HttpRequest], HttpResponse]
TOKEN_DOORS = ("/api/", "/taxii2/", "/ogc/")
"""Addresses that know tokens and no sessions; all others know sessions and no tokens."""
FREE_OF_SECOND_FACTOR = (
    "/account/",
    "/admin/second-factor/",
    "/api/",
    "/feeds/",
    "/healthz",
    "/help/",
    "/join/",
    "/preferences/",
    "/readyz",
    "/static/",
)


class ViewerMiddleware:
    """Sets `request.viewer`, computed when it is first asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the viewer and go on."""
        request.viewer = SimpleLazyObject(lambda: find_viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Until they have a second factor, who releases or administers sees the way to it only."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead there, or go on."""
        if lacks_second_factor(request):
            return redirect("members:second_factor")
        return self.get_response(request)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the one who asks holds a role that needs a second factor, and has none."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    if request.path_info.startswith(FREE_OF_SECOND_FACTOR):
        return False
    viewer = viewer_of(request)
    if not viewer.has(*SECOND_FACTOR_ROLES) or viewer.person_id is None:
        return False
    return not has_second_factor(viewer.person_id)


def find_viewer(request: HttpRequest) -> Viewer:
    """At machine doors the token's viewer, elsewhere the signed-in person's, else the public."""
    if request.path_info.startswith(TOKEN_DOORS):
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        return viewer_of_token(secret.strip()) if scheme.lower() == "bearer" else public()
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return public()
    organisations = organisations_of(person)
    if not organisations:
        return public()
    wanted = request.session.get(ACTING_FOR)
    chosen = next((o for o in organisations if str(o.pk) == wanted), organisations[0])
    return viewer_for(person, chosen)

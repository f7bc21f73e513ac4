"""The door of the API: a bearer token in force, counted, within its scopes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from qaraul.exchange.limits import limiter
from qaraul.exchange.problems import MissingScope
from qaraul.members.addresses import client_address
from qaraul.members.choices import Scope
from qaraul.members.models import ApiToken
from qaraul.members.tokens import open_api_token, viewer_with
from qaraul.members.viewers import Viewer, viewer_of


class BearerToken(HttpBearer):
    """Lets in who shows a token in force whose owner is a member still."""

    def __call__(self, request: HttpRequest) -> Any:
        """Open the token, then count the request for it, or for the address without one."""
        token = super().__call__(request)
        caller = f"token {token.pk}" if token else f"address {client_address(request)}"
        limiter.count(caller, most=settings.API_REQUESTS_A_MINUTE)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, with its viewer set on the request; None lets nobody in."""
        found = open_api_token(token.strip())
        if found is None:
            return None
        viewer = viewer_with(found)
        if not viewer.is_member:
            return None
        request.viewer = viewer  # type: ignore[attr-defined]  # as the middleware does
        return found


def reader(request: HttpRequest) -> Viewer:
    """The viewer; `MissingScope` unless the token may read."""
    return _with(request, Scope.READ)


def writer(request: HttpRequest) -> Viewer:
    """The viewer; `MissingScope` unless the token may write."""
    return _with(request, Scope.WRITE)


def _with(request: HttpRequest, scope: Scope) -> Viewer:
    viewer = viewer_of(request)
    if scope not in (viewer.scopes or ()):
        raise MissingScope(f"This needs a token with the scope “{scope}”.")
    return viewer

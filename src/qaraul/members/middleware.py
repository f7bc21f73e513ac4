"""Find out who asks, once a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from qaraul.members.models import Person
from qaraul.members.tokens import viewer_of_token
from qaraul.members.viewers import ACTING_FOR, Viewer, organisations_of, public, viewer_for


class ViewerMiddleware:
    """Sets `request.viewer`, computed when it is first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the viewer and go on."""
        request.viewer = SimpleLazyObject(lambda: find_viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def find_viewer(request: HttpRequest) -> Viewer:
    """The token's viewer where a token is given, else the signed-in person's, else the public."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return viewer_of_token(header.removeprefix("Bearer ").strip())
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return public()
    organisations = organisations_of(person)
    if not organisations:
        return public()
    wanted = request.session.get(ACTING_FOR)
    chosen = next((o for o in organisations if str(o.pk) == wanted), organisations[0])
    return viewer_for(person, chosen)

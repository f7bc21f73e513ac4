"""Which roles a page asks for. A page one may not use is answered like a page that is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from qaraul.errors import SignedOut
from qaraul.members.choices import Role
from qaraul.members.viewers import viewer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def role_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in who holds one of the roles (any role when none is named); strangers sign in first."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            viewer = viewer_of(request)
            if not request.user.is_authenticated:
                if request.method == "POST":
                    raise SignedOut("Sign in first.")  # led away, the person would lose the text
                return redirect_to_login(request.get_full_path())
            if not viewer.is_member or (roles and not viewer.has(*roles)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate

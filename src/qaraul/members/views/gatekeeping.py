"""Who may open an administrator's page, and how a refused service comes back to its form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from qaraul.errors import BadInput, Conflict
from qaraul.members.choices import Role
from qaraul.members.permissions import role_required
from qaraul.members.queries import is_operator
from qaraul.members.viewers import viewer_of

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

administrators_only = role_required(Role.ADMINISTRATOR)


def operator_only(view: View[P]) -> View[P]:
    """Let in administrators of the operator; for all others there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_operator(viewer_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return administrators_only(guarded)


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What the service answers; a rule it found broken becomes an error of the form."""
    try:
        return act()
    except (BadInput, Conflict) as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        return None

"""Feeds of lists, each behind its own token; and the page on which one begins to follow."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qaraul.errors import BadInput, NotFound, QaraulError
from qaraul.exchange.feeds import lists
from qaraul.exchange.forms import FollowForm
from qaraul.exchange.limits import limiter
from qaraul.exchange.problems import problem_of
from qaraul.exchange.rss import MEDIA_TYPE, absolute, rss
from qaraul.exchange.services import follow
from qaraul.members.addresses import client_address
from qaraul.members.permissions import role_required
from qaraul.members.tokens import open_feed_token, viewer_with
from qaraul.members.viewers import viewer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def machine_door(view: View[P]) -> View[P]:
    """Answer a broken rule with a problem document, its headers included."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except QaraulError as error:
            response = problem_of(error)
            response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  Django's mark: the path holds a secret
            return response

    return guarded


@require_safe
@machine_door
def feed(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """GET /feeds/TOKEN/LIST.rss – RSS 2.0 of the list and filter that the token is bound to."""
    token = open_feed_token(secret)
    caller = f"token {token.pk}" if token else f"address {client_address(request)}"
    limiter.count(caller, most=settings.API_REQUESTS_A_MINUTE)
    bound_to, _, query = token.feed_query.partition("?") if token else ("", "", "")
    viewer = viewer_with(token) if token else None
    if token is None or viewer is None or not viewer.is_member or bound_to != name:
        raise NotFound("There is no such feed.")
    if request.GET and sorted(parse_qsl(request.META["QUERY_STRING"])) != sorted(parse_qsl(query)):
        raise BadInput("This token follows another filter.")
    chosen = lists.get(name)
    chosen.require(viewer)
    with translation.override(viewer.language):
        content = rss(
            chosen.newest(viewer, QueryDict(query)),
            title=", ".join(dict.fromkeys((str(chosen.label), token.name))),
            path="/",
            empty_since=token.created_at,
        )
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    # Asked anew each time, for a record that was recalled must be gone from every reader. The
    # ETag is made of the bytes; a date would miss an item that has gone.
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


@role_required()
@require_http_methods(["GET", "HEAD", "POST"])
def follow_list(request: HttpRequest, name: str) -> HttpResponse:
    """Begin to follow a list as it is narrowed in the address; the feed's address is shown once."""
    viewer, query = viewer_of(request), request.GET.urlencode()
    if name not in lists:
        raise NotFound(_("There is no such list."))
    chosen = lists.get(name)
    chosen.require(viewer)
    form = FollowForm(request.POST or None, initial={"name": str(chosen.label)})
    page = {"form": form, "list": chosen, "query": request.GET.items()}
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        token, secret = follow(viewer, list_name=name, query=query, at=timezone.now(), **wanted)
        path = reverse("exchange:feed", args=[secret, name])
        bound = token.feed_query.partition("?")[2]
        page |= {"token": token, "address": absolute(path) + (f"?{bound}" if bound else "")}
        return render(request, "exchange/followed.html", page)
    return render(request, "exchange/follow.html", page)

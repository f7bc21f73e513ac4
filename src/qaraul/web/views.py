"""Pages of the frame: the picture, help, preferences, "why do I see this?"."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from qaraul.events.filters import IncidentFilter
from qaraul.events.maps import legend
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.places.maps import DISCLAIMER
from qaraul.web.forms import PreferencesForm
from qaraul.web.grades import CREDIBILITY, LIKELIHOOD, RELIABILITY
from qaraul.web.preferences import KEYS_COOKIE, THEME_COOKIE, Preferences, keep
from qaraul.web.queries.home import home as home_of
from qaraul.web.queries.outlines import outlines
from qaraul.web.queries.search import SearchFilter
from qaraul.web.queries.search import search as find


@role_required()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The picture: what changed since the last visit, where, how sure, what next."""
    viewer = viewer_of(request)
    picture = home_of(viewer, signed_in(request), now=datetime.now(UTC))
    wanted = IncidentFilter(since=picture.map.since)
    context = {
        "home": picture,
        "needs_review": picture.review.count,
        "legend": legend(),
        "disclaimer": DISCLAIMER,
        "narrow": wanted.as_query(),
        "points": f"{reverse('events:points')}?{wanted.as_query()}",
    }
    return render(request, "web/home.html", context)


@role_required()
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Documents by words, language, source and date, with the incidents that hold the words."""
    wanted = SearchFilter.from_query(request.GET)
    after = request.GET.get("after", "")
    found = find(viewer_of(request), wanted, after)
    context = {
        "wanted": wanted,
        "found": found,
        "languages_known": settings.LANGUAGES,
        "older_url": wanted.address(after=found.following) if found.following else "",
        "newest_url": wanted.address() if after else "",
        "incidents_url": f"{reverse('events:list')}{wanted.address(lang='', source='')}",
    }
    return render(request, "web/search.html", context)


def signed_in(request: HttpRequest) -> Person:
    """The person of a page that only signed-in people reach."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def organisation_of(viewer: Viewer) -> Organisation | None:
    """The organisation that the viewer acts for."""
    if viewer.organisation_id is None:
        return None
    return Organisation.objects.filter(pk=viewer.organisation_id).first()


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to work with the node, and what its words and letters mean."""
    context = {"reliability": RELIABILITY, "credibility": CREDIBILITY, "likelihood": LIKELIHOOD}
    return render(request, "web/help.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to everyone, and what they do not keep yet."""
    return render(request, "web/accessibility.html")


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Why this viewer sees what the node shows: organisation, roles, circles."""
    viewer = viewer_of(request)
    context = {
        "organisation": organisation_of(viewer),
        "circles": Circle.objects.filter(pk__in=viewer.circle_ids),
        "roles": sorted(role.label for role in viewer.roles),
    }
    return render(request, "web/why.html", context)


@role_required()
@require_safe
def areas(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Outlines of states and units as GeoJSON, for the map that can be moved."""
    return HttpResponse(outlines(), content_type="application/geo+json")


@login_required
@require_safe
def you(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own page."""
    viewer = viewer_of(request)
    preferences = Preferences.of(request)
    form = PreferencesForm(
        initial={
            "language": request.LANGUAGE_CODE,
            "theme": preferences.theme,
            "keys": "on" if preferences.has_keys else "off",
            "next": request.path,
        }
    )
    context = {
        "form": form,
        "organisation": organisation_of(viewer),
        "roles": sorted(role.label for role in viewer.roles),
    }
    return render(request, "web/you.html", context)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to the page."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "web/you.html", {"form": form}, status=400)
    chosen = form.cleaned_data
    address = chosen["next"]
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    response = redirect(address if is_ours else "web:home")
    if language := chosen["language"]:
        keep(response, settings.LANGUAGE_COOKIE_NAME, language)
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(language=language)
    if "theme" in request.POST:
        keep(response, THEME_COOKIE, chosen["theme"])
    if "keys" in request.POST:
        keep(response, KEYS_COOKIE, "off" if chosen["keys"] == "off" else "")
    return response

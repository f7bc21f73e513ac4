"""Pages of the frame: the picture, help, preferences, "why do I see this?"."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qaraul.errors import NotFound
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.sharing.kinds import kinds
from qaraul.sharing.queries import explain
from qaraul.web.forms import PreferencesForm
from qaraul.web.grades import CREDIBILITY, LIKELIHOOD, RELIABILITY
from qaraul.web.preferences import KEYS_COOKIE, THEME_COOKIE, Preferences, keep


@role_required()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The picture: what changed since the last visit, where, how sure, what next."""
    return render(request, "web/home.html", {})


def organisation_of(viewer: Viewer) -> Organisation | None:
    """The organisation that the viewer acts for."""
    if viewer.organisation_id is None:
        return None
    return Organisation.objects.filter(pk=viewer.organisation_id).first()


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How to work with the node, and what its words and letters mean."""
    context = {"reliability": RELIABILITY, "credibility": CREDIBILITY, "likelihood": LIKELIHOOD}
    return render(request, "web/help.html", context)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to everyone, and what they do not keep yet."""
    return render(request, "web/accessibility.html")


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Why this viewer sees what the node shows: organisation, roles, circles."""
    viewer = viewer_of(request)
    context = {
        "organisation": organisation_of(viewer),
        "circles": Circle.objects.filter(pk__in=viewer.circle_ids),
        "roles": sorted(role.label for role in viewer.roles),
    }
    return render(request, "web/why.html", context)


@require_GET
def why_record(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Why this viewer sees one record; a record that is not visible is not there."""
    if kind not in kinds:
        raise NotFound("No such kind of record.")
    viewer = viewer_of(request)
    record = get_object_or_404(kinds.get(kind).model.objects.visible_to(viewer), pk=pk)
    context = {"record": record, "kind": kinds.get(kind), "explanation": explain(viewer, record)}
    return render(request, "web/why_record.html", context)


@login_required
@require_GET
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

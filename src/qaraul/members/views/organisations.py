"""Pages of the operator about organisations."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.members.choices import SECOND_FACTOR_ROLES
from qaraul.members.forms import OrganisationForm, ReasonForm, SuggestionsForm
from qaraul.members.models import Organisation
from qaraul.members.panels import shown_panels
from qaraul.members.queries import (
    is_operator,
    known_circles,
    managed_organisations,
    managed_people,
    open_invitations,
    people_without_second_factor,
)
from qaraul.members.services import organisations as services
from qaraul.members.suggestions import suggested, suggestions
from qaraul.members.viewers import viewer_of
from qaraul.members.views.gatekeeping import administrators_only, attempt, operator_only


@administrators_only
@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """What an administrator answers for, and what waits."""
    viewer = viewer_of(request)
    people = managed_people(viewer)
    without = people_without_second_factor(SECOND_FACTOR_ROLES).filter(pk__in=people.values("pk"))
    page = {
        "is_operator": is_operator(viewer),
        "panels": shown_panels(viewer),
        "organisations": managed_organisations(viewer).count(),
        "people": people.filter(is_active=True).count(),
        "circles": known_circles(viewer).count(),
        "invitations": open_invitations(viewer).count(),
        "without_factor": without.count() if settings.SECOND_FACTOR_REQUIRED else None,
    }
    return render(request, "members/administration.html", page)


@administrators_only
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations that the viewer manages."""
    viewer = viewer_of(request)
    page = {
        "organisations": managed_organisations(viewer),
        "is_operator": is_operator(viewer),
        "suggested": len(suggestions()),
    }
    return render(request, "members/organisations.html", page)


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if added := attempt(form, lambda: services.add_organisation(viewer_of(request), **given)):
            messages.success(request, _("Added."))
            return redirect("members:organisation", added.pk)
    page = {"form": form, "heading": _("Add an organisation")}
    return render(request, "members/organisation_form.html", page)


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_suggestions(request: HttpRequest) -> HttpResponse:
    """Choose from kinds of bodies and publicly named organisations; safe to repeat."""
    form = SuggestionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = suggested(form.cleaned_data["codes"])
        added = services.add_suggested(viewer_of(request), chosen)
        messages.success(request, _("Added: %(n)s.") % {"n": len(added)})
        return redirect("members:organisations")
    return render(request, "members/suggestions.html", {"form": form})


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation: change it, close or reopen it."""
    found = get_object_or_404(Organisation, pk=pk)
    form = OrganisationForm(request.POST or None, instance=get_object_or_404(Organisation, pk=pk))
    if request.method == "POST" and form.is_valid():
        given, viewer = form.cleaned_data, viewer_of(request)
        if attempt(form, lambda: services.change_organisation(viewer, found, given)):
            messages.success(request, _("Changed."))
            return redirect("members:organisation", pk)
    page = {"organisation": found, "form": form, "reason": ReasonForm(prefix="state")}
    return render(request, "members/organisation.html", page)


@operator_only
@require_POST
def organisation_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close or reopen an organisation."""
    found = get_object_or_404(Organisation, pk=pk)
    form = ReasonForm(request.POST, prefix="state")
    if form.is_valid():
        active, reason = "reopen" in request.POST, form.cleaned_data["reason"]
        viewer = viewer_of(request)
        services.set_organisation_active(viewer, found, active=active, reason=reason)
        messages.success(request, _("Reopened.") if active else _("Closed."))
        return redirect("members:organisation", pk)
    page = {"organisation": found, "form": OrganisationForm(instance=found), "reason": form}
    return render(request, "members/organisation.html", page)

"""Pages of administrators about people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.journal.digests import without_nul
from qaraul.members.factors import has_second_factor
from qaraul.members.forms import NameForm, ReasonForm, RolesForm
from qaraul.members.models import Membership, Person
from qaraul.members.queries import (
    administers,
    controlled_people,
    managed_organisations,
    managed_people,
)
from qaraul.members.services import people as services
from qaraul.members.services.invitations import restore
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.members.views.gatekeeping import administrators_only, attempt

PAGE = 100


@administrators_only
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """People of the managed organisations, by the name they are shown under."""
    viewer = viewer_of(request)
    organisations = managed_organisations(viewer)
    people = managed_people(viewer).order_by("display_name", "pk")
    code, words = (
        without_nul(request.GET.get(name, "")).strip()[:80] for name in ("organisation", "q")
    )
    if code:
        people = people.filter(_belongs(organisations.filter(code=code)))
    if words:
        people = people.filter(Q(display_name__icontains=words) | Q(username__icontains=words))
    if anchor := _anchor(viewer, request.GET.get("after", "")):
        later = Q(display_name=anchor.display_name, pk__gt=anchor.pk)
        people = people.filter(Q(display_name__gt=anchor.display_name) | later)
    shown = Membership.objects.filter(organisation__in=organisations)
    roles = Prefetch("memberships", shown.select_related("organisation"), to_attr="shown_roles")
    rows = list(people.prefetch_related(roles)[: PAGE + 1])
    page = {
        "people": rows[:PAGE],
        "organisations": organisations,
        "chosen": code,
        "words": words,
        "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "members/people.html", page)


@administrators_only
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: roles for each managed organisation, name, account."""
    viewer = viewer_of(request)
    found = get_object_or_404(managed_people(viewer), pk=pk)
    return render(request, "members/person.html", _page(viewer, found))


@administrators_only
@require_POST
def person_roles(request: HttpRequest, pk: UUID, organisation: UUID) -> HttpResponse:
    """Make the ticked roles the person's roles for the organisation."""
    viewer = viewer_of(request)
    found = get_object_or_404(managed_people(viewer), pk=pk)
    place = get_object_or_404(managed_organisations(viewer), pk=organisation)
    form = RolesForm(request.POST)
    if form.is_valid():
        services.set_roles(viewer, found, place, form.cleaned_data["roles"])
        messages.success(request, _("Roles changed; they hold from the next page on."))
    is_there = administers(viewer) and managed_people(viewer).filter(pk=pk).exists()
    return redirect("members:person", pk) if is_there else redirect("members:people")


@administrators_only
@require_POST
def person_name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the name a person is shown under."""
    viewer = viewer_of(request)
    found = get_object_or_404(managed_people(viewer), pk=pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "members/person.html", _page(viewer, found, name=form))
    services.rename_person(viewer, found, display_name=form.cleaned_data["display_name"])
    messages.success(request, _("Changed."))
    return redirect("members:person", pk)


@administrators_only
@require_http_methods(["POST"])
def person_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close or reopen an account, or make a way back in."""
    viewer = viewer_of(request)
    found = get_object_or_404(managed_people(viewer), pk=pk)
    form = ReasonForm(request.POST, prefix="account")
    if not form.is_valid():
        return render(request, "members/person.html", _page(viewer, found, account=form))
    reason = form.cleaned_data["reason"]
    if "restore" in request.POST:
        made = attempt(form, lambda: restore(viewer, found, reason=reason, at=timezone.now()))
        if made is None:
            return render(request, "members/person.html", _page(viewer, found, account=form))
        page = {"invitation": made[0], "secret": made[1]}
        return render(request, "members/invitation_made.html", page)
    active = "reopen" in request.POST
    services.set_person_active(viewer, found, active=active, reason=reason)
    messages.success(request, _("Reopened.") if active else _("Closed, with all its sessions."))
    return redirect("members:person", pk)


def _page(viewer: Viewer, found: Person, **forms: Any) -> dict[str, Any]:
    held = found.memberships.values_list("organisation", "role")
    places = managed_organisations(viewer).filter(memberships__person=found).distinct()
    return {
        "person": found,
        "places": [(o, RolesForm({"roles": [r for pk, r in held if pk == o.pk]})) for o in places],
        "is_controlled": controlled_people(viewer).filter(pk=found.pk).exists(),
        "has_factor": has_second_factor(found.pk),
        "name": NameForm(instance=found),
        "account": ReasonForm(prefix="account"),
        "tokens": found.tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).count(),
        **forms,
    }


def _belongs(organisations: Any) -> Exists:
    rows = Membership.objects.filter(person=OuterRef("pk"), organisation__in=organisations)
    return Exists(rows)


def _anchor(viewer: Viewer, given: str) -> Person | None:
    try:
        return managed_people(viewer).filter(pk=UUID(given)).first()
    except ValueError:
        return None

"""Invite, withdraw; and the page on which somebody comes in."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.members.forms import InvitationForm, JoinForm, PasswordForm
from qaraul.members.models import Person
from qaraul.members.queries import managed_invitations, managed_organisations
from qaraul.members.services import invitations as services
from qaraul.members.viewers import viewer_of
from qaraul.members.views.gatekeeping import administrators_only, attempt


@administrators_only
@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Invitations to the managed organisations, the newest first."""
    now = timezone.now()
    rows = managed_invitations(viewer_of(request))[:200]
    page = {"invitations": [(invitation, invitation.is_open(now)) for invitation in rows]}
    return render(request, "members/invitations.html", page)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once."""
    viewer = viewer_of(request)
    form = InvitationForm(managed_organisations(viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.invitation()
        if made := attempt(form, lambda: services.invite(viewer, at=timezone.now(), **wanted)):
            page = {"invitation": made[0], "secret": made[1]}
            return render(request, "members/invitation_made.html", page)
    return render(request, "members/invitation_form.html", {"form": form})


@administrators_only
@require_POST
def invitation_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make an invitation useless."""
    viewer = viewer_of(request)
    invitation = get_object_or_404(managed_invitations(viewer), pk=pk)
    services.withdraw_invitation(viewer, invitation, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("members:invitations")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in with an invitation: as somebody new, as who one is already, or back in."""
    now = timezone.now()
    invitation = services.open_invitation(secret, at=now)
    person = request.user if isinstance(request.user, Person) else None
    if person and invitation.restores_id is None:
        if request.method == "POST":
            services.accept_as(secret, person=person, at=now)
            messages.success(request, _("Your roles for this organisation are open now."))
            return redirect("web:home")
        return render(request, "members/join_known.html", {"invitation": invitation})
    form = (PasswordForm if invitation.restores else JoinForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if joined := attempt(form, lambda: _come_in(secret, given)):
            get_adapter(request).login(request, joined)
            # The password was chosen a moment ago: the second factor need not ask for it again.
            record_authentication(request, joined, method="password", reauthenticated=True)
            return redirect("members:second_factor")
    return render(request, "members/join.html", {"invitation": invitation, "form": form})


def _come_in(secret: str, given: dict[str, str]) -> Person:
    now = timezone.now()
    if username := given.get("username"):
        return services.accept_as_new(secret, username=username, password=given["password"], at=now)
    return services.come_back(secret, password=given["password"], at=now)

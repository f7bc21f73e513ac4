"""A person's own tokens, sessions, second factor, and for whom they act."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.journal.models import Entry
from qaraul.members.choices import SECOND_FACTOR_ROLES, Scope
from qaraul.members.factors import has_second_factor
from qaraul.members.forms import TokenForm
from qaraul.members.models import Person
from qaraul.members.permissions import role_required
from qaraul.members.queries import own_tokens
from qaraul.members.services import sessions
from qaraul.members.services.tokens import issue_token, revoke_token
from qaraul.members.viewers import organisations_of, viewer_of
from qaraul.members.views.gatekeeping import attempt

SHOWN_SIGN_INS = 20


@role_required()
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens for programs and feeds."""
    now = timezone.now()
    tokens = [(t, t.is_open(now), Scope.FEED in t.scopes) for t in own_tokens(viewer_of(request))]
    return render(request, "members/tokens.html", {"tokens": tokens})


@role_required()
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is shown once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, viewer = form.token(), viewer_of(request)
        if made := attempt(form, lambda: issue_token(viewer, at=timezone.now(), **wanted)):
            return render(request, "members/token_made.html", {"token": made[0], "secret": made[1]})
    return render(request, "members/token_form.html", {"form": form})


@role_required()
@require_POST
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token at once."""
    viewer = viewer_of(request)
    token = get_object_or_404(own_tokens(viewer), pk=pk)
    revoke_token(viewer, token, at=timezone.now())
    messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect("members:tokens")


@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """One's own sign-ins, and the organisations one may act for."""
    person = _person(request)
    signed_in = Entry.objects.filter(kind="session", record_id=person.pk).order_by("-sequence")
    page = {
        "sign_ins": signed_in[:SHOWN_SIGN_INS],
        "organisations": organisations_of(person),
        "acting_for": viewer_of(request).organisation_id,
    }
    return render(request, "members/sessions.html", page)


@login_required
@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    sessions.sign_out_elsewhere(request, _person(request))
    messages.success(request, _("Every other session has ended."))
    return redirect("members:sessions")


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose the organisation one acts for from now on."""
    chosen = sessions.act_for(request, _person(request), request.POST.get("organisation", ""))
    if chosen is None:
        raise Http404
    messages.success(request, _("You act for: %(name)s.") % {"name": chosen})
    return redirect("web:home")


@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """The way to a second factor, for those who must have one and for those who may."""
    person, viewer = _person(request), viewer_of(request)
    if has_second_factor(person.pk):
        return redirect("web:home")
    must = settings.SECOND_FACTOR_REQUIRED and viewer.has(*SECOND_FACTOR_ROLES)
    return render(request, "members/second_factor.html", {"must": must})


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101  login_required let nobody else in
    return request.user

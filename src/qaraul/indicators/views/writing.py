"""Pages on which values are given and taken back, and expert rounds are held."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.errors import QaraulError
from qaraul.indicators.choices import Kind, ObservationKind, RoundStage
from qaraul.indicators.forms import (
    ObservationForm,
    ReasonForm,
    RoundForm,
    ScoreForm,
    SecondTurnForm,
    told,
)
from qaraul.indicators.models import Indicator, Observation, Round
from qaraul.indicators.results import people_count, results
from qaraul.indicators.services import rounds
from qaraul.indicators.services.writing import (
    WRITERS,
    create_observation,
    may_write,
    withdraw_observation,
)
from qaraul.members.permissions import role_required
from qaraul.members.viewers import viewer_of


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_observation(request: HttpRequest, indicator: str) -> HttpResponse:
    """Give a value."""
    found = get_object_or_404(Indicator.objects.active(), code=indicator)
    if found.kind == Kind.COMPUTED and not found.components:
        raise Http404
    now = timezone.now()
    initial = {"area": request.GET.get("area", "")}
    form = ObservationForm(found, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_observation(
                viewer=viewer_of(request),
                at=now,
                kind=ObservationKind.ENTERED,
                standing=form.standing(now),
                indicator=found,
                **form.values(),
            )
        except QaraulError as error:
            told(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect(made)
    return render(request, "indicators/new.html", {"form": form, "indicator": found})


@role_required()
@require_safe
def observation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One value, whom it reaches, and what may be done with it."""
    viewer = viewer_of(request)
    rows = Observation.objects.visible_to(viewer).select_related("indicator", "area", "origin")
    found = get_object_or_404(rows.defer("area__geometry_geojson"), pk=pk)
    is_own = found.is_own(viewer) and may_write(viewer)
    context = {
        "observation": found,
        "origin": found.shown_origin(viewer),
        "form": ReasonForm() if is_own and not found.is_withdrawn else None,
    }
    return render(request, "indicators/observation.html", context)


@role_required(*WRITERS)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a value back."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    taken = withdraw_observation(pk, viewer=viewer_of(request), reason=reason)
    messages.success(request, _("Taken back: no board shows it any more."))
    return redirect(taken.indicator)


@role_required()
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Expert rounds that the viewer may see, the open ones first."""
    viewer = viewer_of(request)
    rows = Round.objects.visible_to(viewer).select_related("indicator")
    context = {
        "rounds": sorted(rows[:200], key=lambda r: r.round_stage != RoundStage.OPEN),
        "may_write": may_write(viewer),
        "questions": Indicator.objects.active().filter(kind=Kind.EXPERT),
    }
    return render(request, "indicators/rounds.html", context)


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: HttpRequest, indicator: str) -> HttpResponse:
    """Ask experts."""
    found = get_object_or_404(Indicator.objects.active(), code=indicator, kind=Kind.EXPERT)
    viewer = viewer_of(request)
    form = RoundForm(found, viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = rounds.open_round(
                viewer=viewer, at=timezone.now(), indicator=found, **form.asked()
            )
        except QaraulError as error:
            told(form, error)
        else:
            messages.success(request, _("The round is open."))
            return redirect(asked)
    return render(request, "indicators/new_round.html", {"form": form, "indicator": found})


@role_required()
@require_http_methods(["GET", "HEAD", "POST"])
def one_round(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One round: give scores while it is open; spread and reasons when it has closed."""
    viewer, now = viewer_of(request), timezone.now()
    rows = Round.objects.visible_to(viewer).select_related("indicator")
    asked = get_object_or_404(rows, pk=pk)
    is_open = asked.round_stage == RoundStage.OPEN and asked.closes_at > now
    may_score = is_open and may_write(viewer)
    form = ScoreForm(asked, viewer, request.POST or None) if may_score else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            rounds.give_scores(asked.pk, viewer=viewer, at=now, scores=form.scores())
            messages.success(
                request, _("Your scores are kept; you may change them until it closes.")
            )
            return redirect(asked)
    turn, found = results(asked)
    is_own = asked.is_own(viewer) and may_write(viewer)
    context = {
        "round": asked,
        "form": form,
        "is_open": is_open,
        "turn": turn,
        "results": found,
        "people": people_count(asked),
        "may_close": is_own and asked.round_stage == RoundStage.OPEN,
        "second": SecondTurnForm() if is_own and not is_open and asked.turn == 1 else None,
    }
    return render(request, "indicators/round.html", context)


@role_required(*WRITERS)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a round before its time."""
    asked = rounds.close_round(pk, viewer=viewer_of(request), at=timezone.now())
    messages.success(request, _("Closed: spread and reasons are shown now."))
    return redirect(asked)


@role_required(*WRITERS)
@require_POST
def second_turn(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the second turn of a closed round."""
    form = SecondTurnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day after which it closes."))
        return redirect("indicators:round", pk)
    asked = rounds.open_second_turn(
        pk, viewer=viewer_of(request), at=timezone.now(), closes_at=form.closes_at()
    )
    messages.success(request, _("The second turn is open."))
    return redirect(asked)

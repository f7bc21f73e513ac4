"""Boards, comparison, histories, surges and spill-over: pages that only show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qaraul.indicators import files, pages, spreading
from qaraul.indicators.models import Indicator
from qaraul.indicators.services.surging import plan_now
from qaraul.indicators.services.writing import may_write
from qaraul.members.permissions import role_required
from qaraul.members.viewers import viewer_of
from qaraul.places.maps import DISCLAIMER
from qaraul.places.models import Area


def area_named(code: str) -> Area | None:
    """The area of a code, None for no code; what is no area is not there."""
    if not code:
        return None
    found = Area.objects.current().light().filter(code=code[:60].replace("\x00", "")).first()
    if found is None:
        raise Http404
    return found


@role_required()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All indicators by pillar, with what was passed lately."""
    viewer = viewer_of(request)
    page = pages.overview(viewer, timezone.now().date())
    return render(request, "indicators/index.html", {"page": page, "may_write": may_write(viewer)})


@role_required()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every indicator of one area, or of the whole region."""
    area = area_named(request.GET.get("area", ""))
    page = pages.board(viewer_of(request), timezone.now().date(), area)
    if page is None:
        raise Http404
    if request.GET.get("as") == "csv":
        return files.board_csv(page.cells, area.code if area else "")
    return render(request, "indicators/board.html", {"page": page, "area": area})


@role_required()
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The indicators of a pillar for all areas of a level."""
    level = 0 if request.GET.get("level") == "state" else 1
    today = timezone.now().date()
    page = pages.comparison(viewer_of(request), today, request.GET.get("pillar", ""), level=level)
    return render(request, "indicators/compare.html", {"page": page, "level": level})


@role_required()
@require_safe
def one_indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: what it is, its history in an area, how all areas stand."""
    viewer = viewer_of(request)
    found = get_object_or_404(Indicator.objects.active().select_related("owner"), code=indicator)
    area = area_named(request.GET.get("area", ""))
    page = pages.history(viewer, timezone.now().date(), found, area)
    if page is None:
        raise Http404
    if request.GET.get("as") == "csv":
        return files.history_csv(page)
    context = {"page": page, "indicator": found, "area": area, "may_write": may_write(viewer)}
    return render(request, "indicators/indicator.html", context)


@role_required()
@require_safe
def surges(request: HttpRequest) -> HttpResponse:
    """Surges and limits passed, with the rate of false alarms that the operator bears."""
    viewer = viewer_of(request)
    context = {
        "surges": pages.surges_of(viewer),
        "crossings": pages.crossings_of(viewer, 50),
        "plan": plan_now(),
    }
    return render(request, "indicators/surges.html", context)


@role_required()
@require_safe
def spill_over(request: HttpRequest) -> HttpResponse:
    """Exposure of every unit to events beyond its border."""
    page = spreading.spreading(viewer_of(request), timezone.now().date())
    if page is not None and request.GET.get("as") == "csv":
        return files.spreading_csv(page)
    context = {"page": page, "legend": spreading.legend(), "disclaimer": DISCLAIMER}
    return render(request, "indicators/spill_over.html", context)

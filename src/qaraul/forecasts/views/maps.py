"""Forecasts as a map and a table, one area with its fan, and how to read a probability."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qaraul.errors import NotFound
from qaraul.forecasts import files, pages
from qaraul.forecasts.choices import ANY, BOUNDS, MANY
from qaraul.members.viewers import viewer_of
from qaraul.places.maps import DISCLAIMER
from qaraul.places.models import Area

Page = TypeVar("Page", pages.MapPage, pages.AreaPage)


@require_safe
def forecast_map(request: HttpRequest) -> HttpResponse:
    """One month of a set: five fixed classes on a map, the same as a table."""
    viewer, asked = viewer_of(request), pages.Asked.from_query(request.GET)
    page = pages.map_page(viewer, asked)
    if request.GET.get("as") == "csv":
        return files.set_csv(_there(page).chosen.said)
    context = {
        "page": page,
        "waiting": pages.Waiting(viewer),
        "bounds": BOUNDS,
        "disclaimer": DISCLAIMER,
        "counts": {"any": ANY, "many": MANY},
    }
    return render(request, "forecasts/map.html", context)


@require_safe
def forecast_area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: how likely, compared with what, what would change it, what past cases became."""
    area = get_object_or_404(Area.objects.current().light(), code=code)
    viewer, asked = viewer_of(request), pages.Asked.from_query(request.GET)
    page = pages.area_page(viewer, area, asked)
    if request.GET.get("as") == "csv":
        return files.set_csv(_there(page).chosen.said, area)
    context = {
        "page": page,
        "area": area,
        "waiting": pages.Waiting(viewer),
        "has_sets": page is None and bool(pages.sets_of(viewer)),
    }
    return render(request, "forecasts/area.html", context)


def _there(page: Page | None) -> Page:
    """The page that a file is made of; no file where there is no forecast."""
    if page is None:
        raise NotFound(_("There is no forecast that you may see."))
    return page


@require_safe
def how_to_read(request: HttpRequest) -> HttpResponse:
    """How to read a probability, for everybody."""
    return render(request, "forecasts/help.html", {"counts": {"any": ANY, "many": MANY}})

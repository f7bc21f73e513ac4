"""Forecasts as a map and a table, one area with its fan, and how to read a probability."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from qaraul.forecasts import files, pages
from qaraul.forecasts.choices import ANY, BOUNDS, MANY
from qaraul.members.viewers import viewer_of
from qaraul.places.maps import DISCLAIMER
from qaraul.places.models import Area


@require_GET
def forecast_map(request: HttpRequest) -> HttpResponse:
    """One month of a set: five fixed classes on a map, the same as a table."""
    viewer, asked = viewer_of(request), pages.Asked.from_query(request.GET)
    page = pages.map_page(viewer, asked)
    if page is not None and request.GET.get("as") == "csv":
        return files.set_csv(page.chosen.said)
    context = {
        "page": page,
        "waiting": pages.Waiting(viewer),
        "bounds": BOUNDS,
        "disclaimer": DISCLAIMER,
        "counts": {"any": ANY, "many": MANY},
    }
    return render(request, "forecasts/map.html", context)


@require_GET
def forecast_area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: how likely, compared with what, what would change it, what past cases became."""
    area = get_object_or_404(Area.objects.current().light(), code=code)
    viewer, asked = viewer_of(request), pages.Asked.from_query(request.GET)
    page = pages.area_page(viewer, area, asked)
    if page is not None and request.GET.get("as") == "csv":
        return files.set_csv(page.chosen.said, area)
    context = {"page": page, "area": area, "waiting": pages.Waiting(viewer)}
    return render(request, "forecasts/area.html", context)


@require_GET
def how_to_read(request: HttpRequest) -> HttpResponse:
    """How to read a probability, for everybody."""
    return render(request, "forecasts/help.html", {"counts": {"any": ANY, "many": MANY}})

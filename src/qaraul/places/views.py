"""Pages of areas, and suggestions while a place is typed."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from qaraul.places.choices import LANGUAGES, Level
from qaraul.places.gazetteer import places_named
from qaraul.places.maps import DISCLAIMER, area_paths, labels
from qaraul.places.models import Area
from qaraul.places.pages import area_page
from qaraul.places.queries import neighbouring_states, states_with_units

LONGEST_SEARCH = 100
SMALL_WIDTH = 480  # of the map beside the list, so that its names are readable there


@login_required
@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """States and their units, by name in the reader's language; with q, those it may mean."""
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    states = states_with_units(search)
    drawing = area_paths(Level.UNIT, SMALL_WIDTH)
    context = {
        "search": search,
        "states": states,
        "unit_count": sum(len(row.units) for row in states),
        "approximate_count": sum(row.approximate_count for row in states),
        "neighbours": neighbouring_states() if not search else [],
        "drawing": drawing,
        "labels": labels(drawing, [row.state for row in states]),
        "disclaimer": DISCLAIMER,
    }
    return render(request, "places/list.html", context)


@login_required
@require_safe
def area_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One area: names, place in the hierarchy, what lies in it and beside it."""
    area = get_object_or_404(Area.objects.select_related("parent__parent__parent"), code=code)
    context = {"page": area_page(area), "area": area, "disclaimer": DISCLAIMER}
    return render(request, "places/detail.html", context)


@login_required
@require_safe
def area_outline(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001  Django passes it
    """The outline of one area as GeoJSON."""
    text = Area.objects.filter(code=code).values_list("geometry_geojson", flat=True).first()
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="{code}.geojson"'
    return response


@login_required
@require_safe
def area_table(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """All current core areas with their names, as CSV."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="areas.csv"'
    table = csv.writer(response)
    table.writerow(["code", "level", "kind", "in", "is_approximate", "lon", "lat", *LANGUAGES])
    for area in Area.objects.current().core().light().select_related("parent"):
        above = area.parent.code if area.parent else ""
        facts = [area.code, area.level, area.kind, above, "yes" if area.is_approximate else "no"]
        names = [text for _, text in area.names_by_language]
        table.writerow([*facts, area.label_lon, area.label_lat, *map(_plain, names)])
    return response


def _plain(cell: str) -> str:
    """The cell, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


@login_required
@require_safe
def place_suggestions(request: HttpRequest) -> HttpResponse:
    """Options for a field in which a place is typed, in any of nine languages."""
    found = places_named(
        request.GET.get("q", "")[:LONGEST_SEARCH], iso2=request.GET.get("state", "")[:2].upper()
    )
    areas = Area.objects.light().in_bulk([p.area for p in found if p.area], field_name="code")
    suggestions = [
        {
            "place": place,
            "name": place.name_in(request.LANGUAGE_CODE),
            "area": areas.get(place.area),
        }
        for place in found
    ]
    return render(request, "places/_suggestions.html", {"suggestions": suggestions})

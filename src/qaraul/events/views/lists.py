"""The list, the map and the files of one filter."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qaraul.errors import BadInput
from qaraul.events.chips import chips
from qaraul.events.exports import file_name, formats, written
from qaraul.events.filters import IncidentFilter
from qaraul.events.forms import FilterForm
from qaraul.events.layers import layers, shown
from qaraul.events.maps import incident_map, legend
from qaraul.events.points import points
from qaraul.events.queries import PAGE, Cursor, histogram, incident_rows
from qaraul.events.services import may_write
from qaraul.events.timeline import timeline
from qaraul.events.vocabulary import type_notes
from qaraul.members.viewers import viewer_of
from qaraul.places.maps import DISCLAIMER

SIZES = (PAGE, 200)


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents that fit the address, newest first, with their days above."""
    viewer, wanted = viewer_of(request), IncidentFilter.from_query(request.GET)
    size = _size(request)
    after = Cursor.read(request.GET.get("after", ""))
    days = histogram(viewer, wanted)
    page = {
        "wanted": wanted,
        "query": wanted.as_query(),
        "chips": chips(wanted, reverse("events:list")),
        "filter_form": FilterForm(wanted, viewer),
        "days": days,
        "timeline": timeline(days.counts, wanted.since, wanted.until),
        "page": incident_rows(viewer, wanted, after, size),
        "is_first_page": after is None,
        "size": size,
        "may_write": may_write(viewer),
        "formats": formats.items(),
    }
    return render(request, "events/list.html", page)


def _size(request: HttpRequest) -> int:
    text = request.GET.get("size", str(PAGE))
    if text not in {str(size) for size in SIZES}:
        raise BadInput("A page holds 50 or 200 incidents.", field="size")
    return int(text)


@require_safe
def incident_map_page(request: HttpRequest) -> HttpResponse:
    """The same incidents by area."""
    viewer, wanted = viewer_of(request), IncidentFilter.from_query(request.GET)
    query, drawn = wanted.as_query(), incident_map(viewer, wanted)
    names = {area.code: area.name for area in drawn.choropleth.areas}
    layer = shown(
        request.GET.get("layer", ""),
        viewer,
        timezone.now().date(),
        drawn.choropleth.drawing,
        names,
    )
    page = {
        "wanted": wanted,
        "query": query,
        "chips": chips(wanted, reverse("events:map")),
        "filter_form": FilterForm(wanted, viewer),
        "map": drawn,
        "layer": layer,
        "layers": layers.items() if viewer.is_member else (),
        "legend": legend(),
        "narrow": wanted.without("area").as_query(),
        "disclaimer": DISCLAIMER,
        "points": reverse("events:points") + (f"?{query}" if query else ""),
        "may_write": may_write(viewer),
        "formats": formats.items(),
    }
    return render(request, "events/map.html", page)


@require_safe
def incident_points(request: HttpRequest) -> HttpResponse:
    """The same incidents as points."""
    viewer, wanted = viewer_of(request), IncidentFilter.from_query(request.GET)
    response = HttpResponse(points(viewer, wanted), content_type="application/geo+json")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def incident_export(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """The same incidents as a file."""
    if kind not in formats:
        raise Http404
    viewer, wanted = viewer_of(request), IncidentFilter.from_query(request.GET)
    parts = written(kind, viewer, wanted)
    name = file_name(viewer, wanted, kind, timezone.now().date())
    response = StreamingHttpResponse(parts, content_type=formats.get(kind).media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def event_types(request: HttpRequest) -> HttpResponse:
    """What each type means, and what other vocabularies call it."""
    return render(request, "events/types.html", {"notes": type_notes().values()})

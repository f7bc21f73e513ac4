"""How well the machine reads, for everybody; what this node found of it, for its members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qaraul.members.viewers import viewer_of
from qaraul.pipeline.choices import Field
from qaraul.pipeline.queries.record import SMALL, own_record, shipped


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """The figures of the shipped reader, and how often people here corrected it."""
    shown = {
        "card": shipped(),
        "own": own_record(viewer_of(request)),
        "fields": [name.label for name in Field],
        "small": SMALL,
    }
    return render(request, "pipeline/scorecard.html", shown)

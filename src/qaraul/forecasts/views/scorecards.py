"""How good the forecasts were, for everybody: of the sets one may see, and as shipped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qaraul.forecasts import charts, scorecard
from qaraul.forecasts.shipped import shipped
from qaraul.members.viewers import viewer_of


@require_safe
def scorecard_page(request: HttpRequest) -> HttpResponse:
    """Misses first, then proper scores beside simple rivals, then reliability."""
    found = scorecard.cards(viewer_of(request))
    context = {
        "cards": [(card, charts.diagram(card.classes)) for card in found],
        "shipped": shipped(),
    }
    return render(request, "forecasts/scorecard.html", context)

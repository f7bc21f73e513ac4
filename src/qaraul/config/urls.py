"""All addresses of a node."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = [
    ("", "qaraul.web.urls"),
    ("incidents/", "qaraul.events.urls"),
    ("triage/", "qaraul.pipeline.urls"),
    ("forecasts/", "qaraul.forecasts.urls"),
    ("indicators/", "qaraul.indicators.urls"),
    ("scorecards/forecasts/", "qaraul.forecasts.scorecard_urls"),
    ("scorecards/reading/", "qaraul.pipeline.scorecard_urls"),
    ("", "qaraul.sources.urls"),
    ("areas/", "qaraul.places.urls"),
    ("sharing/", "qaraul.sharing.urls"),
    ("", "qaraul.members.urls"),
    ("admin/journal/", "qaraul.exchange.journal_urls"),
    ("", "qaraul.exchange.urls"),
    ("account/", "allauth.urls"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in ROOMS if find_spec(module)
]

handler400 = "qaraul.web.problems.bad_request"
handler403 = "qaraul.web.problems.forbidden"
handler404 = "qaraul.web.problems.not_found"
handler500 = "qaraul.web.problems.broken"

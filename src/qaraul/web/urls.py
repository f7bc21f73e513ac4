"""Addresses of the frame's own pages."""

from django.urls import path

from qaraul.web import health, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("areas.geojson", views.areas, name="areas"),
    path("help/", views.help_page, name="help"),
    path("help/accessibility/", views.accessibility, name="accessibility"),
    path("why/", views.why, name="why"),
    path("you/", views.you, name="you"),
    path("preferences/", views.preferences, name="preferences"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]

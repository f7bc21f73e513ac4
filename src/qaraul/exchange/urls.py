"""Addresses of the machine doors."""

from django.urls import path

from qaraul.exchange import views
from qaraul.exchange.api import api_urls

app_name = "exchange"
urlpatterns = [
    path("api/v1/", api_urls()),
    path("feeds/<str:secret>/<slug:name>.rss", views.feed, name="feed"),
    path("follow/<slug:name>/", views.follow_list, name="follow"),
]

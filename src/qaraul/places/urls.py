"""Addresses of areas."""

from django.urls import path, register_converter

from qaraul.places import views
from qaraul.places.converters import AreaCode

register_converter(AreaCode, "area")

app_name = "places"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("areas.csv", views.area_table, name="table"),
    path("suggestions/", views.place_suggestions, name="suggestions"),
    path("<area:code>/", views.area_detail, name="detail"),
    path("<area:code>/outline.geojson", views.area_outline, name="outline"),
]

"""Addresses of areas."""

from django.urls import path

from qaraul.places import views

app_name = "places"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("areas.csv", views.area_table, name="table"),
    path("suggestions/", views.place_suggestions, name="suggestions"),
    path("<str:code>/", views.area_detail, name="detail"),
    path("<str:code>/outline.geojson", views.area_outline, name="outline"),
]

"""Addresses of forecasts."""

from django.urls import path, register_converter

from qaraul.forecasts.views import maps
from qaraul.places.converters import AreaCode

register_converter(AreaCode, "forecast_area")

app_name = "forecasts"
urlpatterns = [
    path("", maps.forecast_map, name="map"),
    path("help/", maps.how_to_read, name="help"),
    path("<forecast_area:code>/", maps.forecast_area, name="area"),
]

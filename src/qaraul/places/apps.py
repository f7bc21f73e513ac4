"""The place of places among the apps."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, their names in nine languages, and where a point lies."""

    name = "qaraul.places"

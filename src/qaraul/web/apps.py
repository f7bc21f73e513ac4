"""The place of web among the apps."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base pages, components, the situation picture and search."""

    name = "qaraul.web"

"""The web app."""

from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    """Pages, parts and middleware."""

    name = "qaraul.web"

    def ready(self) -> None:
        """Let `qaraul check` say when the front end is missing."""
        from qaraul.web.assets import front_end_is_built  # noqa: PLC0415  apps load before it may

        checks.register(front_end_is_built, deploy=True)

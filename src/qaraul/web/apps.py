"""The web app."""

from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    """Pages, parts and middleware."""

    name = "qaraul.web"

    def ready(self) -> None:
        """Name the panel of the node; let `qaraul check` say when the front end is missing."""
        from qaraul import leases  # noqa: PLC0415  apps load before it may
        from qaraul.web.administration import worker_lives  # noqa: PLC0415  the same
        from qaraul.web.assets import front_end_is_built  # noqa: PLC0415  apps load before it may

        leases.steps.register("sign of life", worker_lives)
        checks.register(front_end_is_built, deploy=True)

"""The place of forecasts among the apps; what it brings to the registries below it."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """Forecast sets and their scores."""

    name = "qaraul.forecasts"

    def ready(self) -> None:
        """Name the work steps and the map layer.

        Sets are no kind of record that can be released: their sight decides who sees them.
        """
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.events.layers import layers  # noqa: PLC0415  the same
        from qaraul.forecasts import beyond  # noqa: PLC0415  the same
        from qaraul.forecasts.services import monthly  # noqa: PLC0415  the same

        layers.register("forecast", beyond.LAYER)
        leases.steps.register("forecasts", monthly.issue_what_is_due)
        leases.steps.register("scores of forecasts", monthly.score_what_is_over)

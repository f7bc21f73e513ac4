"""The place of forecasts among the apps; what it brings to the registries below it."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """Forecast sets and their scores."""

    name = "qaraul.forecasts"

    def ready(self) -> None:
        """Name the work steps.

        Sets are no kind of record that can be released: their sight decides who sees them.
        """
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.forecasts.services import monthly  # noqa: PLC0415  the same

        leases.steps.register("forecasts", monthly.issue_what_is_due)
        leases.steps.register("scores of forecasts", monthly.score_what_is_over)

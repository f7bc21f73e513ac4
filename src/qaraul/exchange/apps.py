"""The machine doors' place among the apps."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """REST v1, feeds out, the journal's pages."""

    name = "qaraul.exchange"

    def ready(self) -> None:
        """Let the worker forget the keys of requests that were done long ago."""
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.exchange.services import forget_done_requests  # noqa: PLC0415  the same

        leases.steps.register("keys of done requests", forget_done_requests)

"""The machine doors' place among the apps."""

from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """REST v1, feeds out, the journal's pages."""

    name = "qaraul.exchange"

    def ready(self) -> None:
        """Name the panel of the journal; let the worker forget the keys of requests long done."""
        import_module("qaraul.exchange.journal_health")
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.exchange.services import forget_done_requests  # noqa: PLC0415  the same

        leases.steps.register("keys of done requests", forget_done_requests)

"""The journal's place among the apps."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the delivery of facts to the apps above."""

    name = "qaraul.journal"

    def ready(self) -> None:
        """Let the worker deliver journal entries to their listeners."""
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.journal.services import deliver_facts  # noqa: PLC0415  the same

        leases.steps.register("journal facts", deliver_facts)

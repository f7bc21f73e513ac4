"""The place of events among the apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Incidents: what happened, with its evidence and history."""

    name = "qaraul.events"

    def ready(self) -> None:
        """Let incidents be released: by one person, to the public by two."""
        from qaraul.events.models import Incident  # noqa: PLC0415  models may not load before the apps
        from qaraul.events.pages import facts_to_sign  # noqa: PLC0415  the same
        from qaraul.sharing import kinds  # noqa: PLC0415  the same
        from qaraul.sharing.choices import TLP  # noqa: PLC0415  the same

        def persons_needed(tlp: TLP) -> int:
            return 2 if tlp == TLP.CLEAR else 1

        kinds.register(
            "incident",
            model=Incident,
            label=_("incident"),
            persons_needed=persons_needed,
            may_release=lambda incident: incident.is_listed,
            reference=lambda incident: incident.number,
            facts=facts_to_sign,
        )

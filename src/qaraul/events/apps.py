"""The place of events among the apps."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Incidents: what happened, with its evidence and history."""

    name = "qaraul.events"

"""The place of sources among the apps."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Where we read: sources, feeds, documents, and how they are fetched."""

    name = "qaraul.sources"

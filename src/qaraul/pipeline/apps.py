"""The place of pipeline among the apps."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    """From documents to stories, signals and the triage queue."""

    name = "qaraul.pipeline"

"""The place of exercises among the apps."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """Scenarios that are played, never mixed with the real."""

    name = "qaraul.exercises"

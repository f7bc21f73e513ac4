"""The index's place among the apps."""

from django.apps import AppConfig


class LexemesConfig(AppConfig):
    """A store of lexemes, used by every app that can be searched."""

    name = "qaraul.lexemes"

"""Sharing's place among the apps."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Who sees what."""

    name = "qaraul.sharing"

"""The place of exchange among the apps."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Machine doors: the API and the feeds out."""

    name = "qaraul.exchange"

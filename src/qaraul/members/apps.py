"""The members' place among the apps."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who is in the network."""

    name = "qaraul.members"

"""Start Django for a command that needs the database."""

import django
from django.apps import apps


def start() -> None:
    """Set up Django once."""
    if not apps.ready:
        django.setup()

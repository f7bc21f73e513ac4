"""What every test stands on: a database of its own, quick passwords, a cache in memory."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from pytest_django import Settings

from qaraul.config.testing import DATA

# Machines are noisy: how fast something is, benchmarks tell.
hypothesis.settings.register_profile("qaraul", deadline=None)
hypothesis.settings.load_profile("qaraul")


def pytest_configure() -> None:
    """Give the test database a name that no other run has."""
    database = settings.DATABASES["default"]
    name = os.environ.get("QARAUL_TEST_DB_NAME", f"qaraul_test_{os.getpid()}")
    if database["ENGINE"].endswith("sqlite3"):
        name = str(Path(DATA) / f"{name}.sqlite3")  # a file, so that threads share it
    database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    """Hash passwords cheaply and keep the cache in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def _own_areas() -> None:
    """Areas of the last test, or of another database, are not taken for this one's."""
    from qaraul.events.areas import look_again  # noqa: PLC0415  models may not load before the apps

    look_again()

"""What every test stands on: a throw-away data directory and the database that was asked for."""

import os
import tempfile
from pathlib import Path

_DATA = Path(tempfile.mkdtemp(prefix="qaraul-test-"))
os.environ.update(
    QARAUL_SECRET_KEY="only-for-tests",  # noqa: S106  no secret
    QARAUL_DATA_DIR=str(_DATA),
    QARAUL_NODE_ADDRESS="http://127.0.0.1:8000",
    QARAUL_HOSTS="*",
    DJANGO_SETTINGS_MODULE="qaraul.config.settings",
)
for name in ("QARAUL_EXERCISE", "QARAUL_OPERATOR", "QARAUL_DEMONSTRATION", "QARAUL_DATABASE"):
    os.environ.pop(name, None)
if os.environ.get("QARAUL_TEST_DATABASE") == "postgres":
    os.environ["QARAUL_DATABASE"] = os.environ.get(
        "QARAUL_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"
    )

import pytest  # noqa: E402  the settings above come first
from django.conf import settings  # noqa: E402  the same


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database, so that several runs may stand side by side."""
    name = os.environ.get("QARAUL_TEST_DB_NAME", f"qaraul_test_{os.getpid()}")
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = str(_DATA / f"{name}.sqlite3")  # a file, so that threads and processes share it
    database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(autouse=True)
def _fast_and_quiet(settings: pytest.FixtureRequest) -> None:
    """Hash passwords cheaply, keep the cache in memory, and send no mail."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # type: ignore[attr-defined]

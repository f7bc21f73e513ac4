"""The environment of a test run, set before Django reads its settings."""

import os
import tempfile

DATA = tempfile.mkdtemp(prefix="qaraul-test-")
POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"

for name in [name for name in os.environ if name.startswith("QARAUL_")]:
    if not name.startswith("QARAUL_TEST_"):
        del os.environ[name]
os.environ.update(
    QARAUL_SECRET_KEY="only-for-tests",  # noqa: S106  no secret
    QARAUL_DATA_DIR=DATA,
    QARAUL_HOSTS="*",
    DJANGO_SETTINGS_MODULE="qaraul.config.settings",
)
if os.environ.get("QARAUL_TEST_DATABASE") == "postgres":
    os.environ["QARAUL_DATABASE"] = os.environ.get("QARAUL_TEST_POSTGRES", POSTGRES)

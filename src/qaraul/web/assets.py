"""Names of the built files: each carries its hash, so that browsers keep it for ever."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.templatetags.static import static

MANIFEST = "manifest.json"


@cache
def manifest(folder: Path) -> dict[str, str]:
    """Plain name → built name; empty when the front end has not been built."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def address(name: str) -> str:
    """The address of a built file."""
    return static(manifest(Path(settings.STATIC_ROOT)).get(name, name))


def front_end_is_built(**_: object) -> list[CheckMessage]:
    """A node without its styles and islands still works, but nobody should have to use it."""
    if manifest(Path(settings.STATIC_ROOT)):
        return []
    return [
        Error(
            "The styles and scripts are not built.",
            hint="Run: npm ci && npm run build",
            id="web.E001",
        )
    ]

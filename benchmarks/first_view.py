"""Do the first views stay within 150 KB gzipped, fonts left out? Exits 1 when one does not.

Counted: the page, and every style and script it loads by itself, each as a browser receives it
(compressed). Fonts are listed apart. The map that can be moved is not part of a first view.
"""

import gzip
import os
import re
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

DATA = tempfile.mkdtemp(prefix="qaraul-first-view-")
os.environ.update(
    QARAUL_SECRET_KEY="only-for-benchmarks",  # noqa: S106  guards nothing
    QARAUL_DATA_DIR=DATA,
    QARAUL_HOSTS="*",
    QARAUL_EXERCISE="Lantern 26",
    DJANGO_SETTINGS_MODULE="qaraul.config.settings",
)
os.environ.pop("QARAUL_DATABASE", None)

import django  # noqa: E402  the settings above come first
from django.conf import settings  # noqa: E402  the same
from django.core.management import call_command  # noqa: E402  the same
from django.test import Client  # noqa: E402  the same

LIMIT_KB = 150
LOADED = re.compile(
    rb'(?:<link rel="stylesheet" href|<script[^>]* src|<link rel="icon" href)="([^"]+)"'
)
FONT = re.compile(rb'url\("?([^")]+\.woff2)')
INCIDENTS = 200


def fill() -> None:
    """Areas, one organisation with its analyst, and incidents all over the map."""
    from qaraul.events.testing import make_incident  # noqa: PLC0415  Django must be set up first
    from qaraul.members.choices import Role  # noqa: PLC0415  the same
    from qaraul.members.testing import make_organisation, make_person  # noqa: PLC0415  the same
    from qaraul.places.models import Area  # noqa: PLC0415  the same
    from qaraul.places.services import load_starter_areas  # noqa: PLC0415  the same

    load_starter_areas()
    ours = make_organisation()
    person = make_person(ours, Role.ANALYST)
    person.username = "analyst"
    person.save()
    areas = list(Area.objects.filter(is_core=True, level=1))
    today = datetime.now(UTC).date()
    for n in range(INCIDENTS):
        make_incident(
            ours,
            title=f"A title as long as titles usually are, number {n}",
            area=areas[n % len(areas)],
            occurred_on=today - timedelta(days=n % 60),
            is_exercise=True,
        )


def sizes(client: Client, address: str) -> dict[str, int]:
    """Compressed bytes of a page and of what it loads; fonts under "fonts"."""
    page = client.get(address)
    if page.status_code != 200:
        raise SystemExit(f"{address} answered {page.status_code}")
    found = {"page": len(gzip.compress(page.content, 6)), "fonts": 0}
    for match in LOADED.findall(page.content):
        name = match.decode().removeprefix(settings.STATIC_URL)
        path = Path(settings.STATIC_ROOT) / name
        body = path.read_bytes()
        found[name] = len(gzip.compress(body, 9))
        fonts = {Path(f.decode()).name for f in FONT.findall(body)}
        found["fonts"] += sum((path.parent / f).stat().st_size for f in fonts)
    return found


def main() -> int:
    """Print a table; 1 when a first view is too heavy."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill()
    from qaraul.members.models import Person  # noqa: PLC0415  Django must be set up first

    stranger, member = Client(), Client()
    member.force_login(Person.objects.get(username="analyst"))
    is_too_heavy = False
    for name, client, address in (
        ("sign-in", stranger, "/account/login/"),
        ("home", member, "/"),
        ("search", member, "/search"),
    ):
        parts = sizes(client, address)
        total = sum(size for part, size in parts.items() if part != "fonts") / 1024
        is_too_heavy |= total > LIMIT_KB
        print(f"{name:8} {total:6.1f} KB of {LIMIT_KB}")
        for part, size in parts.items():
            print(f"    {part:24} {size / 1024:7.1f} KB{' at most, as needed' * (part == 'fonts')}")
    return int(is_too_heavy)


if __name__ == "__main__":
    sys.exit(main())

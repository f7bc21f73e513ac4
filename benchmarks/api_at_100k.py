"""100,000 incidents: are API lists and the feed served within 300 ms (p95)? Exits 1 when not.

Each is asked for over the whole stack with a member's token that sees about half of them; beside
it stand the rows a second. The incidents are those of incidents_at_100k.py, drawn with its seed.

    python benchmarks/api_at_100k.py [--rows 100000] [--repeat 30]
"""
# ruff: noqa: PLC0415  Django is set up for a database of our own before models are imported

import argparse
import os
import tempfile
from datetime import timedelta
from typing import Any

from incidents_at_100k import LIMIT_MS, fill, is_busy, timed

FILTER = "area=KG&from=2026-01-01&to=2026-11-23"


def addresses(client: Any, secret: str, feed: str) -> list[tuple[str, str]]:
    """What is asked for: the first page, a deep one, a filtered one, a large one, the feed."""
    cursor = ""
    for _ in range(40):
        page = client.get(f"/api/v1/incidents?limit=500{cursor}", headers=bearer(secret)).json()
        cursor = f"&cursor={page['next']}"
    return [
        ("first 100", "/api/v1/incidents"),
        ("500 rows, 20,000 deep", f"/api/v1/incidents?limit=500{cursor}"),
        ("filtered 100", f"/api/v1/incidents?{FILTER}"),
        ("first 500", "/api/v1/incidents?limit=500"),
        ("feed of 100", feed),
    ]


def bearer(secret: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {secret}"}


def measure(rows: int, repeat: int) -> int:
    """Fill a database, print the table, and count what is too slow."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import override_settings
    from django.utils import timezone

    from qaraul.exchange.services import follow
    from qaraul.members.choices import Scope
    from qaraul.members.services.tokens import issue_token
    from qaraul.members.viewers import organisations_of, viewer_for

    call_command("migrate", verbosity=0)
    person = fill(rows)["member"]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    viewer, now = viewer_for(person, organisations_of(person)[0]), timezone.now()
    year = timedelta(days=365)
    secret = issue_token(viewer, name="b", scopes=[Scope.READ], at=now, lasts=year)[1]
    feed = follow(viewer, list_name="incidents", query="", name="b", at=now, lasts=year)[1]
    slow = 0
    with override_settings(ALLOWED_HOSTS=["testserver"], API_REQUESTS_A_MINUTE=10**9):
        client = Client()
        for claim, address in addresses(client, secret, f"/feeds/{feed}/incidents.rss"):
            answer = client.get(address, headers=bearer(secret))
            given = 100 if "feed" in claim else len(answer.json()["items"])
            median, p95 = timed(lambda a=address: client.get(a, headers=bearer(secret)), repeat)  # type: ignore[misc]  # the loop's own address
            is_slow = p95 > LIMIT_MS
            slow += is_slow and not is_busy()
            said = ("on a busy machine" if is_busy() else "FAILED") if is_slow else "kept"
            speed = given / median * 1_000
            print(f"  {claim:<24} p95 {p95:7.1f} ms  {speed:9,.0f} rows/s  {said}", flush=True)
    return slow


def main() -> int:
    """Measure in a directory that goes away."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qaraul-bench-") as folder:
        os.environ |= {
            "QARAUL_SECRET_KEY": "only-for-the-benchmark",
            "QARAUL_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "qaraul.config.settings",
        }
        return int(measure(options.rows, options.repeat) > 0)


if __name__ == "__main__":
    raise SystemExit(main())

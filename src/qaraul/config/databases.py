"""Which database a node uses: SQLite in its data directory, or PostgreSQL by address."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Disks without heads, so that an index that holds it all is read instead of a whole table. And for
# a page's query, starting processes to share the work costs more than the work.
PLANNER = "-c random_page_cost=1.1 -c jit=off -c parallel_setup_cost=20000"


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in WAL mode: writers queue, and what is committed is on disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
            ),
        },
    }


def postgres(address: str) -> dict[str, Any]:
    """PostgreSQL from an address such as postgres://user:secret@host:5432/name."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SystemExit("QARAUL_DATABASE must look like postgres://user:secret@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": PLANNER},
    }

"""What the page of administration says of the node itself: version, worker, database, disk."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qaraul import __version__
from qaraul.members.panels import Fact, Panel, panels
from qaraul.members.queries import is_operator
from qaraul.members.viewers import Viewer

ALIVE, ALIVE_FOR_S = "worker-alive", 7 * 24 * 3600
QUIET_S, WRITTEN_EVERY_S = 120, 30
LITTLE_SPACE = 2 * 1024**3


def worker_lives(now: datetime) -> int:
    """Work step: note at most twice a minute that a worker lives; it counts as no work done."""
    last = cache.get(ALIVE)
    if last is None or (now - last).total_seconds() >= WRITTEN_EVERY_S:
        cache.set(ALIVE, now, ALIVE_FOR_S)
    return 0


def facts(viewer: Viewer) -> list[Fact]:
    """For the operator: what the node knows of itself."""
    if not is_operator(viewer):
        return []
    return [_worker(), _database(), _disk(), Fact(_("Version"), words=__version__)]


def _worker() -> Fact:
    seen = cache.get(ALIVE)
    is_quiet = seen is None or (timezone.now() - seen).total_seconds() > QUIET_S
    remedy = _("Start “qaraul work”: without it nothing is fetched or read.") if is_quiet else ""
    return Fact(_("Worker last alive"), at=seen, remedy=remedy, is_amiss=is_quiet)


def _database() -> Fact:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, "")
    return Fact(_("Database"), words=kind, size=_database_size())


def _database_size() -> int | None:
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_database_size(current_database())")
                return int(cursor.fetchone()[0])
        except DatabaseError:
            return None
    path = Path(str(connection.settings_dict["NAME"]))
    parts = [path, path.with_name(f"{path.name}-wal")]
    return sum(part.stat().st_size for part in parts if part.is_file()) or None


def _disk() -> Fact:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return Fact(_("Free on the data directory's disk"))
    return Fact(
        _("Free on the data directory's disk"),
        size=free,
        remedy=_("Make room soon: a full disk stops the node.") if free < LITTLE_SPACE else "",
        is_amiss=free < LITTLE_SPACE,
    )


panels.register("node", Panel(_("Node"), facts))

"""Fresh statistics for the query planner; without them SQLite passes by its best indexes."""

from datetime import datetime, timedelta

from django.db import connection

EVERY = timedelta(minutes=30)


class Statistics:
    """A step of the worker that lets SQLite count now and then; PostgreSQL does so by itself."""

    def __init__(self) -> None:
        self._counted_at: datetime | None = None

    def __call__(self, now: datetime) -> int:
        """Count when it is time; this is no work that others wait for, so always 0."""
        is_fresh = self._counted_at is not None and now - self._counted_at < EVERY
        if connection.vendor == "sqlite" and not is_fresh:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA analysis_limit=1000")
                cursor.execute("ANALYZE")
            self._counted_at = now
        return 0

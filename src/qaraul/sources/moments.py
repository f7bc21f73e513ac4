"""Dates as feeds write them, to UTC; what cannot be read is no date."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
EPOCH_MS = 100_000_000_000
"""Whole numbers from here on are milliseconds: as seconds they would lie in the year 5138."""


def moment_of(value: object) -> datetime | None:
    """A moment from an ISO 8601 or RFC 5322 date, a Unix time, or a date; None when it is none."""
    try:
        found = _read(value)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    if found is None:
        return None
    try:
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
    return found if found >= EARLIEST else None


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000 if abs(value) >= EPOCH_MS else value, UTC)
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()[:80]
    if re.match(r"\d{4}-?\d\d", text):
        return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)|\s*UTC$", "", text))
    return parsedate_to_datetime(text)

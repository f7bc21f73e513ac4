"""Rows as the database keeps them, for files where a Python object a cell is too slow."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection

from qaraul.events.models import Incidents

Stored = tuple[Any, ...]


def stored_rows(rows: Incidents, columns: Sequence[str]) -> Iterator[Stored]:
    """The columns of a query, neither converted nor kept; `rows` start from `visible_to`."""
    try:
        statement, parameters = rows.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:  # Django sees by itself that nothing can fit
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while chunk := cursor.fetchmany(1_000):
            yield from chunk


def id_text(stored: Any) -> str:
    """An id with its hyphens: SQLite keeps 32 hexadecimal digits, PostgreSQL a UUID."""
    if isinstance(stored, UUID):
        return str(stored)
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def id_of(stored: Any) -> UUID:
    """An id as Django knows it."""
    return stored if isinstance(stored, UUID) else UUID(hex=stored)


def key_of(pk: UUID) -> Any:
    """An id as this database keeps it."""
    return pk if connection.features.has_native_uuid_field else pk.hex


def moment_text(stored: Any) -> str:
    """A moment to the second in UTC: SQLite keeps text without a zone."""
    text = stored.isoformat() if isinstance(stored, datetime) else stored
    return f"{text[:10]}T{text[11:19]}Z"


def day_text(stored: Any) -> str | None:
    """A day as ISO 8601 text."""
    return stored if stored is None or isinstance(stored, str) else stored.isoformat()

"""Identifiers that sort by the time they were made, the same inside the node and at its borders."""

from uuid import UUID

import uuid_utils.compat as time_ordered


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562 §5.7)."""
    return time_ordered.uuid7()

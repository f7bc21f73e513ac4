"""Cursors: the last row of a page, signed, and good only for the list and filter they came from."""

import hashlib
from collections.abc import Sequence

from django.core import signing

from qaraul.errors import Conflict

SIGNER = signing.Signer(salt="qaraul.exchange.cursor")


def digest_of(list_name: str, query: str) -> str:
    """What ties a cursor to its list and filter."""
    return hashlib.sha256(f"{list_name}?{query}".encode()).hexdigest()[:16]


def write(list_name: str, query: str, last: Sequence[str]) -> str:
    """The cursor after a row whose place in the order is `last`."""
    return SIGNER.sign_object([digest_of(list_name, query), *last])


def read(list_name: str, query: str, cursor: str) -> list[str] | None:
    """The place that a cursor names, None for no cursor; `Conflict` when it is not of this list."""
    if not cursor:
        return None
    try:
        digest, *last = SIGNER.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError):
        raise Conflict("This cursor is damaged.", field="cursor") from None
    if digest != digest_of(list_name, query):
        raise Conflict("This cursor belongs to another list or filter.", field="cursor")
    return [str(part) for part in last]

"""Canonical bytes and their digests, the same on every machine and from every database."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_EXACT = 2**53  # whole floats below it are the same number as an integer


def canonical(value: Mapping[str, Any]) -> bytes:
    """The value as JSON with sorted keys and no spaces, in UTF-8."""
    return orjson.dumps(value, default=str, option=_OPTIONS)


def digest(value: Mapping[str, Any] | None) -> str:
    """SHA-256 of the value's canonical JSON, 64 hexadecimal digits; empty for None."""
    if value is None:
        return ""
    return hashlib.sha256(canonical(value)).hexdigest()


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """The value as every database gives it back: JSON without NUL, whole floats as integers.

    PostgreSQL refuses NUL in texts and turns 1e16 into an integer; SQLite does neither.
    """
    kept: dict[str, Any] = _plain(orjson.loads(canonical(value)))
    return kept


def without_nul(text: str) -> str:
    """The text without the one character that PostgreSQL cannot keep."""
    return text.replace("\x00", "")


def _plain(value: Any) -> Any:
    match value:
        case str():
            return without_nul(value)
        case float() if value.is_integer():
            return int(value) if abs(value) < _EXACT else repr(value)
        case dict():
            return {without_nul(key): _plain(part) for key, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case _:
            return value

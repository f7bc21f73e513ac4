"""Canonical bytes and their digests, the same on every machine."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def digest(value: Mapping[str, Any] | None) -> str:
    """SHA-256 of the value's canonical JSON, 64 hexadecimal digits; empty for None."""
    if value is None:
        return ""
    return hashlib.sha256(orjson.dumps(value, default=str, option=_OPTIONS)).hexdigest()

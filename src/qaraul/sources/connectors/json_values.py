"""JSON as feeds send it: decoded warily, asked by several names, never trusted for its types."""

from collections.abc import Mapping
from typing import Any

import orjson

from qaraul.sources.charsets import decode
from qaraul.sources.connectors.base import Context, NotThisKind


def load(body: bytes, context: Context) -> Any:
    """The value, or `NotThisKind`."""
    try:
        return orjson.loads(decode(body, context.content_type).text)
    except orjson.JSONDecodeError as error:
        raise NotThisKind(f"not JSON: {error}") from error


def word(values: Mapping[str, Any], *names: str) -> str:
    """The first of the named values that is a text or a number, as text."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def inner(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A mapping inside; an empty one when there is something else."""
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def mappings(values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The mappings of a list inside."""
    value = values.get(name)
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []

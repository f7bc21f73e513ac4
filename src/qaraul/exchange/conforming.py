"""Hold a request's query against its own description, so that both say the same."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest

from qaraul.errors import BadInput

WHOLE = r"-?\d{1,9}"
DECIMAL = r"-?\d{1,9}(\.\d{1,20})?([eE]-?\d{1,3})?"


def require_described(request: HttpRequest, parameters: Sequence[dict[str, Any]]) -> None:
    """`BadInput` for a parameter that is not described, or whose value is not as described.

    A misspelt or empty filter would else count as none and show too much.
    """
    known = {found["name"]: found["schema"] for found in parameters}
    for name, values in request.GET.lists():
        if name not in known:
            said = ", ".join(sorted(known)) or "none"
            raise BadInput(f"No parameter is called “{name}”. Known: {said}.", field=name)
        if fault := _fault(values, known[name]):
            raise BadInput(fault, field=name)


def _fault(values: list[str], schema: dict[str, Any]) -> str:
    if schema.get("type") != "array":
        return "Give this once." if len(values) > 1 else _item_fault(values[0], schema)
    parts = [part for value in values for part in value.split(",")]
    if not schema.get("minItems", 0) <= len(parts) <= schema["maxItems"]:
        return f"From {schema['minItems']} to {schema['maxItems']} values, parted by commas."
    return next((fault for part in parts if (fault := _item_fault(part, schema["items"]))), "")


def _item_fault(value: str, schema: dict[str, Any]) -> str:
    if not value.replace("\x00", "").strip():
        return "This says nothing: leave it out, or give a value."
    if "enum" in schema:
        known = [str(item) for item in schema["enum"]]
        return "" if value in known else f"One of: {', '.join(known)}."
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value, re.ASCII):
        return f"It must look like {schema['pattern']}."
    if len(value) > schema.get("maxLength", len(value)):
        return f"At most {schema['maxLength']} characters."
    if schema.get("format") == "date":
        return "" if _is_date(value) else "Write the date as 2026-11-23."
    return _number_fault(value, schema) if schema.get("type") in {"integer", "number"} else ""


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _number_fault(value: str, schema: dict[str, Any]) -> str:
    low, high = schema["minimum"], schema["maximum"]
    pattern = WHOLE if schema["type"] == "integer" else DECIMAL
    is_within = re.fullmatch(pattern, value, re.ASCII) and low <= float(value) <= high
    return "" if is_within else f"A number from {low} to {high}."

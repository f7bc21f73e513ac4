"""The API's own description: parameters, bodies and problems in OpenAPI 3.1."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from qaraul.exchange.answers import LONGEST_CURSOR, MOST_ROWS, USUAL_ROWS
from qaraul.exchange.problems import MEDIA_TYPE, TITLES

PROBLEM = {"$ref": "#/components/schemas/Problem"}
TEXT: dict[str, Any] = {"type": "string"}
SAYING = {"type": "string", "pattern": r"^[\s\S]*[^\s\u0000][\s\S]*$"}
"""A text with at least one sign that can be seen."""
DATE: dict[str, Any] = {"type": "string", "format": "date"}


def parameter(name: str, schema: dict[str, Any], said: str) -> dict[str, Any]:
    """A query parameter that may be left out; lists are parted by commas."""
    shape = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
    return {"in": "query", "name": name, "schema": schema, "description": said, **shape}


def one_of(values: Sequence[Any]) -> dict[str, Any]:
    """A value out of the named ones."""
    return {"enum": list(values)}


def listed(values: dict[str, Any]) -> dict[str, Any]:
    """One value or more."""
    return {"type": "array", "items": values, "minItems": 1, "maxItems": 100}


PAGING = [
    parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL_ROWS},
        "How many rows at most.",
    ),
    parameter(
        "cursor",
        {**SAYING, "maxLength": LONGEST_CURSOR},
        "`next` of the page before, with the same filter.",
    ),
]
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": TEXT,
    "description": "The ETag of the last answer; 304 when nothing changed.",
}


def problems(*statuses: int) -> dict[str, Any]:
    """The problem documents that an operation may answer with."""
    return {
        str(status): {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
            "headers": _headers(status),
        }
        for status in statuses
    }


def _headers(status: int) -> dict[str, Any]:
    named = {401: "WWW-Authenticate", 429: "Retry-After"}
    return {named[status]: {"schema": TEXT}} if status in named else {}


def list_of(*filters: dict[str, Any]) -> dict[str, Any]:
    """What is said of a list: its filters, its pages, its problems."""
    responses = {**problems(400, 401, 403, 404, 409, 429), "304": {"description": "Not changed"}}
    return {"parameters": [*filters, *PAGING], "responses": responses}


def one() -> dict[str, Any]:
    """What is said of one record."""
    responses = {**problems(400, 401, 403, 404, 429), "304": {"description": "Not changed"}}
    return {"responses": responses}


def writing(body: type[BaseModel], *, is_key_required: bool) -> dict[str, Any]:
    """What is said of an operation that writes."""
    schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    key = {
        "in": "header",
        "name": "Idempotency-Key",
        "required": is_key_required,
        "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
        "description": "Your name for this request; sent again, it is not done again.",
    }
    return {
        "parameters": [key],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": problems(400, 401, 403, 404, 409, 413, 415, 429),
    }


def components(*bodies: type[BaseModel]) -> dict[str, Any]:
    """The schemas that bodies refer to."""
    found: dict[str, Any] = {}
    for body in bodies:
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= schema.get("$defs", {})
    return found

"""What the API answers when all is well, and the size of its pages."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

MOST_ROWS, USUAL_ROWS = 500, 100
LONGEST_CURSOR = 1_000
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
MEDIA_TYPE = "application/json"


def answer(body: Mapping[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    """A JSON document with its ETag; whoever asks again must be asked again whether they may."""
    content = orjson.dumps(body, option=OPTIONS)
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization",))
    return response


def limit_of(request: HttpRequest) -> int:
    """How many rows are asked for."""
    return int(request.GET.get("limit", USUAL_ROWS))


def filter_query(request: HttpRequest) -> str:
    """The query without its place and size: what a cursor is tied to."""
    query = request.GET.copy()
    for name in ("cursor", "limit"):
        query.pop(name, None)
    return query.urlencode()

"""One page of rows by keyset: the same for every list."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from qaraul.errors import Conflict
from qaraul.exchange import cursors
from qaraul.exchange.answers import answer, filter_query, limit_of

Row = dict[str, Any]


def page(
    request: HttpRequest,
    name: str,
    rows: QuerySet[Any],
    *,
    columns: tuple[str, ...],
    after: Callable[[QuerySet[Any], list[str]], QuerySet[Any]],
    place: Callable[[Row], list[str]],
    shape: Callable[[list[Row]], list[Row]],
) -> HttpResponse:
    """The rows after the cursor, in the query set's order, and the cursor of the next page.

    after: the rows behind a place; place: where a row stands; shape: rows as they are given out.
    """
    size, query = limit_of(request), filter_query(request)
    if last := cursors.read(name, query, request.GET.get("cursor", "")):
        try:
            rows = after(rows, last)
        except (ValueError, IndexError, TypeError):
            raise Conflict("This cursor is damaged.", field="cursor") from None
    found: list[Row] = list(rows.values(*columns)[: size + 1])
    following = None
    if len(found) > size:
        following = cursors.write(name, query, place(found[size - 1]))
    body: Mapping[str, Any] = {"items": shape(found[:size]), "next": following}
    return answer(body)

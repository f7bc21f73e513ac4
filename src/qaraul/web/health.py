"""Whether the node lives, and whether it is ready to work."""

import orjson
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qaraul import __version__


def answer(code: int, **facts: object) -> HttpResponse:
    """A small JSON body."""
    return HttpResponse(orjson.dumps(facts), status=code, content_type="application/json")


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """GET /healthz – 200 while the web process answers and its database does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return answer(503, status="the database does not answer")
    return answer(200, status="ok", version=__version__)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """GET /readyz – 200 when the database also has this version's schema."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return answer(503, status="the database does not answer")
    if pending:
        return answer(503, status="the schema is not up to date", pending=len(pending))
    return answer(200, status="ready", version=__version__)

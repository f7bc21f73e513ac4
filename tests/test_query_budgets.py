"""What each page may ask of the database; the number does not grow with the rows shown."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.network import Network, signed_in

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, int] = json.loads(
    Path(__file__).with_name("query_counts.json").read_text(encoding="utf-8")
)


@pytest.fixture
def network(settings: Settings) -> Network:
    settings.SECOND_FACTOR_REQUIRED = False  # else a releaser sees one page only: how to get one
    return Network()


def asked(client: Client, path: str, headers: dict[str, str]) -> list[str]:
    client.get(path, headers=headers)  # the first visit fills what is kept in memory
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=headers).status_code == 200
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("path", BUDGETS)
def test_each_page_keeps_its_budget_however_many_rows_it_shows(network: Network, path: str) -> None:
    cache.clear()
    client, headers = signed_in(network.author), {}
    if path.startswith("/api/"):
        client, headers = Client(), network.token(network.author, network.origin)
    network.write("bridge", network.everyone)
    few = asked(client, path, headers)
    for _ in range(6):
        network.write("bridge", network.everyone)
    many = asked(client, path, headers)
    assert len(many) <= BUDGETS[path], "\n".join(many)
    assert len(many) <= len(few) + 1, "a query a row:\n" + "\n".join(many)

"""The worker keeps SQLite's statistics fresh."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qaraul.config.statistics import EVERY, Statistics

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("later", "times"), [(timedelta(0), 1), (EVERY - timedelta(seconds=1), 1), (EVERY, 2)]
)
def test_tables_are_counted_anew_when_it_is_time(later: timedelta, times: int) -> None:
    step = Statistics()
    with CaptureQueriesContext(connection) as asked:
        assert step(NOON) == 0
        assert step(NOON + later) == 0
    counted = [query["sql"] for query in asked.captured_queries].count("ANALYZE")
    assert counted == (times if connection.vendor == "sqlite" else 0)

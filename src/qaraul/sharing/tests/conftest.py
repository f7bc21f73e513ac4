"""The table and the kind of the tests' own marked record."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from qaraul.sharing.kinds import kinds, register
from qaraul.sharing.tests.paper import Paper, persons_needed


@pytest.fixture(scope="module")
def paper_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001  the database comes first
    """Make the table for these modules alone: PostgreSQL empties no table that it points to."""
    if "paper" not in kinds:
        register("paper", Paper, "paper", persons_needed)
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Paper)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Paper)

"""Areas, an operator and an invented file of events, for every test that reads them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qaraul.forecasts.testing import write_events
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation
from qaraul.places.services import load_starter_areas

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)


@pytest.fixture
def operator(db: None, settings: Settings) -> Organisation:  # noqa: ARG001  a fixture asked for
    """The operator of a node with the starter areas."""
    load_starter_areas()
    found = make_organisation()
    settings.OPERATOR = found.code
    return found


@pytest.fixture
def events(operator: Organisation, tmp_path: Path) -> Path:  # noqa: ARG001  the areas come with it
    """Forty months of events, to April 2026."""
    return write_events(tmp_path / "events.parquet")

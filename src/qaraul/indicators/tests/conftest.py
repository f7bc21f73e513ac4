"""Areas and the starter catalogue, for every test that reads them."""

from datetime import UTC, date, datetime

import pytest

from qaraul.indicators.services.catalogue import load_starter_catalogue
from qaraul.places.services import load_starter_areas

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def catalogue(db: None) -> int:  # noqa: ARG001  a fixture asked for
    """The starter areas and indicators; how many indicators there are."""
    load_starter_areas()
    return load_starter_catalogue()

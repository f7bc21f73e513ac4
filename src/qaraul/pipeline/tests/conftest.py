"""Areas, a member with an analyst, and a network to share with."""

import pytest

from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.members.viewers import Viewer
from qaraul.places.services import load_starter_areas


@pytest.fixture
def areas(db: None) -> None:  # noqa: ARG001  the database comes first
    """The shipped areas."""
    load_starter_areas()


@pytest.fixture
def home(db: None) -> Organisation:  # noqa: ARG001  the database comes first
    """The organisation that owns what is read."""
    return make_organisation()


@pytest.fixture
def analyst(home: Organisation) -> Viewer:
    """An analyst at home."""
    return make_viewer(home, Role.ANALYST)

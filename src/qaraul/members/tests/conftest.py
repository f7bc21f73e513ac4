"""An operator with an administrator, another organisation with one, and their browsers."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Side:
    """One organisation with its administrator, signed in."""

    organisation: Organisation
    administrator: Person
    client: Client

    @property
    def viewer(self) -> Viewer:
        """The administrator as they are now."""
        return viewer_for(self.administrator, self.organisation)


def signed_in(person: Person) -> Client:
    """A browser with a session of that person."""
    client = Client()
    client.force_login(person)
    return client


def make_side() -> Side:
    """An organisation, its administrator, a browser."""
    organisation = make_organisation()
    administrator = make_person(organisation, Role.ADMINISTRATOR)
    return Side(organisation, administrator, signed_in(administrator))


@pytest.fixture(autouse=True)
def _password_is_enough(settings: pytest.FixtureRequest) -> None:
    """As in the demonstration; the tests of the second factor turn it on."""
    cache.clear()  # the counts of failed attempts
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture
def operator(db: None, settings: pytest.FixtureRequest) -> Side:  # noqa: ARG001  a fixture asked for
    """The organisation that runs the node."""
    side = make_side()
    settings.OPERATOR = side.organisation.code  # type: ignore[attr-defined]
    return side


@pytest.fixture
def member(operator: Side) -> Side:  # noqa: ARG001  the operator comes first
    """Another member of the network."""
    return make_side()

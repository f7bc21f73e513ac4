"""An origin that writes, a partner it shares with, a stranger; each with tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qaraul.exchange.limits import limiter
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation, Person
from qaraul.members.services.tokens import issue_token
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Caller:
    """One person of one organisation, with a token for the API."""

    organisation: Organisation
    person: Person
    secret: str

    @property
    def viewer(self) -> Viewer:
        """The person as they are now."""
        return viewer_for(self.person, self.organisation)

    def get(self, address: str, **headers: str) -> Any:
        """Ask the API for something."""
        return self._ask("get", address, headers)

    def send(self, method: str, address: str, body: Any, **headers: str) -> Any:
        """A writing request with a JSON body."""
        return self._ask(method, address, headers, data=body, content_type="application/json")

    def _ask(self, method: str, address: str, headers: dict[str, str], **more: Any) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(Client(), method)(
            f"/api/v1/{address}",
            headers={"Authorization": f"Bearer {self.secret}", **named},
            **more,
        )


def make_caller(*roles: Role, scopes: tuple[Scope, ...] = (Scope.READ, Scope.WRITE)) -> Caller:
    """Somebody of a new organisation with a token."""
    organisation = make_organisation()
    person = make_person(organisation, *(roles or (Role.ANALYST,)))
    viewer = viewer_for(person, organisation)
    secret = issue_token(viewer, name="x", scopes=scopes, at=timezone.now(), lasts=YEAR)[1]
    return Caller(organisation, person, secret)


@pytest.fixture(autouse=True)
def _fresh_counts(settings: Any) -> Iterator[None]:
    """Nobody has asked yet; a password is enough, as in the demonstration."""
    settings.SECOND_FACTOR_REQUIRED = False
    limiter.forget()
    yield
    limiter.forget()


@pytest.fixture
def origin(db: None) -> Caller:  # noqa: ARG001  a fixture asked for
    """Who writes."""
    return make_caller()


@pytest.fixture
def partner(origin: Caller) -> Caller:  # noqa: ARG001  the origin comes first
    """With whom it is shared."""
    return make_caller()


@pytest.fixture
def stranger(origin: Caller) -> Caller:  # noqa: ARG001  the same
    """With whom it is not."""
    return make_caller()

"""The API keeps what its OpenAPI description promises: schemathesis against the WSGI door."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from qaraul.events.testing import make_incident
from qaraul.exchange.limits import limiter
from qaraul.exchange.problems import TITLES
from qaraul.forecasts.testing import make_set
from qaraul.indicators.services.catalogue import load_starter_catalogue
from qaraul.indicators.testing import make_observation
from qaraul.members.choices import Role, Scope
from qaraul.members.services.tokens import issue_token
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.pipeline.testing import make_document, make_signal
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

EXAMPLES = 15
OPERATIONS = [
    *(
        (f"/api/v1/{name}{tail}", "get")
        for name, key in (
            ("areas", "code"),
            ("documents", "pk"),
            ("forecasts", "pk"),
            ("incidents", "pk"),
            ("indicators", "code"),
            ("signals", "pk"),
            ("sources", "code"),
            ("values", "pk"),
        )
        for tail in ("", f"/{{{key}}}")
    ),
    ("/api/v1/incidents", "post"),
    ("/api/v1/incidents/{pk}", "patch"),
    ("/api/v1/values", "post"),
]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's own connection open from request to request, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def viewer(db: None) -> Viewer:  # noqa: ARG001  a fixture asked for
    """An analyst of a node with a little of everything."""
    organisation = make_organisation()
    everyone = Audience.of(network=True)
    for n in range(3):
        make_incident(tlp=TLP.GREEN, audience=everyone, stage=Stage.RELEASED, title=f"Shared {n}")
        make_incident(organisation, tlp=TLP.AMBER, title=f"Own {n}")
        make_signal(make_document(f"Title {n}", "Text.", audience=everyone))
    load_starter_areas()
    load_starter_catalogue()
    make_observation(origin=organisation)
    make_set(organisation, audience=everyone)
    return viewer_for(make_person(organisation, Role.ANALYST), organisation)


@pytest.fixture
def token(viewer: Viewer, settings: Any) -> str:
    """A token of that analyst that may read and write."""
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    limiter.forget()
    scopes, now = [Scope.READ, Scope.WRITE], timezone.now()
    return issue_token(viewer, name="x", scopes=scopes, at=now, lasts=timedelta(days=1))[1]


def described() -> Any:
    """The description as the node serves it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_keeps_its_promise(
    token: str, path: str, method: str, mode: GenerationMode
) -> None:
    operation = described()[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_it(case: "schemathesis.Case[Any]") -> None:
        # A schema cannot say that one day must not lie after another.
        query = case.query or {}
        assume(not str(query.get("from", "")) > str(query.get("to", "~")))
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    try:
        keeps_it()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing about this operation can be wrong


def test_the_description_names_every_door_and_its_lock() -> None:
    schema = described().raw_schema
    assert schema["openapi"] == "3.1.0"
    assert {(path, method) for path, found in schema["paths"].items() for method in found} == set(
        OPERATIONS
    )
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"BearerToken": []}]
            assert {"401", "404", "429"} <= {str(status) for status in operation["responses"]}


def test_the_docs_name_every_address_and_every_problem() -> None:
    page = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    assert [path for path, _ in OPERATIONS if f"`{path}`" not in page] == []
    rows = re.findall(r"^\| (\d[\d, ]+) \|", page, re.MULTILINE)
    assert {int(status) for row in rows for status in row.split(",")} == set(TITLES)

"""A local server that the node is allowed to ask, and no pause between two requests."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from qaraul.sources.fetching import Policy
from qaraul.sources.pacing import Pacer, pacer
from qaraul.sources.testing.server import LocalServer, running


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A server whose address the operator allows."""
    monkeypatch.setattr(pacer, "pause_s", 0.0)
    with running() as local:
        settings.ALLOWED_FETCH_ADDRESSES = [local.pair]
        yield local


@pytest.fixture
def policy(server: LocalServer) -> Policy:
    """Limits short enough for a test."""
    return Policy(
        allowed=frozenset({server.pair}), read_s=1.0, connect_s=1.0, total_s=2.0, pacer=Pacer(0.0)
    )

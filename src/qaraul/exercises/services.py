"""Build a demonstration, from areas to incidents; it can be resumed anywhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from qaraul.errors import Conflict
from qaraul.exercises import keeping
from qaraul.exercises.desk import Desk
from qaraul.exercises.incidents import make_incidents
from qaraul.exercises.network import Network, make_network, refuse_strangers, set_password
from qaraul.exercises.outlets import fetch_feeds, make_feeds, point_feeds_at, read_documents
from qaraul.exercises.scenario import Scenario, load
from qaraul.exercises.triage import work_queue
from qaraul.places.services import load_starter_areas

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Steps:
    """Says each step and how long it took, in the order they are done."""

    tell: Tell

    def say(self, what: str, began: float) -> None:
        """One line for a finished step."""
        self.tell(f"  {what} ({time.monotonic() - began:.1f} s)")


def build_demonstration(
    data_dir: Path, *, now: datetime, address: str, password: str, tell: Tell
) -> None:
    """Bring the demonstration kept in `data_dir` to its end; each step does only what is missing.

    `address` is where the scenario's feeds are served. Raises `Conflict` when the database belongs
    to a real network or the node is not in this exercise.
    """
    state = keeping.read_state(data_dir, scenario="lantern_26", today=now.date())
    scenario = load(state.scenario)
    if scenario.name != settings.EXERCISE:
        raise Conflict(f"This node is not in the exercise {scenario.name}.")
    refuse_strangers(scenario.network)
    if state.is_built:
        set_password(scenario.network, password)
        point_feeds_at(address)
        return
    desk = Desk(scenario, _network(scenario, password, tell), now, state.last)
    _documents(desk, address, tell)
    began = time.monotonic()
    Steps(tell).say(f"{make_incidents(desk)} incidents worked up", began)
    began = time.monotonic()
    Steps(tell).say(f"{work_queue(desk)} signals worked through", began)
    keeping.write_state(data_dir, state.finished())


def _network(scenario: Scenario, password: str, tell: Tell) -> Network:
    began = time.monotonic()
    Steps(tell).say(f"{load_starter_areas()} areas loaded", began)
    began = time.monotonic()
    network = make_network(scenario.network, password=password)
    set_password(scenario.network, password)
    counts = f"{len(network.organisations)} organisations, {len(network.people)} accounts"
    Steps(tell).say(counts, began)
    return network


def _documents(desk: Desk, address: str, tell: Tell) -> None:
    began = time.monotonic()
    feeds = make_feeds(desk.scenario, desk.network, address=address, at=desk.now)
    Steps(tell).say(f"{len(feeds)} feeds at {address}", began)
    began = time.monotonic()
    Steps(tell).say(f"{fetch_feeds(feeds, at=desk.now)} documents fetched", began)
    began = time.monotonic()
    Steps(tell).say(f"{read_documents(desk.now)} documents read", began)

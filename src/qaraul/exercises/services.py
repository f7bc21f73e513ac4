"""Build a demonstration, from areas to incidents; it can be resumed anywhere."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from qaraul.errors import Conflict
from qaraul.exercises import keeping
from qaraul.exercises.desk import Desk
from qaraul.exercises.forecasting import forecast
from qaraul.exercises.incidents import make_incidents
from qaraul.exercises.measuring import measure
from qaraul.exercises.network import make_network, refuse_strangers, set_password
from qaraul.exercises.outlets import fetch_feeds, make_feeds, point_feeds_at, read_documents
from qaraul.exercises.scenario import Scenario, load
from qaraul.exercises.triage import work_queue
from qaraul.indicators.services.catalogue import load_starter_catalogue
from qaraul.places.services import load_starter_areas


def build_demonstration(
    data_dir: Path, *, now: datetime, address: str, password: str, tell: Callable[[str], None]
) -> None:
    """Bring the demonstration kept in `data_dir` to its end; each step does only what is missing.

    `address` is where the scenario's feeds are served; `tell` hears each finished step. Raises
    `Conflict` when the database belongs to a real network or the node is not in this exercise.
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
    began = time.monotonic()
    for done in _steps(scenario, state, data_dir, now=now, address=address, password=password):
        tell(f"  {done} ({time.monotonic() - began:.1f} s)")
        began = time.monotonic()
    keeping.write_state(data_dir, state.finished())


def _steps(
    scenario: Scenario,
    state: keeping.State,
    data_dir: Path,
    *,
    now: datetime,
    address: str,
    password: str,
) -> Iterator[str]:
    """Do one step after the other, and say of each what it brought."""
    areas = load_starter_areas()
    yield f"{areas} areas and {load_starter_catalogue()} indicators loaded"
    network = make_network(scenario.network, password=password)
    set_password(scenario.network, password)
    yield f"{len(network.organisations)} organisations, {len(network.people)} accounts"
    feeds = make_feeds(scenario, network, address=address, at=now)
    yield f"{len(feeds)} feeds at {address}"
    yield f"{fetch_feeds(feeds, at=now)} documents fetched"
    yield f"{read_documents(now)} documents read"
    desk = Desk(scenario, network, now, state.last)
    yield f"{make_incidents(desk)} incidents worked up"
    yield f"{work_queue(desk)} signals worked through"
    yield f"{measure(desk)} values of indicators given, limits and surges looked for"
    yield f"{forecast(desk, data_dir)} forecast sets issued from an invented past, one judged"

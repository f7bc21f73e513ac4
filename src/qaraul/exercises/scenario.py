"""A scenario: what is published by whom and when, who takes part, what is known at the start."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qaraul.errors import BadInput
from qaraul.exercises.wording import fill

SCENARIOS = Path(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True)
class Alert:
    """What a hazard alert states beside its words."""

    category: str
    event: str
    urgency: str
    severity: str
    certainty: str
    area: str
    lat: float
    lon: float
    radius_km: int


@dataclass(frozen=True, slots=True)
class Inject:
    """One text of the scenario, on a day counted from its start; `event` says what it tells of."""

    id: str
    event: str
    feed: str
    day: int
    time: str
    language: str
    title: str
    text: str
    event_type: str
    event_status: str
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet, its feed, and what the network thinks of it."""

    code: str
    title: str
    publisher: str
    description: str
    format: str
    encoding: str
    language: str
    country: str
    coverage: tuple[str, ...]
    kind: str
    reliability: str
    reliability_reason: str
    owner: str
    tlp: str
    audience: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An inject on a real day, as its outlet publishes it."""

    id: str
    outlet: str
    language: str
    title: str
    text: str
    published: datetime
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything an exercise is made of."""

    code: str
    name: str
    days: int
    titles: dict[str, str]
    marks: dict[str, str]
    summary: dict[str, str]
    phases: tuple[dict[str, Any], ...]
    outlets: dict[str, Outlet]
    injects: tuple[Inject, ...]
    network: dict[str, Any]
    incidents: tuple[dict[str, Any], ...]
    triage: tuple[dict[str, Any], ...]
    indicators: dict[str, Any]
    history: dict[str, Any]

    def date_of(self, day: int, *, last: date) -> date:
        """The calendar date of a scenario day, when the scenario's last day is `last`."""
        return last - timedelta(days=self.days - day)

    def moment_of(self, inject: Inject, *, last: date) -> datetime:
        """When an inject is published."""
        hour, minute = inject.time.split(":")
        clock = time(int(hour), int(minute), tzinfo=UTC)
        return datetime.combine(self.date_of(inject.day, last=last), clock)

    def published(self, outlet: str, *, last: date, now: datetime) -> list[Item]:
        """What an outlet has published by `now`, the newest first."""
        items = [self._item(i, last) for i in self.injects if i.feed == outlet]
        return sorted((i for i in items if i.published <= now), key=_newest, reverse=True)

    def _item(self, inject: Inject, last: date) -> Item:
        def date_of(day: int) -> date:
            return self.date_of(day, last=last)

        return Item(
            id=inject.id,
            outlet=inject.feed,
            language=inject.language,
            title=fill(inject.title, inject.language, date_of),
            text=fill(inject.text, inject.language, date_of),
            published=self.moment_of(inject, last=last),
            alert=inject.alert,
        )


def _newest(item: Item) -> tuple[datetime, str]:
    return item.published, item.id


@cache
def load(code: str) -> Scenario:
    """The scenario of that name, from its folder; `BadInput` names the known ones."""
    folder = SCENARIOS / code
    known = sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.yaml"))
    if code not in known:
        raise BadInput(f"No scenario is called “{code}”. Known: {', '.join(known)}.")
    about = _yaml(folder / "scenario.yaml")
    outlets = {
        row["code"]: Outlet(**{**row, "coverage": tuple(row["coverage"])})
        for row in _yaml(folder / "feeds.yaml")
    }
    return Scenario(
        **{**about, "phases": tuple(about["phases"])},
        outlets=outlets,
        injects=tuple(_injects(folder / "documents.jsonl")),
        network=_yaml(folder / "network.yaml"),
        incidents=tuple(_yaml(folder / "incidents.yaml")),
        triage=tuple(_yaml(folder / "triage.yaml")),
        indicators=_yaml(folder / "indicators.yaml"),
        history=_yaml(folder / "history.yaml"),
    )


def _injects(path: Path) -> list[Inject]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Inject(**{**row, "alert": Alert(**row["alert"]) if "alert" in row else None})
        for row in rows
    ]


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))

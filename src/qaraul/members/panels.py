"""What an administrator must look at: higher apps register facts, this page shows them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from qaraul.members.viewers import Viewer
from qaraul.registry import Registry

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the node knows of itself; with no value at all it is not known, and said to be."""

    label: Words
    words: Words = ""
    count: int | None = None
    size: int | None = None
    at: datetime | None = None
    remedy: Words = ""
    address: str = ""
    is_amiss: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Facts under one heading, and an act that belongs to them; without facts it is not shown."""

    title: Promise
    facts: Callable[[Viewer], list[Fact]]
    act: Promise | None = None
    act_url_name: str = ""


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with what it says to one viewer."""

    panel: Panel
    facts: list[Fact] = field(default_factory=list)


panels: Registry[Panel] = Registry("administration panel")


def shown_panels(viewer: Viewer) -> list[ShownPanel]:
    """The panels that have something to say to the viewer."""
    found = [ShownPanel(panel, panel.facts(viewer)) for panel in panels.values()]
    return [shown for shown in found if shown.facts]

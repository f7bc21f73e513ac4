"""What higher apps show on a document's page: each registers a template and what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qaraul.members.viewers import Viewer
from qaraul.registry import Registry
from qaraul.sources.models import Document


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that is included with `panel`, what `shown` answers; None leaves it out."""

    template: str
    shown: Callable[[Viewer, Document], Mapping[str, Any] | None]


panels: Registry[Panel] = Registry("document panel")


def panels_for(viewer: Viewer, document: Document) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and content of each panel that has something to say."""
    answers = ((panel.template, panel.shown(viewer, document)) for panel in panels.values())
    return [(template, shown) for template, shown in answers if shown is not None]

"""What a signal that no document raised says for itself, in the reader's language.

The app that raises such signals registers how their summary is put into words; the summary holds
codes and numbers alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qaraul.registry import Registry


@dataclass(frozen=True, slots=True)
class Hint:
    """A title, a sentence that explains it, and the page that shows more."""

    title: str
    sentence: str
    address: str


hints: Registry[Callable[[Mapping[str, Any]], Hint]] = Registry("kind of signal")


def hint_of(kind: str, summary: Mapping[str, Any]) -> Hint | None:
    """The words of a signal; None for a kind that documents tell."""
    return hints.get(kind)(summary) if kind in hints else None

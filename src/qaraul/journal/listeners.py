"""Facts travel upwards: a higher app names here what it wants to hear of."""

from collections.abc import Callable
from dataclasses import dataclass

from qaraul.journal.models import Entry
from qaraul.registry import Registry


@dataclass(frozen=True, slots=True)
class Listener:
    """A function that is called once for each entry of one act, in order."""

    act: str
    hear: Callable[[Entry], None]


listeners: Registry[Listener] = Registry("journal listener")


def listen(act: str, name: str, hear: Callable[[Entry], None]) -> None:
    """Call `hear` from the worker for every entry of `act`; the name keeps its place for ever."""
    listeners.register(name, Listener(act, hear))

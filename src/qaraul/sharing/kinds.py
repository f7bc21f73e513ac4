"""Which kinds of records are shared, and how many persons each release needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qaraul.errors import BadInput
from qaraul.registry import Registry
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Marked


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of marked record; `label` is shown to people, lazily translated."""

    name: str
    model: type[Marked]
    label: object
    persons_needed: Callable[[TLP], int]
    may_release: Callable[[Any], bool]


kinds: Registry[Kind] = Registry("kind of record")


def any_record(record: Any) -> bool:  # noqa: ARG001  the answer does not depend on it
    """Every record of a kind may be released."""
    return True


def register(
    name: str,
    model: type[Marked],
    label: object,
    persons_needed: Callable[[TLP], int],
    may_release: Callable[[Any], bool] = any_record,
) -> None:
    """Let records of that model be released, by so many persons for each label."""
    kinds.register(name, Kind(name, model, label, persons_needed, may_release))


def kind_of(record: Marked) -> Kind:
    """The kind of a record."""
    for kind in kinds.values():
        if isinstance(record, kind.model):
            return kind
    raise BadInput(f"{type(record).__name__} is not a kind of record that can be released.")

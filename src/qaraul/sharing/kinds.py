"""Which kinds of records are shared, and how many persons each release needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qaraul.errors import BadInput
from qaraul.registry import Registry
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Marked

Facts = Sequence[tuple[str, str]]
"""What a record says, as labels and values in the reader's language."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of marked record; `label` is shown to people, lazily translated.

    `reference` names a record without telling of it, so that copies are found again after a recall;
    `facts` is what the second person reads before signing.
    """

    name: str
    model: type[Marked]
    label: object
    persons_needed: Callable[[TLP], int]
    may_release: Callable[[Any], bool]
    reference: Callable[[Any], str]
    facts: Callable[[Any], Facts]


kinds: Registry[Kind] = Registry("kind of record")


def any_record(record: Any) -> bool:  # noqa: ARG001  the answer does not depend on it
    """Every record of a kind may be released."""
    return True


def tail_of_id(record: Any) -> str:
    """The end of the record's id, as it stands in its address."""
    return f"…{record.pk.hex[-8:]}"


def no_facts(record: Any) -> Facts:  # noqa: ARG001  the answer does not depend on it
    """A kind that shows its record on its own page alone."""
    return ()


def register(
    name: str,
    model: type[Marked],
    label: object,
    persons_needed: Callable[[TLP], int],
    may_release: Callable[[Any], bool] = any_record,
    reference: Callable[[Any], str] = tail_of_id,
    facts: Callable[[Any], Facts] = no_facts,
) -> None:
    """Let records of that model be released, by so many persons for each label."""
    kind = Kind(name, model, label, persons_needed, may_release, reference, facts)
    kinds.register(name, kind)


def kind_of(record: Marked) -> Kind:
    """The kind of a record."""
    for kind in kinds.values():
        if isinstance(record, kind.model):
            return kind
    raise BadInput(f"{type(record).__name__} is not a kind of record that can be released.")

"""What a connector is: a name, what it needs, and a parser from bytes to items."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from qaraul.registry import Registry
from qaraul.sources.choices import Fault, ItemFault, RemarkKind


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was published, as a parser understood it. `row` counts from 1.

    `title` and `text` are plain text already; a name of an author is dropped, and said to be.
    """

    external_id: str
    title: str
    text: str
    url: str = ""
    published_at: datetime | None = None
    language: str = ""
    author_dropped: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """One item that was not taken, and why."""

    row: int
    fault: ItemFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about the whole."""

    kind: RemarkKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """A page that must be asked for before there is an item; known ones are not asked again."""

    url: str
    external_id: str
    row: int
    title: str = ""
    text: str = ""
    published_at: datetime | None = None


Parsed = Item | Refused | Remark | Follow


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser may know beside the bytes."""

    url: str = ""
    content_type: str = ""
    language: str = ""
    in_exercise: bool = False
    is_cut: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    follow: Follow | None = None  # set when the bytes are those of a followed page


class NotThisKind(Exception):
    """The bytes are not at all what the connector reads."""

    fault = Fault.NOT_THIS_KIND


class Needs(Enum):
    """Where a connector's bytes come from."""

    URL = "url"
    FOLDER = "folder"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Connector:
    """One kind of feed. `parse` yields in order and may raise `NotThisKind` before the first item.

    `personal_fields` names what the format may say about private persons and the parser leaves out.
    """

    name: str
    label: object
    parse: Callable[[bytes, Context], Iterator[Parsed]]
    needs: Needs = Needs.URL
    respects_robots: bool = False
    personal_fields: frozenset[str] = frozenset()


connectors: Registry[Connector] = Registry("connector")


def register(connector: Connector) -> None:
    """Make a connector known under its name."""
    connectors.register(connector.name, connector)

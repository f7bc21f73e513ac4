"""What was read in a text: plain records, ready for JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Role = Literal["event", "other"]
EVENT_TYPES = (
    "armed_clash", "attack", "explosion", "violence_against_civilians", "riot", "protest",
    "border_incident", "arrest_seizure", "abduction", "hate_propaganda", "displacement",
    "crime_trafficking", "natural_hazard", "accident", "peacebuilding", "diplomacy", "other",
)  # fmt: skip
STATUSES = ("actual", "historical", "hypothetical", "denied", "drill")
COUNT_KINDS = ("killed", "injured", "displaced", "arrested")


@dataclass(frozen=True, slots=True)
class Place:
    """A named place: `start` and `end` count characters; a country has no point of its own."""

    text: str
    name: str
    country: str
    iso: str | None
    area: str
    lat: float | None
    lon: float | None
    start: int
    end: int
    precision: str
    role: Role
    id: str


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of a place, by the id of the place; of seas and continents too."""

    text: str
    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many people a number in the text says were killed, injured, displaced or arrested."""

    kind: str
    low: int
    best: int
    high: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year that the text names; `date` is ISO 8601, as precise as the text."""

    text: str
    date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the reading says so: the words from `start` to `end` speak for `value`."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one text; `not_read` says why nothing was, when nothing was.

    `places` has each place once, `names` every mention of one. `numbers` are all numbers of the
    text, in digits and words; they only serve to compare texts.
    """

    lang: str = ""
    lang_confidence: float = 0.0
    script: str = ""
    places: tuple[Place, ...] = ()
    names: tuple[Name, ...] = ()
    event_type: str = "other"
    event_types: dict[str, float] = field(default_factory=dict)
    event_status: str = "actual"
    killed: int | None = None
    injured: int | None = None
    displaced: int | None = None
    arrested: int | None = None
    counts: tuple[Count, ...] = ()
    dates: tuple[Date, ...] = ()
    actors: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    methods: dict[str, str] = field(default_factory=dict)
    not_read: str = ""
    notes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The fields as plain lists and numbers."""
        return asdict(self)

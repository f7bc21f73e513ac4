"""What a demonstration keeps in its data directory: its day, its port, one lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import orjson

from qaraul.errors import BadInput, Conflict

STATE, LOCK = "demonstration.json", "demonstration.lock"


@dataclass(frozen=True, slots=True)
class State:
    """Which scenario is played, which day its last one is, where its feeds stand, what is built."""

    scenario: str
    last: date
    feed_port: int = 0
    is_built: bool = False

    def with_port(self, port: int) -> "State":
        """The same with the feeds at another port."""
        return replace(self, feed_port=port)

    def finished(self) -> "State":
        """The same, built to the end."""
        return replace(self, is_built=True)


def read_state(data_dir: Path, *, scenario: str, today: date) -> State:
    """What is kept, or a beginning whose last day is `today`; `BadInput` when it is damaged."""
    path = data_dir / STATE
    if not path.exists():
        return State(scenario, today)
    try:
        kept = orjson.loads(path.read_bytes())
        return State(**{**kept, "last": date.fromisoformat(kept["last"])})
    except (TypeError, ValueError, KeyError):
        raise BadInput(
            f"{path} is damaged. Remove it, or the whole data directory, and start again."
        ) from None


def write_state(data_dir: Path, state: State) -> None:
    """Keep the state; a reader finds the old file or the new one, never half of one."""
    part = data_dir / f"{STATE}.part"
    with part.open("wb") as file:
        file.write(orjson.dumps(asdict(state)))
        file.flush()
        os.fsync(file.fileno())
    part.replace(data_dir / STATE)


@contextmanager
def sole_use(data_dir: Path) -> Iterator[None]:
    """Hold the data directory; `Conflict` when another demonstration has it."""
    with (data_dir / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"Another demonstration is using {data_dir}.") from None
        yield  # the lock goes with the file, whatever way the process ends

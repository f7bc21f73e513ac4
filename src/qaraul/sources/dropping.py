"""A folder into which files are dropped: read in order of name, moved away once they are stored."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings

from qaraul.sources.choices import Fault, ItemFault
from qaraul.sources.connectors.base import (
    Connector,
    Context,
    Item,
    NotThisKind,
    Parsed,
    Refused,
)
from qaraul.sources.faults import FetchFailed

log = logging.getLogger(__name__)
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MOST_FILES, LARGEST_FILE = 500, 20 * 1024 * 1024
TAKEN, REFUSED = "taken", "refused"


@dataclass(slots=True)
class DropFolder:
    """One folder below the node's own; `size` counts what was read."""

    path: Path
    size: int = 0
    _done: list[tuple[Path, str]] = field(default_factory=list)

    @classmethod
    def of(cls, name: object) -> "DropFolder":
        """The folder of that name in the data directory; `FetchFailed` when it is not there."""
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise FetchFailed(Fault.NO_FOLDER, "settings need “folder”, a plain name")
        path = Path(settings.DATA_DIR) / "maildrop" / name
        if not path.is_dir():
            raise FetchFailed(Fault.NO_FOLDER, f"maildrop/{name}")
        return cls(path)

    def parsed(self, connector: Connector, context: Context) -> Iterator[Parsed]:
        """What the files hold; the rows are the files, counted from 1."""
        files = sorted(p for p in self.path.glob("*.eml") if p.is_file() and not p.is_symlink())
        for row, path in enumerate(files[:MOST_FILES], 1):
            is_taken = True
            for found in self._read(path, row, connector, context):
                is_taken &= not isinstance(found, Refused)
                yield found
            self._done.append((path, TAKEN if is_taken else REFUSED))

    def _read(
        self, path: Path, row: int, connector: Connector, context: Context
    ) -> Iterator[Parsed]:
        if path.stat().st_size > LARGEST_FILE:
            yield Refused(row, ItemFault.TOO_LARGE, path.name)
            return
        body = path.read_bytes()
        self.size += len(body)
        try:
            for found in connector.parse(body, context):
                yield replace(found, row=row) if isinstance(found, Item | Refused) else found
        except NotThisKind as error:
            yield Refused(row, ItemFault.BROKEN, f"{path.name}: {error}")
        except Exception as error:  # or this one file would keep all later ones from being read
            log.exception("file %s", path.name)
            yield Refused(row, ItemFault.BROKEN, f"{path.name}: {type(error).__name__}")

    def put_away(self) -> None:
        """Move the files that were read, after their documents are on disk."""
        for path, where in self._done:
            (self.path / where).mkdir(exist_ok=True)
            path.rename(self.path / where / path.name)

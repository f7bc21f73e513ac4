"""What of a text is embedded, and how vectors of different languages are made comparable."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from qaraul.reading.characters import normal, uzbek_latin
from qaraul.reading.embedding.kinds import SIZE, Vectors

GIST = 250
MEANS = Path(__file__).parent.parent / "data" / "embedding_means.npy"
SPOKEN = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "prs", "ps")
"""The rows of the means, in this order."""


def gist_of(title: str, text: str, lang: str, script: str) -> str:
    """The title and the first 250 characters; Uzbek Cyrillic in Latin letters."""
    gist = f"{title}\n{text[:GIST]}" if title else text[:GIST]
    return uzbek_latin(normal(gist)) if (lang, script) == ("uz", "Cyrl") else gist


@lru_cache(maxsize=1)
def means() -> Vectors:
    """The mean vector of each language's texts: (languages, `SIZE`)."""
    loaded: Vectors = np.load(MEANS).astype(np.float32)
    return loaded.reshape(len(SPOKEN), SIZE)


def centred(vectors: Vectors, langs: list[str]) -> Vectors:
    """Vectors less their language's mean, of length one: what is said, not in which language."""
    rows = [SPOKEN.index(lang) if lang in SPOKEN else 0 for lang in langs]
    moved = vectors - means()[rows]
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    answer: Vectors = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return answer

"""The vectors of the latest documents, so that what says the like is found in bounded memory."""

import numpy as np

from qaraul.reading.embedding import Vectors
from qaraul.reading.embedding.kinds import SIZE

_MOST = 20_000
_LEAST_ALIKE = 0.3


class Recent:
    """A ring of vectors with the story of each; the oldest make room."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._vectors = np.zeros((min(most, 256), SIZE), dtype=np.float32)
        self._stories: list[str] = []
        self._next = 0

    def alike(self, vector: Vectors) -> dict[str, float]:
        """How alike each recent story's nearest text is, where it is at all: cosine."""
        if not self._stories:
            return {}
        cosines = self._vectors[: len(self._stories)] @ vector
        found: dict[str, float] = {}
        for index in np.flatnonzero(cosines >= _LEAST_ALIKE).tolist():
            story = self._stories[index]
            found[story] = max(found.get(story, -1.0), round(float(cosines[index]), 4))
        return found

    def add(self, story: str, vector: Vectors) -> None:
        """Keep one more vector."""
        if len(self._stories) < self._most:
            if len(self._stories) == len(self._vectors):
                more = np.zeros_like(self._vectors)
                self._vectors = np.vstack([self._vectors, more])[: self._most]
            self._vectors[len(self._stories)] = vector
            self._stories.append(story)
            return
        self._vectors[self._next] = vector
        self._stories[self._next] = story
        self._next = (self._next + 1) % self._most

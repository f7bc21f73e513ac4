"""Sentence vectors behind one interface: texts in any of our languages made comparable."""

from qaraul.reading.embedding.gist import centred, gist_of
from qaraul.reading.embedding.kinds import Embedder, EmbedderMissing, Vectors, embedder

__all__ = ["Embedder", "EmbedderMissing", "Vectors", "centred", "embedder", "gist_of"]

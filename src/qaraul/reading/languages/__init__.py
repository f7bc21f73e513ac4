"""A folder per language: data files that a native speaker can correct without reading Python."""

from qaraul.reading.languages.loading import CODES, Language, language

__all__ = ["CODES", "Language", "language"]

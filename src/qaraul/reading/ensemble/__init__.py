"""The ensemble: pieces of words and the lexicons' evidence weighed together, numpy alone."""

from qaraul.reading.ensemble.artefact import Artefact, BadModel, packaged_path, read_artefact
from qaraul.reading.ensemble.deciding import Decision, decide

__all__ = ["Artefact", "BadModel", "Decision", "decide", "packaged_path", "read_artefact"]

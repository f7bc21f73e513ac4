"""Where an operator's own reading weights lie, for commands that need no database."""

from pathlib import Path

from qaraul.config.environment import optional


def operator_model_path() -> Path:
    """The file that `qaraul score retrain` writes; deleting it brings the packaged weights back."""
    return Path(optional("QARAUL_DATA_DIR", "var")).resolve() / "models" / "reading.model"


def operator_model() -> Path | None:
    """The operator's weights, when there are any."""
    path = operator_model_path()
    return path if path.is_file() else None

"""Whose weights the pipeline reads with: the operator's own, when they are there and usable."""

import logging
from pathlib import Path

from django.conf import settings

from qaraul.reading.ensemble import BadModel, read_artefact

log = logging.getLogger(__name__)


def chosen_model() -> Path | None:
    """The operator's weights, or None for those that come with Qaraul.

    A file that cannot be used must not stop the reading: the log says why, and each reading names
    the version it was made with.
    """
    path: Path = settings.READING_MODEL
    if not path.exists():
        return None
    try:
        read_artefact(path)
    except BadModel as error:
        log.warning("reading with the packaged weights: %s", error.message)
        return None
    return path


def fault_of_model() -> str:
    """Why the operator's weights cannot be used; "" when they can, or when there are none."""
    path: Path = settings.READING_MODEL
    if not path.exists():
        return ""
    try:
        read_artefact(path)
    except BadModel as error:
        return error.message
    return ""

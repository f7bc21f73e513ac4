"""The operator's own weights are used when they are there, and never stop the reading."""

from pathlib import Path

import pytest
from django.test import override_settings

from qaraul.pipeline.reading_model import chosen_model
from qaraul.reading.ensemble import packaged_path


def test_without_a_file_the_packaged_weights_are_used(tmp_path: Path) -> None:
    with override_settings(READING_MODEL=tmp_path / "reading.model"):
        assert chosen_model() is None


def test_the_operator_s_weights_are_used_until_they_are_deleted(tmp_path: Path) -> None:
    own = tmp_path / "reading.model"
    own.write_bytes(packaged_path().read_bytes())
    with override_settings(READING_MODEL=own):
        assert chosen_model() == own
        own.unlink()
        assert chosen_model() is None


def test_a_damaged_file_is_told_in_the_log_and_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "reading.model"
    own.write_bytes(b"nothing of the kind")
    with override_settings(READING_MODEL=own):
        assert chosen_model() is None
    assert "reading.model is no file of reading weights" in caplog.text

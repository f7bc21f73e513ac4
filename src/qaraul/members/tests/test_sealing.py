"""Secrets of second factors lie sealed."""

from typing import Any

import pytest

from qaraul.members.sealing import FactorAdapter


def test_a_secret_is_sealed_and_opened_again() -> None:
    adapter = FactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_after_a_change_of_key_the_old_one_opens_only_while_it_is_named(settings: Any) -> None:
    adapter = FactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    assert adapter.decrypt(sealed) != "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("text", ["", "no seal", "gAAAAA=="])
def test_what_is_not_sealed_becomes_a_secret_that_nobody_can_know(text: str) -> None:
    opened = {FactorAdapter().decrypt(text) for _ in range(3)}
    assert len(opened) == 3
    assert all(len(secret) == 32 for secret in opened)

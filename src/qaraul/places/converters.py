"""Codes of areas in addresses."""


class AreaCode:
    """A code as areas may have it; anything else is an address that does not exist."""

    regex = "[A-Za-z0-9][A-Za-z0-9._:-]{0,59}"

    def to_python(self, value: str) -> str:
        """The code."""
        return value

    def to_url(self, value: str) -> str:
        """The code."""
        return value

"""Settings from the environment, each by NAME or from the file that NAME_FILE names."""

import os
from pathlib import Path


def optional(name: str, default: str = "") -> str:
    """The value of NAME, or of the file that NAME_FILE points to, or the default."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def required(name: str) -> str:
    """The value of NAME or NAME_FILE; without it the node does not start."""
    if value := optional(name):
        return value
    raise SystemExit(f"{name} is not set; see docs/settings.md")


def is_yes(name: str) -> bool:
    """Whether NAME says yes; anything but yes and no is refused."""
    value = optional(name, "no").lower()
    if value not in {"yes", "no"}:
        raise SystemExit(f"{name} must be yes or no, not “{value}”; see docs/settings.md")
    return value == "yes"


def whole_number(name: str, default: int) -> int:
    """NAME as a whole number of at least 0."""
    value = optional(name, str(default))
    if not value.isdecimal():
        raise SystemExit(f"{name} must be a whole number, not “{value}”; see docs/settings.md")
    return int(value)


def listed(name: str, default: str = "") -> list[str]:
    """NAME as a list, its parts parted by commas."""
    return [part.strip() for part in optional(name, default).split(",") if part.strip()]


def number(name: str, default: float, *, least: float, most: float) -> float:
    """NAME as a number from least to most."""
    value = optional(name, str(default))
    try:
        given = float(value)
    except ValueError:
        given = float("nan")
    if not least <= given <= most:
        said = f"a number from {least:g} to {most:g}, not “{value}”"
        raise SystemExit(f"{name} must be {said}; see docs/settings.md")
    return given

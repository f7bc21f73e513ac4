"""Compile the message catalogues, so that a bare machine needs no gettext tools."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "qaraul" / "locale"


def main() -> int:
    """Write a .mo beside each .po that is newer; 1 when a catalogue holds fuzzy strings."""
    fuzzy = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        unsure = [message.id for message in catalogue if message.fuzzy and message.id]
        for message_id in unsure:
            print(f"{source}: fuzzy: {message_id}")
        fuzzy += len(unsure)
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, catalogue)
            print(f"compiled {target.relative_to(LOCALE)}")
    return int(fuzzy > 0)


if __name__ == "__main__":
    sys.exit(main())

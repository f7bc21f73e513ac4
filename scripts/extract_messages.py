"""Bring the catalogues up to date with the words in code and templates (needs GNU gettext).

Nothing is guessed: a changed word loses its translation and waits for a new one.
"""

import os
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "qaraul"
os.environ.update(
    QARAUL_SECRET_KEY="only-for-words",  # noqa: S106  guards nothing
    DJANGO_SETTINGS_MODULE="qaraul.config.settings",
)

import django  # noqa: E402  the settings above come first
from django.conf import settings  # noqa: E402  the same
from django.core.management import call_command  # noqa: E402  the same
from django.core.management.commands.makemessages import Command  # noqa: E402  the same

CHANGES_BY_ITSELF = re.compile(r'^"(POT-Creation-Date|Report-Msgid-Bugs-To):.*\n', re.MULTILINE)


class Extract(Command):
    """Django's command without guessing at similar words."""

    msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]


def main() -> None:
    """Run the command for every language but English, then drop what changes by itself."""
    os.chdir(PACKAGE)
    django.setup()
    call_command(
        Extract(),
        locale=[code for code, _ in settings.LANGUAGES if code != "en"],
        ignore_patterns=["tests/*", "testing/*", "static/*"],
        no_wrap=True,
        no_obsolete=True,
        add_location="file",
        verbosity=0,
    )
    for path in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po")):
        text = path.read_text(encoding="utf-8")
        path.write_text(CHANGES_BY_ITSELF.sub("", text), encoding="utf-8")


if __name__ == "__main__":
    main()

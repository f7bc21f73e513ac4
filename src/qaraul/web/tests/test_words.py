"""The catalogues: Russian is complete, placeholders survive translation, nothing is fuzzy."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

LOCALE = Path(settings.LOCALE_PATHS[0])
OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
TEMPLATE_WORDS = re.compile(r'{%\s*translate "([^"]+)"')


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())


def test_every_word_has_its_russian() -> None:
    missing = [m.id for m in catalogue("ru") if m.id and not all(forms(m.string))]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_loses_or_invents_a_placeholder(language: str) -> None:
    for message in catalogue(language):
        known = {p for form in forms(message.id) for p in PLACEHOLDER.findall(form)}
        for form in forms(message.string):
            found = set(PLACEHOLDER.findall(form))
            assert found <= known, message.id
            if message.id and form and not message.pluralizable:
                assert found == known, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_no_catalogue_holds_a_guess(language: str) -> None:
    assert [m.id for m in catalogue(language) if m.fuzzy and m.id] == []


def test_tlp_labels_are_never_translated() -> None:
    for language in OTHERS:
        for message in catalogue(language):
            for form in forms(message.string):
                for label in re.findall(r"TLP:[A-Z+]+", "".join(forms(message.id))):
                    assert not form or label in form


def test_the_catalogue_knows_the_words_of_all_templates() -> None:
    known = {form for m in catalogue("ru") for form in forms(m.id)}
    package = LOCALE.parent
    used = {
        word
        for template in package.glob("*/templates/**/*.html")
        for word in TEMPLATE_WORDS.findall(template.read_text(encoding="utf-8"))
    }
    assert used - known == set()


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")
def test_gettext_itself_accepts_the_russian_catalogue() -> None:
    path = LOCALE / "ru" / "LC_MESSAGES" / "django.po"
    done = subprocess.run(  # noqa: S603  our own file
        ["msgfmt", "--check-format", "--output-file=/dev/null", str(path)],  # noqa: S607  found above
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

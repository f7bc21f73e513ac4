"""The docs are tested against the code: links, commands, the dictionary, the README's promises."""

import re
from pathlib import Path

import pytest

from qaraul.config.cli import COMMANDS
from qaraul.config.dictionary import render

ROOT = Path(__file__).parent.parent
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
]
MAKE_TARGETS = set(
    re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_commands_named_in_the_docs_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`qaraul ([a-z]+)", text)) | set(
        re.findall(r"^\s*(?:\$ )?qaraul ([a-z]+)", text, flags=re.MULTILINE)
    )
    assert named - set(COMMANDS) == set()
    targets = set(re.findall(r"`make ([a-z-]+)", text))
    assert targets - MAKE_TARGETS == set()


def test_every_command_is_in_the_operators_page() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`qaraul {name}" not in text] == []


def test_the_data_dictionary_is_that_of_the_models() -> None:
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == render(), "run `make docs`"


def test_the_readme_answers_what_why_how_and_where_next() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for promised in ("make run", "make test", "docs/README.md", "](docs/pictures/", "Apache"):
        assert promised in text


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in folder.glob("0*.md") if p.name not in listed] == []

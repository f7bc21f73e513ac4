"""docs/settings.md and the code name the same settings, their kinds and their defaults."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qaraul.config.environment import is_yes, listed, optional, required, whole_number

ROOT = Path(__file__).parent.parent
KINDS = {
    "required": "required",
    "optional": "text",
    "is_yes": "yes or no",
    "whole_number": "number",
    "listed": "list",
    "number": "number",
}
ROW = re.compile(
    r"^\| `(QARAUL_[A-Z_]+)` \| ([a-z ]+) \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE
)


def read_by_the_code() -> Iterator[tuple[str, str, str]]:
    """Name, kind and default of every setting that the package reads."""
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in KINDS and node.args and isinstance(node.args[0], ast.Constant):
                name, *defaults = [a.value for a in node.args if isinstance(a, ast.Constant)]
                default = "no" if node.func.id == "is_yes" else str(*defaults)
                yield str(name), KINDS[node.func.id], default


def written_down() -> list[tuple[str, str, str]]:
    """The same, as the table says."""
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return [(name, kind, default) for name, kind, default, _ in ROW.findall(page)]


def test_the_table_and_the_code_say_the_same() -> None:
    table = written_down()
    assert len(table) >= 13
    assert len({name for name, _, _ in table}) == len(table)
    assert set(table) == set(read_by_the_code())


def test_every_setting_that_is_named_anywhere_is_in_the_table() -> None:
    known = {name for name, _, _ in written_down()}
    places = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"),
              ROOT / "Makefile"]  # fmt: skip
    named = {
        name.removesuffix("_FILE")
        for path in places
        for name in re.findall(r"QARAUL_[A-Z]+(?:_[A-Z]+)*", path.read_text(encoding="utf-8"))
        if not name.startswith("QARAUL_TEST")
    }
    assert named - known == set()


def test_the_environment_is_read_in_one_place_only() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"environ(\.get\(|\[)\"QARAUL_", path.read_text(encoding="utf-8"))
    ]
    # `node init` hands its own settings on, and `check` looks at how a secret's file is kept.
    allowed = {
        "src/qaraul/config/testing.py",
        "src/qaraul/config/soundness.py",
        "src/qaraul/config/commands/node.py",
    }
    assert set(found) <= allowed


class TestReading:
    """A file wins over a value; what cannot be used stops the start and names the page."""

    def test_a_file_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = tmp_path / "secret"
        file.write_text("from the file\n", encoding="utf-8")
        monkeypatch.setenv("QARAUL_TEST_X", "from the value")
        assert optional("QARAUL_TEST_X") == "from the value"
        monkeypatch.setenv("QARAUL_TEST_X_FILE", str(file))
        assert required("QARAUL_TEST_X") == "from the file"

    @pytest.mark.parametrize("value", ["", None])
    def test_what_is_required_must_be_there(
        self, monkeypatch: pytest.MonkeyPatch, value: str | None
    ) -> None:
        monkeypatch.delenv("QARAUL_TEST_X", raising=False)
        if value is not None:
            monkeypatch.setenv("QARAUL_TEST_X", value)
        with pytest.raises(SystemExit, match=r"QARAUL_TEST_X is not set; see docs/settings\.md"):
            required("QARAUL_TEST_X")

    @pytest.mark.parametrize("value", ["maybe", "1", "true", ""])
    def test_yes_or_no_is_yes_or_no(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("QARAUL_TEST_X", value)
        with pytest.raises(SystemExit, match="yes or no"):
            is_yes("QARAUL_TEST_X")

    @pytest.mark.parametrize("value", ["-1", "many", "1.5", ""])
    def test_a_number_is_a_whole_one(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("QARAUL_TEST_X", value)
        with pytest.raises(SystemExit, match="whole number"):
            whole_number("QARAUL_TEST_X", 1)

    def test_a_list_is_parted_by_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QARAUL_TEST_X", " a, b ,,c ")
        assert listed("QARAUL_TEST_X") == ["a", "b", "c"]

"""The house keeps its shape: relations point down, modules stay small, names say what is inside."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "qaraul"
CODE = [
    path
    for folder in (SOURCE, ROOT / "benchmarks", ROOT / "scripts", ROOT / "tests")
    for path in folder.rglob("*.py")
    if "migrations" not in path.parts
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONGEST_MODULE, LONGEST_FUNCTION, MOST_DEPENDENCIES = 400, 40, 25
BANNED_NAMES = {"utils", "helpers", "common", "misc", "util", "helper"}


def layers() -> dict[str, int]:
    """Each app's height in the house, read from the import contract; the top is highest."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    order = next(c["layers"] for c in contracts if c["name"] == "Domains depend downwards only")
    names = [re.findall(r"[a-z_]+", layer) for layer in order]
    return {name: len(names) - height for height, row in enumerate(names) for name in row}


def test_relations_between_models_point_downwards() -> None:
    height = layers()
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("qaraul."):
            continue
        own = model._meta.app_label
        for field in model._meta.get_fields():
            other = field.related_model
            if field.auto_created or not isinstance(other, type):
                continue
            label = other._meta.app_label
            if label in height and label != own and height[label] >= height[own]:
                upward.append(f"{own}.{model.__name__}.{field.name} → {label}")
    assert upward == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_called_after_nothing() -> None:
    assert [path for path in CODE if path.stem in BANNED_NAMES] == []


def test_direct_dependencies_stay_few() -> None:
    assert len(PROJECT["project"]["dependencies"]) <= MOST_DEPENDENCIES


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "node.txt"])
def test_lock_files_carry_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    requirements = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert requirements
    assert [r.split()[0] for r in requirements if "--hash=sha256:" not in r] == []
    assert re.findall(r"https?://|--index|--find-links", text) == []


def test_the_npm_lock_carries_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text


def test_no_signals_of_our_own() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in CODE
        if SOURCE in path.parents
        and re.search(r"django\.dispatch|db\.models\.signals", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_turns_escaping_off() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape off|safeseq", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_markup_made_in_code_is_only_what_we_drew_ourselves() -> None:
    """`mark_safe` stands once, for icons; everything else goes through `format_html`."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in CODE
        if SOURCE in path.parents
        for line in path.read_text(encoding="utf-8").splitlines()
        if "mark_safe(" in line and "S308  drawn by us" not in line
    ]
    assert found == []

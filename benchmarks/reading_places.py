"""Measure how many place names the reader finds in other people's annotated texts.

KazNERD (Kazakh, GPE and LOCATION), factRuEval 2016 (Russian, LocOrg and Location) and ParsTwiNER
(Persian tweets, LOC), development parts. A name counts once a text, in the very letters that the
annotators marked; F1 over all texts. The baseline is the gazetteer alone: words that are spelt as
some name of it, with a capital where the script has them. Skips a set that is not there; exits 1
when one falls under its floor.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from qaraul.reading import read
from qaraul.reading.gazetteer import Tree, index_for
from qaraul.reading.languages.loading import FOLDERS, NORMALISERS
from qaraul.reading.tokens import tokens_of

FOLDER = Path(__file__).parent.parent.parent / "shared/data/text"
FLOORS = {"kaznerd_kk": 0.65, "factrueval2016_ru": 0.85, "parstwiner_fa": 0.45}
TAGS = {"kaznerd_kk": {"GPE", "LOCATION"}, "parstwiner_fa": {"LOC"}}
LANGUAGES = {"kaznerd_kk": "kk", "factrueval2016_ru": "ru", "parstwiner_fa": "prs"}
RUSSIAN_TYPES = {"LocOrg", "Location"}
LONGEST_NAME = 5


def tagged(path: Path, wanted: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Text and marked names of token-per-tag rows."""
    for row in pl.read_parquet(path).iter_rows(named=True):
        names: list[list[str]] = []
        is_open = False
        for token, tag in zip(row["tokens"], row["tags"], strict=True):
            is_wanted = tag[2:] in wanted
            if is_wanted and is_open and tag.startswith("I-"):
                names[-1].append(token)
            elif is_wanted:
                names.append([token])
            is_open = is_wanted
        yield " ".join(row["tokens"]), {" ".join(name) for name in names}


def spans(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Text and marked names of factRuEval."""
    for row in pl.read_parquet(path).iter_rows(named=True):
        marked = (e for e in json.loads(row["entities"]) if e["type"] in RUSSIAN_TYPES)
        yield row["text"], {row["text"][e["start"] : e["end"]] for e in marked}


def by_gazetteer(text: str, tree: Tree) -> set[str]:
    """The words that are spelt as some name, longest first."""
    tokens = tokens_of(text, NORMALISERS[""], fold=FOLDERS[""])
    found: set[str] = set()
    at = 0
    while at < len(tokens):
        node: Tree | None = tree if tokens.is_capital(at) or not tokens.raw(at).islower() else None
        end = at
        for ahead in range(at, min(at + LONGEST_NAME, len(tokens))):
            following = node.get(tokens.folds[ahead]) if node else None
            node = following if isinstance(following, dict) else None
            if node is not None and "" in node:
                end = ahead + 1
        if end > at:
            found.add(text[tokens.starts[at] : tokens.ends[end - 1]])
        at = max(end, at + 1)
    return found


def f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    right = sum(len(gold & ours) for gold, ours in pairs)
    return 2 * right / max(1, sum(len(gold) + len(ours) for gold, ours in pairs))


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    failed = False
    for name, floor in FLOORS.items():
        path, lang = folder / f"{name}.parquet", LANGUAGES[name]
        if not path.is_file():
            print(f"{name}: skipped, {path} is not there")
            continue
        rows = list(tagged(path, TAGS[name]) if name in TAGS else spans(path))
        tree = index_for("").tree
        ours = [(gold, {name.text for name in read("", t, lang=lang).names}) for t, gold in rows]
        plain = [(gold, by_gazetteer(text, tree)) for text, gold in rows]
        reached, base, marked = f1(ours), f1(plain), sum(len(gold) for _, gold in rows)
        print(f"{name}: n={len(rows)} names={marked} F1={reached:.3f} gazetteer only={base:.3f}")
        failed |= reached < max(floor, base)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

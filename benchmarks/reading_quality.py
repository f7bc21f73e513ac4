"""How well are our stories and headlines read? Exits 1 when a figure falls below its floor.

Reads stories_*.jsonl and own_event_headlines.parquet from the folder given as first argument
(../shared/data/text). The words of the lexicons were corrected on these very rows: take the
figures as an upper bound, and those of another folder of the same schema as the truth.
"""

import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from qaraul.reading import Reading, read
from qaraul.reading.near import is_near_duplicate, print_of

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "uz_cyr", "tg", "tk", "prs", "ps")
FLOORS = {"type": 0.75, "place": 0.9, "killed": 0.9, "status": 0.85, "near-duplicates": 0.95}
RENAMED = {"none": "other", "hate_speech": "hate_propaganda"}
SEED, NEAR_KM = 20260321, 60.0
Pair = tuple[dict[str, Any], Reading]


def kilometres(a: float, b: float, c: float, d: float) -> float:
    a, b, c, d = map(math.radians, (a, b, c, d))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12_742.0 * math.asin(math.sqrt(half))


def f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    seen = Counter(pairs)
    right = seen[True, True]
    wrong = seen[True, False] + seen[False, True]
    return 2 * right / (2 * right + wrong) if right else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    types = {wanted for wanted, _ in pairs}
    return sum(f1((w == t, got == t) for w, got in pairs) for t in types) / len(types)


def is_near(place: dict[str, Any], found: Any) -> bool:
    return found.lat is not None and (
        kilometres(place["lat"], place["lon"], found.lat, found.lon) <= NEAR_KM
    )


def story_row(lang: str, pairs: Sequence[Pair]) -> dict[str, float]:
    n = len(pairs)
    code = {"uz_cyr": "uz"}.get(lang, lang)
    hits, false = 0, 0
    for row, reading in pairs:
        happened = [p for p in row["places"] if p["role"] == "event"]
        found = [p for p in reading.places if p.role == "event"]
        hits += any(is_near(p, q) for p in happened for q in found)
        false += sum(
            q.lat is not None and not any(is_near(p, q) for p in row["places"])
            for q in reading.places
        )
    return {
        "n": n,
        "language": sum(r.lang == code for _, r in pairs) / n,
        "type": macro_f1([(row["event_type"], r.event_type) for row, r in pairs]),
        "status": f1((x["event_status"] != "actual", r.event_status != "actual") for x, r in pairs),
        "place": hits / n,
        "false": false / n,
        **{
            kind: sum(row[kind] == getattr(r, kind) for row, r in pairs) / n
            for kind in ("killed", "injured", "displaced", "arrested")
        },
    }


def headline_types(folder: Path) -> dict[str, float]:
    right: dict[str, list[bool]] = defaultdict(list)
    for row in pl.read_parquet(folder / "own_event_headlines.parquet").iter_rows(named=True):
        wanted = RENAMED.get(row["event_type"], row["event_type"])
        right[row["lang"]].append(read("", row["text"]).event_type == wanted)
    return {lang: sum(hits) / len(hits) for lang, hits in right.items()}


def edited(text: str, chance: random.Random) -> str:
    """The text as another site would copy it."""
    sentences = text.split(". ")
    kind = chance.randrange(6)
    if kind == 0:
        return f"UPDATE — {text} Source: agency."
    if kind == 1 and len(sentences) > 2:
        return ". ".join(sentences[:-1]) + "."
    if kind == 2:
        return text.replace(",", "").replace("—", "-").replace(";", ".")
    if kind == 3:
        letters = list(text)
        for _ in range(len(letters) // 100):
            at = chance.randrange(len(letters) - 1)
            if letters[at].isalpha() and letters[at].islower() and letters[at + 1].isalpha():
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
        return "".join(letters)
    if kind == 4 and len(sentences) > 1:
        return ". ".join(s.rstrip(".") for s in (sentences[1:] + sentences[:1])) + "."
    return text.upper()


def near_duplicates(pairs: Sequence[Pair]) -> tuple[float, int]:
    """F1 over derived copies, hard negatives ("x") and other versions; merged hard negatives."""
    chance = random.Random(SEED)
    by_key: dict[tuple[str, str], list[tuple[str, Pair]]] = defaultdict(list)
    asked: list[tuple[bool, bool]] = []
    merged = 0
    for row, reading in pairs:
        whole = f"{row['title']}\n{row['text']}"
        copy = edited(whole, chance)
        same = is_near_duplicate(
            print_of(whole, reading),
            print_of(copy, read("", copy, published=date.fromisoformat(row["published"]))),
        )
        asked.append((True, same))
        by_key[row["story"].removesuffix("x"), row["lang"]].append((row["id"][-1], (row, reading)))
    for versions in by_key.values():
        for (kind_a, (row_a, read_a)), (kind_b, (row_b, read_b)) in pairwise(versions):
            if "x" not in kind_a + kind_b:
                continue
            a = print_of(f"{row_a['title']}\n{row_a['text']}", read_a)
            b = print_of(f"{row_b['title']}\n{row_b['text']}", read_b)
            same = is_near_duplicate(a, b)
            merged += same
            asked.append((False, same))
    return f1(asked), merged


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/text")
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("stories_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    pairs = [
        (r, read(r["title"], r["text"], published=date.fromisoformat(r["published"]))) for r in rows
    ]
    table = {
        lang: story_row(lang, [pair for pair in pairs if pair[0]["lang"] == lang])
        for lang in LANGUAGES
    }
    headlines = headline_types(folder)
    columns = list(next(iter(table.values())))
    print(f"{'':8}" + "".join(f"{column:>10}" for column in columns) + "  headline")
    for lang, row in table.items():
        cells = "".join(f"{row[c]:>10.0f}" if c == "n" else f"{row[c]:>10.3f}" for c in columns)
        print(f"{lang:8}{cells}{headlines[lang]:>10.3f}")
    near, merged = near_duplicates(pairs)
    print(f"near-duplicates F1 {near:.3f} (n {len(pairs)} copies); hard negatives merged: {merged}")
    low = [
        f"{lang} {figure} {row[figure]:.3f} < {floor}"
        for lang, row in table.items()
        for figure, floor in FLOORS.items()
        if figure in row and row[figure] < floor
    ]
    if near < FLOORS["near-duplicates"] or merged:
        low.append(f"near-duplicates {near:.3f}, merged {merged}")
    print("\n".join(low) or "all floors kept")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())

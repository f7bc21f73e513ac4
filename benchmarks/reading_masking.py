"""Does masking find persons' names in other people's texts? Exits 1 when a set is under its floor.

Reads ParsTwiNER (Persian tweets), KazNERD (Kazakh) and factRuEval 2016 (Russian), development
parts, every third text of the first two. They are mostly on well-known people, some by one name,
while masking is made for messages about private persons: the shares are marks of a hard case.
A person counts as masked when every word is, as full when the name has two words or more; a place
or an organisation is kept when nothing of it is masked.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from qaraul.reading import redact
from qaraul.reading.scoring.given import joined_tokens

FOLDER = Path(__file__).parent.parent.parent / "shared/data/text"
FLOORS = {"parstwiner_fa": 0.22, "kaznerd_kk": 0.7, "factrueval2016_ru": 0.6}
LANGUAGES = {"parstwiner_fa": "prs", "kaznerd_kk": "kk", "factrueval2016_ru": "ru"}
PERSONS = {"PER", "PERSON", "Person"}
OTHERS = {"LOC", "ORG", "GPE", "LOCATION", "ORGANISATION", "Location", "LocOrg", "Org"}
EVERY = 3

Marked = tuple[str, list[range], list[range]]


def texts(name: str) -> Iterator[Marked]:
    """Each text with the spans of persons, and of places and organisations."""
    table = pl.read_parquet(FOLDER / f"{name}.parquet")
    for index, row in enumerate(table.iter_rows(named=True)):
        if "entities" in row:
            marked = json.loads(row["entities"])
            sides = [
                [range(e["start"], e["end"]) for e in marked if e["type"] in kinds]
                for kinds in (PERSONS, OTHERS)
            ]
            yield row["text"], sides[0], sides[1]
        elif index % EVERY == 0:
            text, persons = joined_tokens(row["tokens"], row["tags"], PERSONS)
            yield text, persons, joined_tokens(row["tokens"], row["tags"], OTHERS)[1]


def main() -> int:
    failed = False
    for name, floor in FLOORS.items():
        if not (FOLDER / f"{name}.parquet").exists():
            print(f"{name}: not here, skipped")
            continue
        masked = persons = full_masked = full = kept = others = 0
        for text, people, rest in texts(name):
            spans = [s for s in redact(text, LANGUAGES[name]).spans if s.kind == "name"]
            hidden = {i for span in spans for i in range(span.start, span.end)}
            for one in people:
                is_masked = all(i in hidden or not text[i].isalpha() for i in one)
                is_full = " " in text[one.start : one.stop].strip()
                masked, persons = masked + is_masked, persons + 1
                full_masked, full = full_masked + (is_masked and is_full), full + is_full
            kept += sum(not any(i in hidden for i in one) for one in rest)
            others += len(rest)
        share = masked / max(1, persons)
        failed = failed or share < floor
        print(
            f"{name:18} persons masked {share:.2f} (n {persons}), of two words or more "
            f"{full_masked / max(1, full):.2f} (n {full}); places and organisations kept "
            f"{kept / max(1, others):.2f} (n {others}); floor {floor}"
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

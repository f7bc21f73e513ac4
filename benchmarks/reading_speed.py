"""Measure whether `qaraul read` reaches 300 documents a second on two cores, start included.

Writes 6,000 texts of about 300 characters in ten varieties (our stories when ../shared is there,
else the languages' own examples), two words in five left out at random so that they are not copies
of each other, reads them with two processes and prints wall time, documents a second, and the same
per second of processor time (which changes less when the machine is busy with other things).
Exits 1 below 300 a second of wall time.
"""

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import orjson
import yaml

from qaraul.reading.bulk import read_files
from qaraul.reading.languages import CODES

DOCUMENTS, CHARACTERS, FLOOR = 6_000, 300, 300.0
SEED, SHARE = 20260321, 0.6
STORIES = Path(__file__).parent.parent.parent / "shared/data/text"
EXAMPLES = Path(__file__).parent.parent / "src/qaraul/reading/languages"


def texts() -> list[str]:
    """Our stories, or else the examples of each language."""
    if STORIES.is_dir():
        paths = sorted(STORIES.glob("stories_*.jsonl"))
        rows = [orjson.loads(line) for path in paths for line in path.read_bytes().splitlines()]
        return [f"{row['title']}. {row['text']}" for row in rows]
    made: list[str] = []
    for code in CODES:
        listed = yaml.safe_load((EXAMPLES / code / "examples.yaml").read_text(encoding="utf-8"))
        made.append(" ".join(example["text"] for example in listed))
    return made


def varied(text: str, chance: random.Random) -> str:
    """Three words in five of a text, repeated until it has its length."""
    words = [word for word in text.split() if chance.random() < SHARE] or ["Osh"]
    whole = " ".join(words)
    return ((whole + ". ") * (CHARACTERS // len(whole) + 1))[:CHARACTERS]


def main() -> int:
    each, chance = texts(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        with source.open("wb") as file:
            for number in range(DOCUMENTS):
                text = varied(each[number % len(each)], chance)
                file.write(orjson.dumps({"id": str(number), "text": text}) + b"\n")
        started = time.perf_counter()
        report = read_files([source], out, workers=2)
        wall = time.perf_counter() - started
    spent = sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    rate = report.documents / wall
    print(f"{report.documents} documents of {CHARACTERS} characters, two processes")
    print(f"wall {wall:.1f} s: {rate:.0f} documents/s (load average {os.getloadavg()[0]:.1f})")
    print(f"processor {spent:.1f} s: {report.documents / spent:.0f} documents per processor second")
    print(f"resident at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")
    return int(rate < FLOOR)


if __name__ == "__main__":
    sys.exit(main())

"""Measure whether `qaraul read` needs no more memory for ten times as many texts.

Reads 500 and then 5,000 texts of about 1,000 characters in one process each, and compares what
the process held at most (peak resident size), beside the growth of the input. Its rival is reading
the same rows into a list first, as a script of a few lines does. Exits 1 when reading grows by more
than half the rival's growth, or by more than 100 MB.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

FEW, MANY, CHARACTERS, SEED = 500, 5_000, 1_000, 20260321
MOST_GROWTH_MB = 100.0
WORDS = [
    "Osh",
    "Batken",
    "border",
    "police",
    "village",
    "water",
    "market",
    "bridge",
    "school",
    "road",
    "people",
    "killed",
    "injured",
    "two",
    "five",
    "residents",
    "officials",
    "said",
    "protest",
    "clash",
    "flood",
    "Monday",
    "Tuesday",
    "convoy",
    "aid",
    "dispute",
]
OURS = """
import resource, sys
from pathlib import Path
from qaraul.reading.bulk import read_files
read_files([Path(sys.argv[1])], Path(sys.argv[2]), workers=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
RIVAL = """
import json, resource, sys
from pathlib import Path
from qaraul.reading import read
rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
made = [read("", row["text"]).as_record() for row in rows]
Path(sys.argv[2]).write_text("\\n".join(json.dumps(one) for one in made))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def written(folder: Path, count: int) -> Path:
    """A file of so many texts, none like another."""
    chance = random.Random(SEED)
    path = folder / f"{count}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(chance.choices(WORDS, k=CHARACTERS // 6))
            file.write(json.dumps({"id": str(number), "text": f"{text} {number}."}) + "\n")
    return path


def peak_mb(code: str, source: Path) -> float:
    """What a process that runs the code on the file held at most, in MB."""
    out = source.with_suffix(".out.jsonl")
    ran = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code, str(source), str(out)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(ran.stdout) / 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        files = [written(Path(folder), count) for count in (FEW, MANY)]
        grown = (files[1].stat().st_size - files[0].stat().st_size) / 1024 / 1024
        ours = [peak_mb(OURS, path) for path in files]
        rival = [peak_mb(RIVAL, path) for path in files]
    growths = ours[1] - ours[0], rival[1] - rival[0]
    print(f"input grows by {grown:.0f} MB, from {FEW:,} to {MANY:,} texts")
    print(f"read_files: {ours[0]:.0f} → {ours[1]:.0f} MB, {growths[0]:+.0f}")
    print(f"all in a list: {rival[0]:.0f} → {rival[1]:.0f} MB, {growths[1]:+.0f}")
    return int(growths[0] > max(growths[1], 0) / 2 or growths[0] > MOST_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())

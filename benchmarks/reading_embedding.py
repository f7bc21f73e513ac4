"""Measure whether `qaraul read --embed` reaches 15 documents a second on two cores.

Reads 600 dated texts of about 300 characters, made as in reading_speed.py, with two processes,
start included and a vector for each that repeats no other; the baseline is the same run without
vectors. Exits 1 below 15 a second of wall time, 2 when the extra "embeddings" is not installed.
Read the figure per processor second where other work shares the machine.
"""

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import orjson

from qaraul.reading.bulk import Work, read_files
from qaraul.reading.embedding import EmbedderMissing, embedder
from reading_speed import CHARACTERS, SEED, texts, varied

DOCUMENTS, FLOOR, DAY = 600, 15.0, "2025-05-14"


def spent() -> float:
    """Processor seconds of this process and of those it started and that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(source: Path, out: Path, *, embed: bool) -> float:
    """Read once and print how fast; returns documents a second of wall time."""
    before, started = spent(), time.perf_counter()
    report = read_files([source], out, workers=2, work=Work(embed=embed))
    wall, processor = time.perf_counter() - started, spent() - before
    name = "with vectors" if embed else "without"
    print(
        f"{name:13} {report.documents / wall:7.1f} documents/s of wall time,"
        f" {report.documents / processor:7.1f} per processor second"
        f" (load average {os.getloadavg()[0]:.1f})"
    )
    return report.documents / wall


def main() -> int:
    try:
        embedder()
    except EmbedderMissing as missing:
        print(missing.message)
        return 2
    each, chance = texts(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("wb") as file:
            for number in range(DOCUMENTS):
                text = varied(each[number % len(each)], chance)
                file.write(
                    orjson.dumps({"id": str(number), "text": text, "published": DAY}) + b"\n"
                )
        timed(source, Path(folder) / "plain.jsonl", embed=False)
        rate = timed(source, Path(folder) / "out.jsonl", embed=True)
    print(f"{DOCUMENTS} documents of {CHARACTERS} characters, two processes; floor {FLOOR:.0f}")
    largest = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"resident at most {largest // 1024} MB a process")
    return int(rate < FLOOR)


if __name__ == "__main__":
    sys.exit(main())

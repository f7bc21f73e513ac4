"""Does the reader reach its goals on texts with known answers? Exits 1 when a figure misses one.

Reads the folder given as first argument (../shared/data/text); prints what `qaraul score reading`
prints. The lexicons were corrected on our own stories and headlines: take their figures as an upper
bound, and those of another folder of the same schema as the truth.
"""

import sys
from pathlib import Path

from qaraul.reading.scoring import score
from qaraul.reading.scoring.card import table_of


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/text")
    card = score(folder)
    print("\n".join(table_of(card)))
    missed = [line for line in card.lines if line.is_reached is False]
    print(f"{len(card.lines)} figures, {len(missed)} below their goal")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

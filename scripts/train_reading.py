"""Train the reader's weights from the texts in the package and write them where it looks.

    python scripts/train_reading.py

Run it after changing a lexicon or the training texts; a test says when the file is stale.
"""

import hashlib
import sys
from pathlib import Path

from qaraul.reading.ensemble import packaged_path
from qaraul.reading.training.examples import our_examples
from qaraul.reading.training.trainer import train


def main() -> int:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_path()
    made = train(our_examples())
    out.write_bytes(made)
    print(f"{out}: {len(made):,} bytes, sha256 {hashlib.sha256(made).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

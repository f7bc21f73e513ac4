"""Write the mean sentence vector of each language, from our own training texts.

    python scripts/build_embedding_means.py

Needs the extra “embeddings”; takes some minutes. Run it when the embedder changes.
"""

import sys

import numpy as np

from qaraul.reading.embedding import embedder, gist_of
from qaraul.reading.embedding.gist import MEANS, SPOKEN
from qaraul.reading.identify import identify
from qaraul.reading.training.examples import our_examples


def main() -> int:
    by_lang: dict[str, list[str]] = {lang: [] for lang in SPOKEN}
    for one in our_examples():
        found = identify(f"{one.title}\n{one.text}")
        if found.lang in by_lang:
            by_lang[found.lang].append(gist_of(one.title, one.text, found.lang, found.script))
    rows = [embedder().vectors(gists).mean(axis=0) for gists in by_lang.values()]
    np.save(MEANS, np.array(rows, dtype=np.float16))
    print(f"{MEANS}: {', '.join(f'{lang} {len(gists)}' for lang, gists in by_lang.items())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

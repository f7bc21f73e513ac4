"""Whether the language is known: of a sentence, and of four words."""

from pathlib import Path

from qaraul.reading.identify import identify
from qaraul.reading.scoring.given import table
from qaraul.reading.scoring.lines import Line, by_language, share

_WORDS = 4
_SPOKEN = {"fa": "prs", "uz_cyr": "uz"}


def language_lines(folder: Path) -> list[Line]:
    """Accuracy on SIB-200's parallel sentences; the baseline names the commonest language."""
    rows = by_language((row["lang"], row["text"]) for row in table(folder, "sib200_parallel"))
    lines: list[Line] = []
    for lang, texts in rows.items():
        wanted = _SPOKEN.get(lang, lang)
        shortened = [" ".join(text.split()[:_WORDS]) for text in texts]
        for measure, sample, goal in (("sentence", texts, 0.99), ("four words", shortened, 0.96)):
            value = share(identify(text).lang == wanted for text in sample)
            base = {"majority": float(wanted == "prs")}  # two of the ten varieties are Persian
            lines.append(Line("language", lang, measure, len(sample), value, base, goal))
    return lines

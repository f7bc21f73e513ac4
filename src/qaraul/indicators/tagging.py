"""Tags that words give: phrases of word beginnings, per tag and language; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

STARTER = Path(__file__).with_name("data") / "tags.yaml"
WORD = re.compile(r"[\w'ʻʼ-]+")
WRITTEN = re.compile(r"#([a-z_]{3,30})\b")
ANY_WORD = "*"
LONGEST_READ = 4_000  # characters of a text: what it is about stands at its beginning


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by tag, as one pattern each."""

    patterns: Mapping[str, re.Pattern[str]]

    def tags_of(self, texts: Iterable[str]) -> list[str]:
        """The tags that the texts' words, or a written #tag, give; in the lexicon's order."""
        whole = "\n".join(text[:LONGEST_READ] for text in texts).lower().replace("ё", "е")
        plain = " ".join(WORD.findall(whole))
        written = set(WRITTEN.findall(whole))
        return [
            tag
            for tag, pattern in self.patterns.items()
            if tag in written or pattern.search(f" {plain}")
        ]


def lexicon_of(plan: Mapping[str, Any]) -> Lexicon:
    """The lexicon that a file describes; ValueError names the tag that cannot be read."""
    patterns = {}
    for tag, entries in plan.items():
        try:
            phrases = [p for entry in entries for words in entry.values() for p in words]
            patterns[tag] = re.compile("|".join(_pattern(str(phrase)) for phrase in phrases))
        except (AttributeError, TypeError, re.error):
            raise ValueError(f"the words of the tag “{tag}” cannot be read") from None
    return Lexicon(patterns)


@cache
def lexicon(path: Path = STARTER) -> Lexicon:
    """The lexicon of a file."""
    return lexicon_of(yaml.safe_load(path.read_text(encoding="utf-8")))


def _pattern(phrase: str) -> str:
    """A pattern for one phrase over words parted by single spaces."""
    words = phrase.lower().replace("ё", "е").split()
    return " " + " ".join(r"\S+" if w == ANY_WORD else re.escape(w) + r"\S*" for w in words)

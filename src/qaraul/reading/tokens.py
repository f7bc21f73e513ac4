"""Words and numbers with their places in the text, sentence by sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from qaraul.reading.characters import SILENT_CLASS, folded

_APOSTROPHE = "'’ʻʼ‘`´"
_LETTERS = rf"[^\W\d_][\w{SILENT_CLASS}]*(?:[{_APOSTROPHE}][^\W\d_][\w{SILENT_CLASS}]*)*"
WORD = re.compile(_LETTERS)
_TOKEN = re.compile(rf"(\d{{1,3}}(?:[ \u00a0\u202f\u2009,.٬]\d{{3}})+(?!\d)|\d+)|{_LETTERS}")
_ENDS = re.compile(r"[.!?…؟۔。]+[\"'»”’)\]]*\s|\n")
_PAUSE = re.compile(r"[,;:،؛()«»“”\"—–|/]")
_INITIAL = re.compile(r"\b\w{1,2}\.\s$")

JOINED, SPACED, PAUSED, ENDED = 0, 1, 2, 3
"""What stands before a token: nothing or a hyphen; a space; a comma or so; a sentence's end."""


@dataclass(slots=True)
class Tokens:
    """A text cut into words; all lists have one entry for each token."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    folds: list[str]
    breaks: list[int]
    sentences: list[int]
    values: list[int | None]
    title_tokens: int = 0

    def __len__(self) -> int:
        """How many tokens."""
        return len(self.starts)

    def raw(self, index: int) -> str:
        """The token as it is written."""
        return self.text[self.starts[index] : self.ends[index]]

    def is_capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[self.starts[index]].isupper()


def _break_before(gap: str) -> int:
    if not gap or gap in "-‑‐":
        return JOINED
    if "\n" in gap or (_ENDS.search(gap) and not _INITIAL.search(gap)):
        return ENDED
    return PAUSED if _PAUSE.search(gap) else SPACED


def _number(raw: str) -> int | None:
    digits = "".join(c for c in raw if c.isdigit())
    return int(digits) if len(digits) <= 12 else None  # noqa: PLR2004  longer is no count of anything


def tokens_of(
    text: str,
    normalise: Callable[[str], str],
    *,
    title_end: int = 0,
    fold: Callable[[str], str] = folded,
    most: int | None = None,
) -> Tokens:
    """Cut a text; `normalise` turns a raw word into the form that the language's data use.

    most: how many tokens are enough.
    """
    found = Tokens(text, [], [], [], [], [], [], [])
    starts, ends, words, folds = found.starts, found.ends, found.words, found.folds
    breaks, sentences, values = found.breaks, found.sentences, found.values
    last, sentence = 0, 0
    for match in islice(_TOKEN.finditer(text), most):
        start, end = match.span()
        if not last:
            pause = ENDED
        else:
            gap = text[last:start]
            pause = SPACED if gap == " " else _break_before(gap)
            sentence += pause == ENDED
        raw = match[0]
        is_number = match[1] is not None
        word = raw if is_number else normalise(raw)
        values.append(_number(raw) if is_number else None)
        starts.append(start)
        ends.append(end)
        words.append(word)
        folds.append(fold(word))
        breaks.append(pause)
        sentences.append(sentence)
        if end <= title_end:
            found.title_tokens = len(starts)
        last = end
    return found

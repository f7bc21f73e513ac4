"""The part of a text in which the words of a question stand, with these words marked."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LENGTH, BEFORE = 320, 80
SHORTEST_STEM, ENDING = (
    4,
    2,
)  # endings change in all nine languages: a long word is found by its stem
APOSTROPHES = "ʻʼ’‘'"
WORD = re.compile(rf"\w+(?:[{APOSTROPHES}]\w+)*")


def stems(question: str) -> list[str]:
    """Beginnings by which the words of a question are recognised in a text."""
    found = []
    for word in WORD.findall(question.casefold()):
        is_long = len(word) >= SHORTEST_STEM + ENDING
        found.append(word[:-ENDING] if is_long else word)
    return found


def pattern_of(question: str) -> re.Pattern[str] | None:
    """What marks the words of a question; None for a question without words."""
    parts = sorted({re.escape(stem) for stem in stems(question)}, key=len, reverse=True)
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})\w*", re.IGNORECASE)


def marked(text: str, wanted: re.Pattern[str] | None) -> SafeString:
    """The text as HTML with the found words marked; everything else is escaped."""
    if wanted is None:
        return escape(text)
    pieces: list[str] = []
    at = 0
    for match in wanted.finditer(text):
        pieces += [escape(text[at : match.start()]), "<mark>", escape(match[0]), "</mark>"]
        at = match.end()
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308  every piece of the text is escaped above


def excerpt(text: str, wanted: re.Pattern[str] | None) -> SafeString:
    """Some hundred characters around the first found word, cut at blanks."""
    flat = " ".join(text.split())
    first = wanted.search(flat) if wanted else None
    start = max(0, first.start() - BEFORE) if first else 0
    end = min(len(flat), start + LENGTH)
    if start:
        start = flat.find(" ", start) + 1 or start
    if end < len(flat):
        end = max(flat.rfind(" ", start, end), start + 1)
    shown = ("… " if start else "") + flat[start:end] + (" …" if end < len(flat) else "")
    return marked(shown, wanted)

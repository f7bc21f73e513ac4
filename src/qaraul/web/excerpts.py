"""The part of a text in which the words of a question stand, with these words marked."""

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

LENGTH, BEFORE = 320, 80
SHORT, MIDDLE = 3, 5  # letters; up to SHORT a word has one form, up to MIDDLE its last may change
APOSTROPHES = "ʻʼ’‘'"
WORD = re.compile(rf"\w+(?:[{APOSTROPHES}]\w+)*")


def _beginning(word: str) -> str:
    """What recognises a word in its forms: endings change in all nine languages."""
    if len(word) <= SHORT:
        return rf"{re.escape(word)}(?!\w)"
    stem = word[:-1] if len(word) == MIDDLE else word[:-2] if len(word) > MIDDLE else word
    return rf"{re.escape(stem)}\w*"


def pattern_of(question: str) -> re.Pattern[str] | None:
    """What marks the words of a question; None for a question without words."""
    parts = {_beginning(word) for word in WORD.findall(question.casefold())}
    if not parts:
        return None
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})", re.IGNORECASE)


def marked(text: str, wanted: re.Pattern[str] | None) -> SafeString:
    """The text as HTML with the found words marked; everything else is escaped."""
    if wanted is None:
        return escape(text)
    pieces: list[tuple[str]] = []
    at = 0
    for match in wanted.finditer(text):
        pieces += [(text[at : match.start()],), (format_html("<mark>{}</mark>", match[0]),)]
        at = match.end()
    pieces.append((text[at:],))
    return format_html_join("", "{}", pieces)


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

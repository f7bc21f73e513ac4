"""Text that people type, without signs that nobody sees and that can turn its order round."""

import unicodedata
from typing import Any

from django import forms

# Without these two, words of Persian, Pashto and Kurdish lose their shape.
JOINERS = "\u200c\u200d"
BREAKS = "\n\t"


def many_lines(text: str) -> str:
    """The text without controls and invisible signs; line breaks and tabs stay."""
    return "".join(sign for sign in text if _is_seen(sign) or sign in BREAKS).strip()


def one_line(text: str) -> str:
    """The same as one line: breaks and tabs become blanks, blanks stand one by one."""
    return " ".join("".join(s for s in text if _is_seen(s) or s.isspace()).split())


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs"} or sign in JOINERS


class LineField(forms.CharField):
    """One line of text, as `one_line` leaves it."""

    def to_python(self, value: Any) -> str:
        """Without what nobody sees, before its length is checked."""
        return one_line(super().to_python(value) or "")


class LinesField(forms.CharField):
    """Several lines of text, as `many_lines` leaves them."""

    def to_python(self, value: Any) -> str:
        """Without what nobody sees, before its length is checked."""
        return many_lines((super().to_python(value) or "").replace("\r\n", "\n"))

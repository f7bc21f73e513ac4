"""Text that a spreadsheet shows and never runs."""

import re

SIGNS = frozenset("=+-@")
STARTS = SIGNS | frozenset("\t\r\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula.

    Control characters go. Source: OWASP, "CSV Injection"; blanks before the sign hide it from some
    programs only.
    """
    if not text.isprintable():
        text = CONTROL.sub("", text)
    if not text:
        return text
    first = text[0]
    if first in STARTS or (first.isspace() and text.lstrip()[:1] in SIGNS):
        return "'" + text
    return text

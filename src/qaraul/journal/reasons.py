"""Reasons that the node gives by itself: kept as a code with its parts, read in any language."""

import re

from django.utils.functional import Promise

from qaraul.registry import Registry

CODED = re.compile(r"\[([a-z-]+)((?: [a-z_]+=[^\s\]]+)*)\]")

known: Registry[Promise] = Registry("reason")
"""Words by code, with %(name)s for each part; the app that gives a reason registers its words."""


def coded(code: str, **parts: str) -> str:
    """The reason as a record keeps it: "[from-signal number=S-1]"; a part holds no blanks."""
    return f"[{' '.join([code, *(f'{name}={part}' for name, part in parts.items())])}]"


def in_words(reason: str) -> str:
    """A kept reason in the reader's language; what a person wrote stands as it is."""
    found = CODED.fullmatch(reason)
    if found is None or found[1] not in known:
        return reason
    parts = dict(part.split("=", 1) for part in found[2].split())
    try:
        return str(known.get(found[1])) % parts
    except KeyError:
        return reason

"""Cut a feed into its items by one pass over the text, however broken the rest of it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = re.compile(
    r"<!\[CDATA\[|<!--|<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s>/])"
    r"|</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>"
)
ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.-]*:)?([A-Za-z]+)((?:\s[^<>]*)?)>")
CHANNEL = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?channel(?:\s[^<>]*)?>")
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(\[)?", re.IGNORECASE)
ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?([^\s\"'>]{1,100})", re.IGNORECASE)
DECLARATION_END = re.compile(r"\]\s*>")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round the items: the start tags with their namespaces, and the end tags."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """One item's own markup; a cut one has no end tag."""

    text: str
    is_cut: bool = False


def without_entities(text: str) -> tuple[str, frozenset[str]]:
    """The text without its document type, and the names of the entities it defined."""
    found = DOCTYPE.search(text[:100_000])
    if not found:
        return text, frozenset()
    if not found.group(1):
        end = text.find(">", found.start())
        return text[: found.start()] + text[end + 1 :], frozenset()
    end_match = DECLARATION_END.search(text, found.end())
    end = end_match.end() if end_match else len(text)
    names = frozenset(m.group(1) for m in ENTITY.finditer(text, found.start(), end))
    return text[: found.start()] + text[end:], names


def frame_of(text: str) -> Frame | None:
    """The frame of a feed, or None when the text is no feed."""
    for found in ROOT.finditer(text, 0, 20_000):
        prefix, name = found.group(1) or "", found.group(2)
        if name.lower() in {"html", "body", "alert"}:
            return None
        if name.lower() not in ROOTS:
            continue  # a warning of the server, written before the feed
        start, end = found.group(0), f"</{prefix}{name}>"
        if name.lower() == "rss" and (channel := CHANNEL.search(text, found.end())):
            tag = channel.group(0)
            start, end = start + tag, f"</{tag[1:-1].split()[0]}>{end}"
        return Frame(start, end)
    return None


def fragments(text: str) -> Iterator[Fragment]:
    """The items in order. Linear in the text, whatever stands in it."""
    position, start = 0, -1
    while found := MARKS.search(text, position):
        mark = found.group(0)
        if mark.startswith("<!"):
            end = text.find("]]>" if mark == "<![CDATA[" else "-->", found.end())
            if end < 0:
                break
            position = end + 3
            continue
        position = found.end()
        if mark.startswith("</"):
            if start >= 0:
                yield Fragment(text[start:position])
                start = -1
        else:
            if start >= 0:
                yield Fragment(text[start : found.start()], is_cut=True)
            start = found.start()
    if start >= 0:
        yield Fragment(text[start:], is_cut=True)

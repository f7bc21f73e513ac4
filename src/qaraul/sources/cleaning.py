"""Markup to plain text, and every text within its bounds and safe to store and to show."""

import hashlib
import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import etree

# Control characters, lone surrogates, and the marks that turn the order of shown letters round.
# Joiners stay: Persian is written with them.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\uffff]"
)
LOOKS_LIKE_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
BREAKS = re.compile(
    r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote|/table|hr)\b[^<>]{0,1000}>", re.IGNORECASE
)
SILENT = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head"}
LONGEST_ADDRESS, LONGEST_TITLE = 2_000, 10_000
MOST_TAGS = 1_000
"""Beyond so many tags nh3 may need time that grows with their square."""
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def plain(text: str) -> str:
    """A text as it is, without what must not be stored, its spaces collapsed."""
    text = FORBIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    return LINES.sub("\n", SPACES.sub(" ", text.replace("\r", "\n"))).strip()


def from_markup(text: str) -> str:
    """The words of a piece of HTML; scripts, styles and tags are gone."""
    if LOOKS_LIKE_MARKUP.search(text):
        marked = BREAKS.sub("\n", FORBIDDEN.sub("", text))
        if marked.count("<") <= MOST_TAGS:
            text = html.unescape(nh3.clean(marked, tags=set(), clean_content_tags=SILENT))
        else:
            text = _words_of(marked)
    return plain(text)


def _words_of(marked: str) -> str:
    """The words of very much markup by a parser whose time grows with its length alone."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(marked.encode(), parser)
    except etree.LxmlError:
        return ""
    if root is None:  # nothing but brackets
        return ""
    etree.strip_elements(root, *SILENT, with_tail=False)
    return "".join(str(part) for part in root.itertext())


def one_line(text: str, longest: int) -> str:
    """The words of a piece of HTML on one line of at most `longest` characters."""
    return shortened(from_markup(text).replace("\n", " "), longest)


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, ended at a word where that is near."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    space = kept.rfind(" ", max(0, longest - 80))
    return (kept[:space] if space > 0 else kept) + "…"


def text_hash(title: str, text: str) -> str:
    """SHA-256 of title and text, blind to spaces and letter composition."""
    words = " ".join(unicodedata.normalize("NFKC", f"{title}\n{text}").split())
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def web_address(link: str, base: str) -> str:
    """A link as an absolute http(s) address, or nothing: other schemes have no place on a page."""
    try:
        found = urljoin(base, link.strip())
        host = urlsplit(found).hostname
    except ValueError:
        return ""
    is_web = found.lower().startswith(("http://", "https://"))
    is_whole = bool(host) and found.isprintable() and len(found) <= LONGEST_ADDRESS
    return found if is_web and is_whole else ""

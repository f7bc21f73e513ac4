"""Bytes to text when the declared encoding is wrong, missing or only half true."""

import codecs
import re
from dataclasses import dataclass

BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE
)
HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "latin-1"})
GUESSES = ("cp1251", "koi8-r")
TOLERATED = 0.02
"""Of the bytes beyond ASCII, the part that may be broken before we doubt that a text is UTF-8."""
# The letters that make up most of a text in any of the region's Cyrillic alphabets.
FREQUENT = frozenset("оеаинтрслыкдупміңқғүұһөәӯҳ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read in, and the declared one when that was another."""

    text: str
    encoding: str
    mended: str = ""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a body whose header or prolog may lie.

    A byte order mark decides; then UTF-8, which no other encoding resembles by chance; then what
    is declared, if it fits; then the Cyrillic encodings still met in the region.
    """
    for mark, name in BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(name, "replace"), name)
    if wide := _without_mark(body):
        return Decoded(body.decode(wide, "replace"), wide)
    declared = _declared(body, content_type)
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(body.translate(None, bytes(range(128))))
    if broken == 0 or broken <= TOLERATED * beyond_ascii:
        is_mended = bool(declared) and declared not in {"utf-8", "ascii"} and not body.isascii()
        return Decoded(text, "utf-8", declared if is_mended or broken else "")
    chosen = _best(body, [*([declared] if declared else []), *GUESSES])
    return Decoded(
        body.decode(chosen, "replace"), chosen, "" if chosen == declared else declared or "nothing"
    )


def _without_mark(body: bytes) -> str:
    """UTF-16 without its mark shows as a zero beside every ASCII letter of the first tag."""
    head = body[:4]
    if head in {b"<\x00?\x00", b"<\x00r\x00", b"<\x00f\x00", b"{\x00\n\x00", b'{\x00"\x00'}:
        return "utf-16-le"
    return (
        "utf-16-be" if head in {b"\x00<\x00?", b"\x00<\x00r", b"\x00<\x00f", b'\x00{\x00"'} else ""
    )


def _declared(body: bytes, content_type: str) -> str:
    """The declared encoding by Python's name: prolog before header, since files travel."""
    named = [
        *(m.group(1).decode("ascii") for m in [PROLOG.search(body[:400])] if m),
        *(m.group(1) for m in [HEADER.search(content_type)] if m),
        *(m.group(1).decode("ascii") for m in [META.search(body[:4_096])] if m),
    ]
    for name in named:
        try:
            found = codecs.lookup(name)
        except LookupError:
            continue
        if found._is_text_encoding:  # noqa: SLF001  the only mark that tells "hex" and "zip" apart
            return found.name
    return ""


def _best(body: bytes, names: list[str]) -> str:
    """The encoding under which the text looks most like words."""
    sample = bytes(b for b in body[:200_000] if b >= 0x80)[:20_000]  # noqa: PLR2004  ASCII ends there
    scores = {name: _score(sample, name) for name in dict.fromkeys(names)}
    return max(scores, key=lambda name: scores[name])


def _score(sample: bytes, name: str) -> float:
    """How word-like the letters beyond ASCII are, from about -1 to 1."""
    try:
        text = sample.decode(name)
        penalty = 0.0
    except UnicodeDecodeError:
        text = sample.decode(name, "replace")
        penalty = 0.2
    if not text:
        return 0.0
    frequent = sum(letter in FREQUENT for letter in text)
    odd = len(UNPRINTABLE.findall(text))
    western = 0.25 if name in WESTERN else 0.5  # letters that cannot be judged by the list above
    others = sum(letter.isalpha() and not "а" <= letter.lower() <= "ӿ" for letter in text)
    return (frequent + western * others - 2 * odd) / len(text) - penalty

"""Take out of pictures what they tell beside the picture; refuse those too large to be opened."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from qaraul.errors import BadInput

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"iCCP"}
MARKER = 0xFF
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
TELLING = {*range(0xE0, 0xF0), 0xFE}  # segments of applications, comments
JPEG_KEPT = {0xE0: b"JFIF", 0xE2: b"ICC_PROFILE", 0xEE: b"Adobe"}  # colours need the last two
NEVER = b"\x00never"
LONE_MARKERS = {0x01, *range(0xD0, 0xD9)}
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # segments that state the size
MOST_PIXELS = 100_000_000  # beyond it a viewer needs memory by the gigabyte


def without_hidden_parts(content: bytes, media_type: str) -> bytes:
    """The same picture without its metadata; other kinds as they are.

    Raises `BadInput` for a picture that cannot be taken apart.
    """
    parts = {"image/jpeg": _jpeg_parts, "image/png": _png_parts}.get(media_type)
    if parts is None:
        return content
    try:
        return b"".join(parts(content))
    except (IndexError, ValueError):
        raise BadInput(_("This picture is damaged."), field="file") from None


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """JPEG (ISO/IEC 10918-1 B.1): the segments that make the picture, up to its end."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != MARKER:
            raise ValueError("no marker")
        while content[at + 1] == MARKER:  # fill bytes
            at += 1
        marker = content[at + 1]
        if marker == JPEG_END:
            yield content[at : at + 2]
            return
        end = at + 2
        if marker not in LONE_MARKERS:
            end += int.from_bytes(content[at + 2 : at + 4])
        if end > len(content):
            raise ValueError("a segment runs out of the file")
        if marker in FRAMES:
            _bound(content[at + 7 : at + 9], content[at + 5 : at + 7])
        is_wanted = content[at + 4 : end].startswith(JPEG_KEPT.get(marker, NEVER))
        if is_wanted or marker not in TELLING:
            yield content[at:end]
        if marker == JPEG_SCAN:
            at, end = end, _end_of_scan(content, end)
            yield content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands; stuffed bytes and restarts belong to the coded data."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and content[at + 1] not in LONE_MARKERS:
            return at
        at += 2


def _png_parts(content: bytes) -> Iterator[bytes]:
    """PNG (ISO/IEC 15948 §5): only the chunks that make the picture."""
    yield PNG_START
    at = len(PNG_START)
    while at < len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        kind = content[at + 4 : at + 8]
        if end > len(content):
            raise ValueError("a chunk runs out of the file")
        if kind == b"IHDR":
            _bound(content[at + 8 : at + 12], content[at + 12 : at + 16])
        if kind in PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError("no end")


def _bound(width: bytes, height: bytes) -> None:
    if int.from_bytes(width) * int.from_bytes(height) > MOST_PIXELS:
        largest = {"n": MOST_PIXELS // 1_000_000}
        raise BadInput(
            _("A picture may have at most %(n)s million pixels.") % largest, field="file"
        )

"""Pictures keep what they show and lose what they tell."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.events.pictures import PNG_START, without_hidden_parts

SECRET = b"41.31 N 69.28 E, camera of a person"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(*told: bytes) -> bytes:
    """Just enough of a JPEG: tables, one scan with stuffed bytes and a restart, the end."""
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"data\xff\x00more\xff\xd0rest"
    return b"\xff\xd8" + b"".join(told) + segment(0xDB, b"\x00" * 65) + scan + b"\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png(*told: bytes, side: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return PNG_START + head + b"".join(told) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "told",
    [
        segment(0xE1, b"Exif\x00\x00" + SECRET),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET),
        segment(0xED, b"Photoshop 3.0\x00" + SECRET),
        segment(0xE2, b"MPF\x00" + SECRET),
        segment(0xFE, SECRET),
    ],
)
def test_a_photograph_loses_place_camera_and_owner(told: bytes) -> None:
    assert without_hidden_parts(jpeg(told), "image/jpeg") == jpeg()


def test_a_photograph_keeps_its_colours() -> None:
    kept = [segment(0xE0, b"JFIF\x00 etc"), segment(0xE2, b"ICC_PROFILE\x00 etc")]
    assert without_hidden_parts(jpeg(*kept), "image/jpeg") == jpeg(*kept)


def test_a_second_picture_behind_the_first_is_cut_off() -> None:
    behind = jpeg(segment(0xE1, SECRET))
    assert without_hidden_parts(jpeg() + behind, "image/jpeg") == jpeg()


def test_a_drawing_loses_its_words() -> None:
    told = [
        chunk(b"tEXt", b"Author\x00" + SECRET),
        chunk(b"eXIf", SECRET),
        chunk(b"tIME", b"1234567"),
    ]
    assert without_hidden_parts(png(*told), "image/png") == png()
    assert without_hidden_parts(png() + SECRET, "image/png") == png()


@given(cut=st.integers(2, len(jpeg()) - 1))
def test_a_photograph_that_breaks_off_is_refused_and_never_hangs(cut: int) -> None:
    with pytest.raises(BadInput):
        without_hidden_parts(jpeg()[:cut], "image/jpeg")


@given(noise=st.binary(max_size=200))
def test_noise_is_refused_or_passes_without_a_crash(noise: bytes) -> None:
    for start, kind in ((b"\xff\xd8\xff", "image/jpeg"), (PNG_START, "image/png")):
        try:
            without_hidden_parts(start + noise, kind)
        except BadInput:
            continue


def test_other_files_are_left_alone() -> None:
    assert without_hidden_parts(b"%PDF-1.7 x", "application/pdf") == b"%PDF-1.7 x"


def frame(height: int, width: int) -> bytes:
    return segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")


def test_a_picture_that_says_it_is_giant_is_refused() -> None:
    for content, kind in (
        (png(side=20_000), "image/png"),
        (jpeg(frame(60_000, 60_000)), "image/jpeg"),
    ):
        with pytest.raises(BadInput, match="million pixels"):
            without_hidden_parts(content, kind)
    large_but_real = jpeg(frame(6_000, 8_000))
    assert without_hidden_parts(large_but_real, "image/jpeg") == large_but_real

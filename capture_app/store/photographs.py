"""Photographs without the place where they were taken. A JPEG or a PNG loses nothing of its picture: parts of the
file that may speak of the place are left out and the rest is copied as it is; other kinds are written anew."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

from capture_app.errors import BadInput
from capture_app.words import say

ORIENTATION, TAKEN_AT = 0x0112, 0x0132
LARGEST_PIXELS = 200_000_000
EXIF = b"Exif\x00\x00"
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xD8)))
_START_OF_SCAN, _END, _APP0, _APP1, _APP2, _APP14, _COMMENT = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_PNG_KEPT_ANCILLARY = frozenset(
    (b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD", b"pHYs", b"sBIT", b"acTL", b"fcTL", b"fdAT")
)
_REWRITTEN = {"WEBP": "PNG", "TIFF": "PNG", "BMP": "PNG", "GIF": "PNG"}


def without_location(content: bytes) -> bytes:
    """The picture with its turn and its moment and nothing else beside; BadInput where it is no picture we can read.

    Everything that may name a place goes: position (Exif), the maker's own notes, captions, the small picture
    inside, and what hangs on behind the end.
    """
    try:
        if content.startswith(_JPEG):
            return b"".join((_JPEG, *_jpeg_parts(content)))
        if content.startswith(_PNG):
            return b"".join((_PNG, *_png_chunks(content)))
        return _written_anew(content)
    except (struct.error, IndexError, UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput(say("photo.unreadable"), action_es=say("photo.unreadable.action")) from error


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """The segments that make the picture, and its scans; nothing behind its end."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise struct.error("no marker")
        marker = content[at + 1]
        if marker == _END:
            yield content[at : at + 2]
            return
        if marker in _BARE_MARKERS or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == _START_OF_SCAN:
            end = _end_of_scan(content, end)
        if marker == _APP1 and content.startswith(EXIF, at + 4):
            yield _told(content[at + 4 : end])
        elif _is_of_the_picture(marker, content[at + 4 : end]):
            yield content[at:end]
        at = end


def _is_of_the_picture(marker: int, data: bytes) -> bool:
    """Of what programs add only the colours (JFIF, ICC, Adobe) belongs to the picture."""
    if marker == _APP0:
        return data.startswith(b"JFIF\x00")
    if marker == _APP2:
        return data.startswith(b"ICC_PROFILE\x00")
    if marker == _APP14:
        return data.startswith(b"Adobe")
    return not (_APP0 < marker <= 0xEF or marker == _COMMENT)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker begins that is not part of the picture's data."""
    while True:
        at = content.find(b"\xff", at)
        if not 0 <= at < len(content) - 1:
            raise struct.error("no end")
        if content[at + 1] == 0 or content[at + 1] in _BARE_MARKERS:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _told(data: bytes) -> bytes:
    """An Exif segment with the turn of the picture and its moment, none where it says neither or cannot be read."""
    said, kept = Image.Exif(), Image.Exif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            said.load(data)
        except (SyntaxError, struct.error, ValueError, KeyError, TypeError):
            return b""
    for tag in (ORIENTATION, TAKEN_AT):
        if tag in said:
            kept[tag] = said[tag]
    if not len(kept):
        return b""
    clean = kept.tobytes()
    clean = clean if clean.startswith(EXIF) else EXIF + clean
    return b"\xff\xe1" + struct.pack(">H", len(clean) + 2) + clean


def _png_chunks(content: bytes) -> Iterator[bytes]:
    """The chunks of the picture and of its colours; texts and Exif are left out, and what hangs on behind."""
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise struct.error("broken chunk")
        is_critical = not kind[0] & 0x20
        if is_critical or kind in _PNG_KEPT_ANCILLARY:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _written_anew(content: bytes) -> bytes:
    """Another kind of picture as PNG, its points the same and nothing beside them."""
    with Image.open(io.BytesIO(content)) as picture:
        if picture.format not in _REWRITTEN or picture.width * picture.height > LARGEST_PIXELS:
            raise UnidentifiedImageError(picture.format)
        clean = Image.new(picture.mode, picture.size)
        clean.paste(picture)
        if picture.palette is not None:
            clean.putpalette(picture.palette)
    out = io.BytesIO()
    clean.save(out, "PNG")
    return out.getvalue()

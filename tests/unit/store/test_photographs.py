"""A photograph for the public says nothing of where it was taken, and its picture is the same to the last point."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops, PngImagePlugin

from capture_app.errors import BadInput
from capture_app.store.photographs import without_location

PLACES = (b"GPS", b"18.5001", b"Calle Secreta", b"CamaraSecreta", b"http://ns.adobe.com/xap")


def picture() -> Image.Image:
    image = Image.radial_gradient("L").resize((64, 48)).convert("RGB")
    image.putpixel((3, 3), (200, 10, 10))
    return image


def exif() -> Image.Exif:
    said = Image.Exif()
    said[0x0112], said[0x0132], said[0x010F] = 6, "2026:02:20 10:00:00", "CamaraSecreta"
    gps = said.get_ifd(0x8825)
    gps[1], gps[2], gps[0x1B] = "N", (18.5, 30.0, 0.0), b"GPS 18.5001"
    return said


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(**how) -> bytes:
    """A photograph that says its place in every way a telephone knows."""
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(), icc_profile=b"colores", **how)
    plain = out.getvalue()
    spoken = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<gps>18.5001</gps>")
    spoken += segment(0xED, b"Photoshop 3.0\x00Calle Secreta") + segment(0xFE, b"Calle Secreta 5")
    spoken += segment(0xE2, b"MPF\x00 GPS 18.5001")
    return plain[:2] + spoken + plain[2:] + b"second picture GPS 18.5001"


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_blocks": 2}])
def test_a_jpeg_keeps_its_picture_and_loses_its_place(how):
    original = jpeg(**how)
    assert all(place in original for place in PLACES)
    clean = without_location(original)
    assert [place for place in PLACES if place in clean] == []
    bare = io.BytesIO()
    picture().save(bare, "JPEG", **how)
    with Image.open(io.BytesIO(clean)) as shown, Image.open(bare) as before:
        assert ImageChops.difference(shown.convert("RGB"), before.convert("RGB")).getbbox() is None
        assert dict(shown.getexif()) == {0x0112: 6, 0x0132: "2026:02:20 10:00:00"}
        assert shown.info["icc_profile"] == b"colores"
        assert shown.getexif().get_ifd(0x8825) == {}


def test_a_png_keeps_its_picture_and_loses_its_texts():
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Comment", "Calle Secreta")
    info.add_itxt("XML:com.adobe.xmp", "http://ns.adobe.com/xap GPS 18.5001")
    picture().save(out, "PNG", pnginfo=info, exif=exif())
    original = out.getvalue() + b"CamaraSecreta"
    clean = without_location(original)
    assert [place for place in PLACES if place in clean] == []
    with Image.open(io.BytesIO(clean)) as shown:
        assert ImageChops.difference(shown, picture()).getbbox() is None


def test_another_kind_is_written_anew():
    out = io.BytesIO()
    picture().save(out, "TIFF", exif=exif())
    assert b"CamaraSecreta" in out.getvalue()
    clean = without_location(out.getvalue())
    assert b"CamaraSecreta" not in clean
    with Image.open(io.BytesIO(clean)) as shown:
        assert shown.format == "PNG"
        turned = picture().transpose(Image.Transpose.ROTATE_270)
        assert ImageChops.difference(shown, turned).getbbox() is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hola",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n1234",
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(BadInput):
        without_location(content)


def test_a_cut_or_broken_picture_is_refused():
    whole = jpeg()
    end = whole.rindex(b"\xff\xd9")
    for cut in (end, end // 2, 700):
        with pytest.raises(BadInput):
            without_location(whole[:cut])
    out = io.BytesIO()
    picture().save(out, "PNG")
    broken = out.getvalue().replace(b"IDAT", b"IDAX")
    assert zlib.crc32(broken) != zlib.crc32(out.getvalue())
    with pytest.raises(BadInput):
        without_location(broken)

"""Opening the signed envelopes of devices and sealing the portal's own."""

from __future__ import annotations

import io
import secrets
import zlib
from typing import TypeVar

import msgspec
import zstandard
from django.http import HttpRequest, HttpResponse

from portal.intake import keys
from portal.intake.refusals import RequestRefused
from sync import wire

T = TypeVar("T", bound=msgspec.Struct)

MAX_REQUEST_BYTES = 12 * 1024 * 1024  # one record of the largest size, hardly compressed, must fit
MAX_WINDOW_BYTES = 32 * 1024 * 1024
MAX_ENROL_BYTES = 16 * 1024  # whoever asks is not known yet: a code, a key and a name, and no more
LEVEL = 6
SENDER = "portal"
_SLICE = 256 * 1024


def read_request(request: HttpRequest, most: int) -> bytes:
    """The body of a request, never more than the limit in memory."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most:
        raise RequestRefused("too_large")
    data = request.read(most + 1)
    if len(data) > most:
        raise RequestRefused("too_large")
    return data


def split(data: bytes, kind: str) -> tuple[wire.Envelope, bytes, bytes]:
    """(header, payload, signed bytes) of an envelope of the given kind."""
    try:
        header, payload, signed = wire.unpack(data)
    except wire.WireError as error:
        raise RequestRefused("bad_hash" if error.code == "bad_hash" else "malformed") from error
    if header.kind != kind or not 8 <= len(header.nonce) <= 64:
        raise RequestRefused("malformed")
    return header, payload, signed


def message_of(header: wire.Envelope, payload: bytes, kind: type[T], most: int | None = None) -> T:
    """The message inside, decompressed under the cap."""
    return message_in(header.encoding, payload, kind, most)


def message_in(encoding: str, payload: bytes, kind: type[T], most: int | None = None) -> T:
    """The message in compressed bytes. RequestRefused ``malformed`` or ``too_large``."""
    try:
        return wire.decode_message(_decompress(payload, encoding, most or wire.MAX_BODY_BYTES), kind)
    except wire.WireError as error:
        raise RequestRefused("malformed") from error


def _decompress(payload: bytes, encoding: str, most: int) -> bytes:
    if encoding == "identity":
        return payload
    if encoding not in ("zstd", "gzip"):
        raise RequestRefused("malformed")
    try:
        data = _read_zstd(payload, most) if encoding == "zstd" else _read_gzip(payload, most)
    except (zstandard.ZstdError, zlib.error) as error:
        raise RequestRefused("malformed") from error
    if len(data) > most:
        raise RequestRefused("too_large")
    return data


def _read_zstd(payload: bytes, most: int) -> bytes:
    data = bytearray()
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    with decompressor.stream_reader(io.BytesIO(payload)) as reader:
        while len(data) <= most and (piece := reader.read(_SLICE)):
            data += piece
    return bytes(data)


def _read_gzip(payload: bytes, most: int) -> bytes:
    return zlib.decompressobj(wbits=31).decompress(payload, most + 1)


def answer(kind: str, message: msgspec.Struct, reply_to: str, status: int = 200) -> HttpResponse:
    """A signed reply that echoes the nonce of the request."""
    payload = zstandard.ZstdCompressor(level=LEVEL).compress(wire.encode_message(message))
    body = wire.pack(kind, SENDER, secrets.token_hex(16), payload, keys.sign, reply_to=reply_to)
    response = HttpResponse(body, content_type=wire.CONTENT_TYPE, status=status)
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response


def refuse(refused: RequestRefused, reply_to: str) -> HttpResponse:
    message = wire.Refusal(code=refused.code, retry_after=refused.retry_after)
    response = answer("refusal", message, reply_to, refused.status)
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response

"""Opening the signed envelopes of devices and sealing the portal's own."""

from __future__ import annotations

import secrets
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse

from portal.intake import keys
from portal.intake.refusals import RequestRefused
from sync import encodings, wire

T = TypeVar("T", bound=msgspec.Struct)

MAX_REQUEST_BYTES = 12 * 1024 * 1024  # one record of the largest size, hardly compressed, must fit
MAX_ENROL_BYTES = 16 * 1024  # whoever asks is not known yet: a code, a key and a name, and no more
LEVEL = 6
SENDER = "portal"


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
    """A message folded so, never more than the limit in memory."""
    try:
        return wire.decode_message(encodings.decompress(payload, encoding, most or wire.MAX_BODY_BYTES), kind)
    except wire.WireError as error:
        known = error.code in ("encoding_unknown", "too_large")
        raise RequestRefused(error.code if known else "malformed") from error


def answer(
    kind: str, message: msgspec.Struct, reply_to: str, status: int = 200, encoding: str = encodings.ZSTD
) -> HttpResponse:
    """A signed reply that echoes the nonce of the request, folded as the request was."""
    try:
        payload = encodings.compress(wire.encode_message(message), encoding, LEVEL)
    except wire.WireError:
        encoding = encodings.GZIP
        payload = encodings.compress(wire.encode_message(message), encoding)
    body = wire.pack(kind, SENDER, secrets.token_hex(16), payload, keys.sign, encoding=encoding, reply_to=reply_to)
    response = HttpResponse(body, content_type=wire.CONTENT_TYPE, status=status)
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response


def refuse(refused: RequestRefused, reply_to: str, encoding: str = encodings.ZSTD) -> HttpResponse:
    message = wire.Refusal(code=refused.code, retry_after=refused.retry_after)
    response = answer("refusal", message, reply_to, refused.status, encoding)
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response

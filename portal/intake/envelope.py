"""Opening the signed envelopes of devices and sealing the portal's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse

from portal.intake import keys
from portal.intake.refusals import RequestRefused
from sync import encodings, wire

T = TypeVar("T", bound=msgspec.Struct)

MAX_REQUEST_BYTES = 12 * 1024 * 1024  # one record of the largest size, hardly compressed, must fit
MAX_ENROL_BYTES = 16 * 1024  # whoever asks is not known yet: a code, a key and a name, and no more
QUICK_FROM = 16 * 1024  # a portal answers many
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
    with _refusing():
        return wire.arrived(encodings.decompress(payload, header.encoding, most or wire.MAX_BODY_BYTES), kind, header)


def exchange_of(header: wire.Envelope, payload: bytes, spoken: encodings.Spoken) -> tuple[wire.SyncRequest, bytes]:
    """The request to exchange inside, and its bytes, folded maybe with what its device has said before."""
    with _refusing():
        data = encodings.decompress(payload, header.encoding, wire.MAX_BODY_BYTES, spoken)
        return wire.arrived(data, wire.SyncRequest, header), data


def unfolded(encoding: str, payload: bytes) -> bytes:
    """The bytes of a message that stands alone, folded so, never more than the limit in memory."""
    with _refusing():
        return encodings.decompress(payload, encoding)


def message_in(encoding: str, payload: bytes, kind: type[T]) -> T:
    """The message of such bytes."""
    return read_message(unfolded(encoding, payload), kind)


def read_message(data: bytes, kind: type[T]) -> T:
    """The message that these bytes are."""
    with _refusing():
        return wire.decode_message(data, kind)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except wire.WireError as error:
        known = error.code in ("encoding_unknown", "too_large")
        raise RequestRefused(error.code if known else "malformed") from error


@dataclass(frozen=True)
class Asked:
    """How a request was written: the answer echoes its nonce, and is written and folded as it was."""

    nonce: str = ""
    encoding: str = encodings.ZSTD
    proto: str = wire.PROTO


def how_asked(data: bytes) -> Asked:
    """The same of the bytes of a request, as far as they can be read."""
    try:
        header = wire.unpack(data)[0]
    except wire.WireError:
        return Asked(proto=wire.FIRST if data.startswith(b"{") else wire.PROTO)
    return Asked(header.nonce[:64], encodings.alone(header.encoding), header.proto)


def answer(kind: str, message: msgspec.Struct, asked: Asked, status: int = 200) -> HttpResponse:
    """A signed reply."""
    try:
        encoding, payload = asked.encoding, encodings.compress(wire.travelling(message), asked.encoding, QUICK_FROM)
    except wire.WireError:
        encoding, payload = encodings.GZIP, encodings.compress(wire.travelling(message), encodings.GZIP)
    is_first = asked.proto == wire.FIRST
    sender, nonce = (SENDER, secrets.token_hex(16)) if is_first else ("", asked.nonce[: wire.ECHOED])
    body = wire.pack(
        kind, sender, nonce, payload, keys.sign, encoding=encoding, reply_to=asked.nonce, proto=asked.proto
    )
    response = HttpResponse(body, content_type=wire.CONTENT_TYPE, status=status)
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response


def refuse(refused: RequestRefused, asked: Asked) -> HttpResponse:
    message = wire.Refusal(code=refused.code, retry_after=refused.retry_after)
    response = answer("refusal", message, asked, refused.status)
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response

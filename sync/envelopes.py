"""Compressed and signed messages: what wire.py leaves to a library, on the client's side."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

import msgspec

from sync import encodings, keys, wire
from sync.encodings import compress as compress
from sync.encodings import decompress as decompress
from sync.errors import Refused, ReplyRefused, RetryLater, SyncError, TransportFailed

T = TypeVar("T", bound=msgspec.Struct)
B = TypeVar("B", wire.EnrolReply, wire.KeysReply)

ALTERED_ON_THE_WAY = ("bad_hash", "replayed")


def new_nonce() -> str:
    """32 hexadecimal digits that nobody has seen before."""
    return secrets.token_hex(16)


def seal(
    kind: str,
    sender: str,
    nonce: str,
    message: msgspec.Struct,
    sign: Callable[[bytes], str],
    encoding: str = encodings.ZSTD,
    proto: str = wire.PROTO,
) -> bytes:
    """A request as it travels."""
    return seal_bytes(kind, sender, nonce, wire.travelling(message, proto), sign, encoding, proto=proto)


def seal_bytes(
    kind: str,
    sender: str,
    nonce: str,
    data: bytes,
    sign: Callable[[bytes], str],
    encoding: str,
    spoken: encodings.Spoken = encodings.SILENT,
    proto: str = wire.PROTO,
) -> bytes:
    """The bytes of a message as they travel; ``spoken`` is what was said before, where the encoding names it."""
    payload = encodings.compress(data, encoding, spoken=spoken)
    return wire.pack(kind, sender, nonce, payload, sign, encoding=encoding, proto=proto)


def open_reply(data: bytes, kind: str, nonce: str, message: type[T], portal_key: bytes) -> T:
    """The message of a reply, once it is proved to be the portal's answer to the request with ``nonce``.

    Raises ReplyRefused for anything unproved, Refused or RetryLater for a proved refusal.
    """
    header, payload, signed = _split(data, nonce)
    if not keys.verify(portal_key, signed, header.signature):
        raise ReplyRefused("reply_unsigned")
    return _read(header, payload, kind, message)


def open_enrolment(data: bytes, nonce: str) -> wire.EnrolReply:
    """The reply to an enrolment: signed by the key that it brings (trusted on first use, under TLS and a
    one-time code). A refusal cannot be proved yet; it changes nothing and is only shown."""
    return _open_bringing(data, nonce, "enrol-reply", wire.EnrolReply)


def open_keys(data: bytes, nonce: str) -> wire.KeysReply:
    """What a portal says of its keys, signed by the one that it names; whether to believe in that one is another
    question (``sync.portal_keys``)."""
    return _open_bringing(data, nonce, "keys-reply", wire.KeysReply)


def _open_bringing(data: bytes, nonce: str, kind: str, message: type[B]) -> B:
    """A reply that brings the key by which it is signed."""
    header, payload, signed = _split(data, nonce)
    reply = _read(header, payload, kind, message)
    try:
        portal_key = keys.from_text(reply.portal_key)
    except ValueError as error:
        raise ReplyRefused("reply_altered") from error
    if not keys.verify(portal_key, signed, header.signature):
        raise ReplyRefused("reply_unsigned")
    return reply


def _split(data: bytes, nonce: str) -> tuple[wire.Envelope, bytes, bytes]:
    """The parts of a reply that echoes the nonce of its request."""
    try:
        header, payload, signed = wire.unpack(data, nonce)
    except wire.WireError as error:
        raise ReplyRefused("reply_altered") from error
    if not _echoes(header, nonce):
        raise ReplyRefused("reply_not_ours")
    return header, payload, signed


def _echoes(header: wire.Envelope, nonce: str) -> bool:
    """Of the second edition the beginning, to tell whose fault it is: the signature covers all of it."""
    return header.reply_to == nonce and (header.proto == wire.FIRST or header.nonce == nonce[: wire.ECHOED])


def _read(header: wire.Envelope, payload: bytes, kind: str, message: type[T]) -> T:
    if header.kind == "refusal":
        raise _refusal(_decoded(header, payload, wire.Refusal))
    if header.kind != kind:
        raise ReplyRefused("reply_not_ours")
    return _decoded(header, payload, message)


def _decoded(header: wire.Envelope, payload: bytes, message: type[T]) -> T:
    try:
        return wire.arrived(decompress(payload, header.encoding), message, header)
    except wire.WireError as error:
        code = "reply_too_large" if error.code == "too_large" else "reply_altered"
        raise ReplyRefused(code) from error


def _refusal(refusal: wire.Refusal) -> SyncError:
    if refusal.code == "retry_later":
        return RetryLater(float(refusal.retry_after))
    return TransportFailed(refusal.code) if refusal.code in ALTERED_ON_THE_WAY else Refused(refusal.code)

"""The signed wrapper of every message (decisions 36), as it is written in both editions of the protocol. Pure.

``cap-sync/1``: header in canonical JSON, newline, payload. ``cap-sync/2``: the byte 2, kind, encoding, sender, nonce,
check, signature, payload, all in bytes; what the reader knows (the nonce it sent, the hash of what it holds) is signed
and does not travel.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Callable

import msgspec

from sync import canonical

FIRST, PROTO = "cap-sync/1", "cap-sync/2"
KINDS = ("sync", "enrol", "blob", "sync-reply", "enrol-reply", "blob-reply", "refusal", "keys", "keys-reply")
PLAIN_ENCODINGS = ("identity", "gzip", "zstd")
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
EDITION = 2
ECHOED = 4  # characters of the nonce of a request that its reply begins with
_CHECK, _SIGNATURE = 4, 64
_UUID_MARK, _HEX_MARK, _LONGEST = 0xFF, 0x80, 0x7F
_HEX = re.compile(r"(?:[0-9a-f]{2}){1,126}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAMED = re.compile(r"zstd:(?:.*-)?([0-9a-f]{8})")


class WireError(ValueError):
    """Bytes that are not a message of this protocol; ``code`` is one word for logs and screens."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a payload.

    kind: ``sync enrol blob sync-reply enrol-reply blob-reply refusal``, in the second edition also ``keys keys-reply``;
    ``encoding``: ``zstd:NAME zstd gzip identity``; ``reply_to`` is the nonce of the request
    that is answered; ``sha256`` is of the payload as it travels; ``signature`` base64.
    """

    proto: str
    kind: str
    sender: str
    nonce: str
    sha256: str
    encoding: str = "zstd"
    reply_to: str = ""
    signature: str = ""


def pack(
    kind: str,
    sender: str,
    nonce: str,
    payload: bytes,
    sign: Callable[[bytes], str],
    *,
    encoding: str = "zstd",
    reply_to: str = "",
    proto: str = PROTO,
) -> bytes:
    """Build an envelope around an already compressed payload; ``sign`` gives base64 of an Ed25519 signature."""
    if proto == FIRST:
        return _pack_first(kind, sender, nonce, payload, sign, encoding, reply_to)
    head = bytes([EDITION, KINDS.index(kind)]) + _encoding_bytes(encoding) + _text_bytes(sender) + _text_bytes(nonce)
    if encoding.startswith("zstd"):
        payload = payload.removeprefix(ZSTD_MAGIC)
    signature = base64.b64decode(sign(_signed(head, reply_to, payload)))
    return head + _check(head, payload) + signature + payload


def unpack(data: bytes, asked: str = "") -> tuple[Envelope, bytes, bytes]:
    """Split an envelope into (header, payload, signed bytes); checks form and payload hash, not the signature.

    ``asked`` is the nonce of the request that a reply must answer ("" of a request): in the second edition it does
    not travel, and only the signature shows whether it is the one. Raises WireError with ``malformed``,
    ``wrong_protocol`` or ``bad_hash``. A header that is not written in its one form is malformed: otherwise bytes
    could be altered on the way that the signature does not cover.
    """
    if data[:1] != bytes([EDITION]):
        return _unpack_first(data)
    try:
        kind, encoding, at = KINDS[data[1]], *_read_encoding(data, 2)
        sender, at = _read_text(data, at)
        nonce, at = _read_text(data, at)
    except (IndexError, UnicodeDecodeError) as error:
        raise WireError("malformed") from error
    head, check = data[:at], data[at : at + _CHECK]
    signature, payload = data[at + _CHECK : at + _CHECK + _SIGNATURE], data[at + _CHECK + _SIGNATURE :]
    if len(signature) != _SIGNATURE:
        raise WireError("malformed")
    if check != _check(head, payload):
        raise WireError("bad_hash")
    header = Envelope(
        proto=PROTO,
        kind=kind,
        sender=sender,
        nonce=nonce,
        sha256=canonical.digest(payload),
        encoding=encoding,
        reply_to=asked,
        signature=base64.b64encode(signature).decode(),
    )
    signed = _signed(head, asked, payload)
    return header, ZSTD_MAGIC + payload if encoding.startswith("zstd") else payload, signed


def _signed(head: bytes, reply_to: str, payload: bytes) -> bytes:
    """What the signature of the second edition covers."""
    return b"\n".join((PROTO.encode(), head.hex().encode(), reply_to.encode(), canonical.digest(payload).encode()))


def _check(head: bytes, payload: bytes) -> bytes:
    """So that what was altered on the way is told from what another key signed."""
    return hashlib.sha256(head + payload).digest()[:_CHECK]


def _encoding_bytes(encoding: str) -> bytes:
    if encoding in PLAIN_ENCODINGS:
        return bytes([PLAIN_ENCODINGS.index(encoding)])
    named = _NAMED.fullmatch(encoding)
    if named is not None:
        return bytes([len(PLAIN_ENCODINGS)]) + bytes.fromhex(named[1])
    return bytes([len(PLAIN_ENCODINGS) + 1]) + _text_bytes(encoding)


def _read_encoding(data: bytes, at: int) -> tuple[str, int]:
    code = data[at]
    if code < len(PLAIN_ENCODINGS):
        return PLAIN_ENCODINGS[code], at + 1
    if code == len(PLAIN_ENCODINGS):
        return f"zstd:{_some(data, at + 1, 4).hex()}", at + 5
    if code > len(PLAIN_ENCODINGS) + 1:
        raise WireError("malformed")
    name, end = _read_text(data, at + 1)
    if _encoding_bytes(name) != data[at:end]:
        raise WireError("malformed")
    return name, end


def _text_bytes(text: str) -> bytes:
    """A short text behind its length; hexadecimal digits and a UUID in bytes."""
    if _UUID.fullmatch(text):
        return bytes([_UUID_MARK]) + uuid.UUID(text).bytes
    if _HEX.fullmatch(text):
        return bytes([_HEX_MARK | len(text) // 2]) + bytes.fromhex(text)
    raw = text.encode()
    if len(raw) > _LONGEST:
        raise WireError("malformed")
    return bytes([len(raw)]) + raw


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    mark = data[at]
    if mark == _UUID_MARK:
        text, end = str(uuid.UUID(bytes=_some(data, at + 1, 16))), at + 17
    elif mark & _HEX_MARK:
        end = at + 1 + (mark ^ _HEX_MARK)
        text = _some(data, at + 1, mark ^ _HEX_MARK).hex()
    else:
        end = at + 1 + mark
        text = _some(data, at + 1, mark).decode()
    if _text_bytes(text) != data[at:end]:
        raise WireError("malformed")
    return text, end


def _some(data: bytes, at: int, count: int) -> bytes:
    if len(data) < at + count:
        raise WireError("malformed")
    return data[at : at + count]


def _pack_first(
    kind: str, sender: str, nonce: str, payload: bytes, sign: Callable[[bytes], str], encoding: str, reply_to: str
) -> bytes:
    bare = Envelope(
        proto=FIRST,
        kind=kind,
        sender=sender,
        nonce=nonce,
        sha256=canonical.digest(payload),
        encoding=encoding,
        reply_to=reply_to,
    )
    header = msgspec.structs.replace(bare, signature=sign(_bare_bytes(bare)))
    return _header_bytes(header) + b"\n" + payload


def _unpack_first(data: bytes) -> tuple[Envelope, bytes, bytes]:
    head, newline, payload = data.partition(b"\n")
    if not newline:
        raise WireError("malformed")
    try:
        header = msgspec.convert(canonical.decode_strict(head, plain_numbers=True), Envelope)
    except (msgspec.ValidationError, canonical.JsonRefused) as error:
        raise WireError("malformed") from error
    if header.proto != FIRST:
        raise WireError("wrong_protocol")
    if _header_bytes(header) != head:
        raise WireError("malformed")
    if header.sha256 != canonical.digest(payload):
        raise WireError("bad_hash")
    return header, payload, _bare_bytes(header)


def _header_bytes(header: Envelope) -> bytes:
    return canonical.encode(msgspec.to_builtins(header))


def _bare_bytes(header: Envelope) -> bytes:
    return _header_bytes(msgspec.structs.replace(header, signature=""))


canonical.prepare(Envelope)

"""A reader of ``cap-sync/1`` written from docs/protocol.md alone: nothing of the product is imported here.

Standard library, ``cryptography`` and ``zstandard``. What is wrong is a ValueError.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
import uuid
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
SAME = ("author", "device_id", "forms_version", "kind", "record_type")
PRIME = 2**255 - 19
SLICE, TAG = 65536, 16
Message = dict[str, Any]


class Number(str):
    """A number as it is written: exact, and written again the same."""


def read_json(data: bytes) -> Any:
    return json.loads(data, parse_float=Number)


def write_json(value: Any) -> bytes:
    """The canonical form: keys sorted, UTF-8, no spaces, numbers as they came."""
    if isinstance(value, Number):
        return value.encode()
    if isinstance(value, dict):
        members = (write_json(name) + b":" + write_json(value[name]) for name in sorted(value))
        return b"{" + b",".join(members) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(write_json, value)) + b"]"
    return json.dumps(value, ensure_ascii=False).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_signature(public: bytes, data: bytes, signature: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature, validate=True), data)
    except InvalidSignature as error:
        raise ValueError("not signed by that key") from error


def signed_bytes(members: Message) -> bytes:
    return write_json({**members, "signature": ""})


def read_envelope(data: bytes, public: bytes, dictionaries: Mapping[str, bytes]) -> tuple[Message, bytes]:
    """(header, payload unfolded)."""
    head, _, payload = data.partition(b"\n")
    header = read_json(head)
    if header["proto"] != "cap-sync/1" or write_json(header) != head or header["sha256"] != sha256(payload):
        raise ValueError("not an envelope")
    check_signature(public, signed_bytes(header), header["signature"])
    return header, unfolded(payload, header["encoding"], dictionaries)


def unfolded(payload: bytes, encoding: str, dictionaries: Mapping[str, bytes]) -> bytes:
    kind, _, name = encoding.partition(":")
    if kind == "identity":
        return payload
    if kind == "gzip":
        return gzip.decompress(payload)
    known = zstandard.ZstdCompressionDict(dictionaries[name]) if name else None
    return zstandard.ZstdDecompressor(dict_data=known).decompress(payload)


def read_request(data: bytes) -> Message:
    """A request with the operations of its batch in full, checked against the batch's two hashes and their chain."""
    request: Message = read_json(data)
    batch = request.get("batch")
    if batch:
        batch["operations"] = full = in_full(batch["operations"])
        if sha256(write_json(full)) != batch["sha256"] or operation_hash(full[-1]) != batch["head"]:
            raise ValueError("the batch is not whole")
        for before, after in pairwise(full):
            if after["sequence"] == before["sequence"] + 1 and after["prev_hash"] != operation_hash(before):
                raise ValueError("the chain is broken")
    return request


def operation_hash(operation: Message) -> str:
    return sha256(write_json({name: value for name, value in operation.items() if name != "private"}))


def in_full(written: list[Message]) -> list[Message]:
    """Operations as they were sealed, from how they travel."""
    full: list[Message] = []
    for operation in written:
        said: Message = {"act": None, "private": {}}
        if full:
            said |= {name: full[-1][name] for name in SAME}
            said |= {"sequence": full[-1]["sequence"] + 1, "prev_hash": operation_hash(full[-1])}
        said |= operation
        for name in ("op_id", "record_id"):
            said[name] = long_form(said[name], lambda raw: str(uuid.UUID(bytes=raw)))
        if said["ocid"].endswith("~"):
            said["ocid"] = said["ocid"][:-1]
            if not said["ocid"].endswith("~"):
                said["ocid"] += tail(said["record_id"])
        for pair in said["private"].values():
            pair[0] = long_form(pair[0], bytes.hex)
        for item in said["patch"]:
            if len(item) == 4:
                open_marks(item, said["private"])
        full.append(said)
    return full


def open_marks(item: list[Any], private: Message) -> None:
    """Work out the commitments that were left out, and the hash of what was replaced."""
    for place, name in ((2, item[1]), (3, f"was:{item[1]}")):
        if item[place] == {"_sealed": "~"}:
            salt, value = private[name]
            item[place] = {"_sealed": sha256(salt.encode() + write_json(value))}
    if isinstance(item[3], str):
        item[3] = long_form(item[3], bytes.hex)


def long_form(text: str, write: Any) -> str:
    if not text.startswith("~") or text.startswith("~~"):
        return text[1:] if text.startswith("~~") else text
    return str(write(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))))


def tail(record_id: str) -> str:
    number = uuid.UUID(record_id).int & (2**40 - 1)
    return "".join(BASE32[number >> 5 * place & 31] for place in range(7, -1, -1))


def check_receipt(receipt: Message, portal: bytes, request: Message) -> None:
    """That the receipt is the portal's and of this request."""
    check_signature(portal, signed_bytes(receipt), receipt["signature"])
    batch = request["batch"]
    if (receipt["batch_id"], receipt["head"]) != (batch["batch_id"], batch["head"]):
        raise ValueError("of another batch")
    if receipt["device_id"] != request["device_id"] or len(receipt["results"]) != len(batch["operations"]):
        raise ValueError("of another device or number")


def read_volume(data: bytes, sender: bytes, private: bytes, public: bytes) -> tuple[Message, list[Message]]:
    """(label, messages) of a set of one volume; the recipient's private and public Ed25519 keys."""
    if data[-8:] != b"CAPBATCH":
        raise ValueError("not a volume")
    length = int.from_bytes(data[-16:-8], "big")
    text, sealed = data[-16 - length : -16], data[: -16 - length]
    label = read_json(text)
    if label["sha256"] != sha256(sealed) or label["size"] != len(sealed):
        raise ValueError("altered")
    check_signature(sender, signed_bytes(label), label["signature"])
    plain = opened(sealed, bytes.fromhex(label["once"]), private, public)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        frames = [tar.extractfile(member) for member in tar if member.name.startswith("messages/")]
        texts = [zstandard.ZstdDecompressor().decompress(frame.read()) for frame in frames if frame]
    return label, [read_request(text) if label["kind"] == "batch" else read_json(text) for text in texts]


def opened(sealed: bytes, once: bytes, private: bytes, public: bytes) -> bytes:
    y = int.from_bytes(public, "little") & (2**255 - 1)
    mine = ((1 + y) * pow(1 - y, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")
    key = X25519PrivateKey.from_private_bytes(hashlib.sha512(private).digest()[:32])
    shared = key.exchange(X25519PublicKey.from_public_bytes(once))
    cipher = ChaCha20Poly1305(HKDF(SHA256(), 32, salt=once + mine, info=b"cap-batch/1").derive(shared))
    places = range(0, len(sealed), SLICE + TAG)
    pieces = [sealed[place : place + SLICE + TAG] for place in places]
    nonces = [number.to_bytes(11, "big") + bytes([number == len(pieces) - 1]) for number in range(len(pieces))]
    return b"".join(cipher.decrypt(nonce, piece, None) for nonce, piece in zip(nonces, pieces, strict=True))

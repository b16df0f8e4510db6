"""A reader of ``cap-sync``, both editions, written from docs/protocol.md alone: nothing of the product is imported.

Standard library, ``cryptography`` and ``zstandard``. What is wrong is a ValueError.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import tarfile
import uuid
from collections.abc import Callable, Mapping
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
KINDS = ("sync", "enrol", "blob", "sync-reply", "enrol-reply", "blob-reply", "refusal", "keys", "keys-reply")
PATCHES = {"=": "set", "+": "row_add", "-": "row_remove", ">": "row_move"}
ZSTD_MAGIC = bytes.fromhex("28b52ffd")
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


def read_envelope(
    data: bytes, public: bytes, dictionaries: Mapping[str, bytes], asked: str = ""
) -> tuple[Message, bytes]:
    """(header, payload unfolded); ``asked`` is the nonce of the request that a reply answers."""
    if data[:1] == b"\x02":
        return read_second(data, public, dictionaries, asked)
    head, _, payload = data.partition(b"\n")
    header = read_json(head)
    if header["proto"] != "cap-sync/1" or write_json(header) != head or header["sha256"] != sha256(payload):
        raise ValueError("not an envelope")
    check_signature(public, signed_bytes(header), header["signature"])
    return header, unfolded(payload, header["encoding"], dictionaries)


def read_second(data: bytes, public: bytes, dictionaries: Mapping[str, bytes], asked: str) -> tuple[Message, bytes]:
    """The same of the second edition: everything before the payload in bytes. Without ``public`` it must be signed by
    the portal's key that it brings itself."""
    kind, code, at = KINDS[data[1]], data[2], 3
    encoding = ("identity", "gzip", "zstd", "zstd:")[code]
    if code == 3:
        encoding, at = encoding + data[3:7].hex(), 7
    sender, at = short_text(data, at)
    nonce, at = short_text(data, at)
    head, check, signature, payload = data[:at], data[at : at + 4], data[at + 4 : at + 68], data[at + 68 :]
    if hashlib.sha256(head + payload).digest()[:4] != check:
        raise ValueError("altered on the way")
    signed = "\n".join(("cap-sync/2", head.hex(), asked, sha256(payload))).encode()
    message = unfolded(ZSTD_MAGIC + payload if code >= 2 else payload, encoding, dictionaries)
    public = public or base64.b64decode(read_json(message).get("portal_key", ""))
    check_signature(public, signed, base64.b64encode(signature).decode())
    if kind.endswith("reply") or kind == "refusal":
        nonce = asked if asked.startswith(nonce) else ""
    header = {"kind": kind, "encoding": encoding, "sender": sender, "nonce": nonce, "reply_to": asked}
    return header, message


def short_text(data: bytes, at: int) -> tuple[str, int]:
    mark = data[at]
    if mark == 0xFF:
        return str(uuid.UUID(bytes=data[at + 1 : at + 17])), at + 17
    end = at + 1 + (mark & 0x7F)
    return (data[at + 1 : end].hex() if mark & 0x80 else data[at + 1 : end].decode()), end


def unfolded(payload: bytes, encoding: str, dictionaries: Mapping[str, bytes]) -> bytes:
    kind, _, name = encoding.partition(":")
    if kind == "identity":
        return payload
    if kind == "gzip":
        return gzip.decompress(payload)
    named = [data for known, data in dictionaries.items() if name and known.endswith(name)]
    known = zstandard.ZstdCompressionDict(named[0]) if name else None
    with zstandard.ZstdDecompressor(dict_data=known).stream_reader(payload) as stream:
        return stream.read()


def read_request(data: bytes, sender: str = "") -> Message:
    """A request with the operations of its batch in full, checked against the batch's hashes and their chain;
    ``sender`` is who sent it, where it is of the second edition."""
    request: Message = read_columns(data, sender) if sender else read_json(data)
    batch = request.get("batch")
    if batch:
        batch["operations"] = full = in_full(batch["operations"])
        if "sha256" not in batch:
            batch["batch_id"] = long_form(batch["batch_id"], lambda raw: str(uuid.UUID(bytes=raw)))
            said, batch["head"] = batch["head"], operation_hash(full[-1])
            if long_form(f"~{said}", bytes.hex) != batch["head"][:16]:
                raise ValueError("the batch is not whole")
        elif sha256(write_json(full)) != batch["sha256"] or operation_hash(full[-1]) != batch["head"]:
            raise ValueError("the batch is not whole")
        for before, after in pairwise(full):
            if after["sequence"] == before["sequence"] + 1 and after["prev_hash"] != operation_hash(before):
                raise ValueError("the chain is broken")
    return request


def read_columns(data: bytes, sender: str) -> Message:
    """A request of the second edition: itself, the shapes of its operations, and their values in columns."""
    if b"\n" not in data:
        return {**read_json(data), "device_id": sender}
    first, second, *rest = data.decode().split("\n")
    request, shapes = read_json(first.encode()), read_json(second.encode())
    places = sorted((place for shape in shapes for place in places_of(shape)), key=by_last_name)
    columns: dict[str, list[str]] = {}
    for place, line in zip(places, rest, strict=True):
        columns.setdefault(place, []).append(line)
    operations = [operation_of(shape, columns) for shape in shapes]
    operations[0] = {"device_id": sender, **operations[0]}
    return {**request, "device_id": sender, "batch": {**request["batch"], "operations": operations}}


def by_last_name(place: str) -> tuple[str, str]:
    return place.rpartition("/")[2], place


def places_of(shape: Message) -> list[str]:
    """The column of each value of an operation, in the order in which they are taken."""
    found: list[str] = []
    fill(shape, lambda place: found.append(place) or "0", [])
    return found


def operation_of(shape: Message, columns: dict[str, list[str]]) -> Message:
    operation: Message = fill(shape, lambda place: unescaped(columns[place].pop(0)), [])
    private = operation.setdefault("private", {})
    for item in operation["patch"]:
        for at, name in ((2, item[1]), (3, f"was:{item[1]}")):
            if isinstance(item[at], dict) and isinstance(item[at].get("_sealed"), list):
                value, *salt = item[at]["_sealed"]
                seed = long_form(private[""][0], bytes.hex) if not salt else ""
                private[name] = [salt[0] if salt else sha256(f"{seed}\n{name}".encode())[:32], value]
                item[at] = {"_sealed": "~"}
    if "prev_hash" in operation:
        operation["prev_hash"] = long_form(operation["prev_hash"], bytes.hex)
    return operation


def fill(shape: Message, take: Callable[[str], str], keys: list[str]) -> Message:
    """An operation of its shape; ``take`` gives the next value of a column."""

    def key() -> str:
        said = take("_key")
        if said.isdecimal():
            return keys[-1 - int(said)] if keys else ""
        keys.append(said.removeprefix("@"))
        return keys[-1]

    def value(part: Any, place: str) -> Any:
        if isinstance(part, dict):
            return {
                name: key() if (name, part[name]) == ("_key", "") else value(part[name], f"{place}/{name}")
                for name in sorted(part)
            }
        if isinstance(part, list):
            return [value(one, f"{place}/@") for one in part]
        if part is None or isinstance(part, bool):
            return part
        return take(place) if part == "" else read_json(take(place).encode())

    def item(part: list[Any]) -> list[Any]:
        letter, place = part[0][0], part[0][1:]
        path = "/".join(f"@{key()}" if step == "@" else step for step in place.split("/"))
        was = value(part[2], "/was") if len(part) > 2 else ""
        return [PATCHES[letter], path, value(part[1], place), was]

    members = {name: value(shape[name], f"/{name}") for name in sorted(shape) if name != "patch"}
    return {**members, "patch": [item(part) for part in shape["patch"]]}


def unescaped(line: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], line)


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


def following_key(known: bytes, steps: list[Message]) -> bytes:
    """The portal's key to which those steps lead from the one that is known, each signed by both its keys."""
    for step in steps:
        if base64.b64decode(step["before"]) == known:
            members = {name: step[name] for name in ("before", "follows", "at")}
            signed = write_json({**members, "what": "cap-sync/2 portal-key"})
            check_signature(known, signed, step["signature"])
            known = base64.b64decode(step["follows"])
            check_signature(known, signed, step["accepted"])
    return known


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
        texts = [unfolded(frame.read(), "zstd", {}) for frame in frames if frame]
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

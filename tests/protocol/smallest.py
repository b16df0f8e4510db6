"""The smallest desktop of ``cap-sync``, written from docs/protocol.md alone: nothing of the product is imported.

It enrols, sends what it is told and takes what the office has. What is wrong is a ValueError.
"""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.protocol.reader import (
    KINDS,
    Message,
    check_receipt,
    operation_hash,
    read_json,
    read_second,
    sha256,
    tail,
    write_json,
)

Post = Callable[[str, bytes], bytes]


class SmallestDesktop:
    """One key, one chain; ``post`` takes a path and bytes and gives the bytes of the answer."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._key = Ed25519PrivateKey.generate()
        self.public_key = base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        self.home: Message = {}
        self._sequence, self._head, self._since = 0, "", 0
        self._last_on: dict[str, int] = {}

    def enrol(self, code: str) -> None:
        asked = {"code": code, "device_name": "La más pequeña", "public_key": self.public_key}
        kind, self.home = self._ask("enrol", self.public_key, asked)
        if kind != "enrol-reply":
            raise ValueError(self.home)

    def seal(self, record_id: str, kind: str, patch: list[list[object]], base_version: int = 0) -> Message:
        """The next operation of the chain."""
        operation: Message = {
            "op_id": str(uuid.uuid4()),
            "device_id": self.home["device_id"],
            "sequence": self._sequence + 1,
            "prev_hash": self._head,
            "after_sequence": self._last_on.get(record_id, 0),
            "record_id": record_id,
            "record_type": "contracting_process",
            "ocid": f"{self.home['ocid_prefixes'][0]}-{self.home['office_code']}-2026-{tail(record_id)}",
            "kind": kind,
            "base_version": base_version,
            "forms_version": 1,
            "author": self.home["user"],
            "at": "2026-03-20T15:00:01Z",
            "patch": patch,
            "act": None,
            "private": {},
        }
        self._sequence, self._head = self._sequence + 1, operation_hash(operation)
        self._last_on[record_id] = self._sequence
        return operation

    def send(self, *operations: Message) -> list[Message]:
        """The results of a batch."""
        listed = list(operations)
        head = operation_hash(listed[-1])
        batch = {
            "batch_id": str(uuid.uuid4()),
            "head": head,
            "operations": listed,
            "sha256": sha256(write_json(listed)),
        }
        reply = self.exchange(batch=batch)
        request = {"batch": batch, "device_id": self.home["device_id"]}
        check_receipt(reply["receipt"], base64.b64decode(self.home["portal_key"]), request)
        results: list[Message] = reply["receipt"]["results"]
        return results

    def exchange(self, **members: object) -> Message:
        """One round; the cursor moves with what came."""
        asked = {"epoch": self.home["epoch"], "office_code": self.home["office_code"], "since": self._since, **members}
        kind, reply = self._ask("sync", self.home["device_id"], asked)
        if kind != "sync-reply":
            raise ValueError(reply)
        for state in reply.get("records", []):
            if sha256(write_json(state["body"])) != state["body_hash"]:
                raise ValueError("a body of another hash")
        self._since = reply["sequence"]
        return reply

    def _ask(self, kind: str, sender: str, message: Message) -> tuple[str, Message]:
        """(kind of the answer, the answer), signed by the portal; by the key that it brings where none is known."""
        nonce = os.urandom(16).hex()
        payload = write_json(message)
        head = bytes([2, KINDS.index(kind), 0]) + _short(sender) + _short(nonce)
        check = hashlib.sha256(head + payload).digest()[:4]
        signature = self._key.sign("\n".join(("cap-sync/2", head.hex(), "", sha256(payload))).encode())
        path = "enrol" if kind == "enrol" else "exchange"
        data = self._post(f"/sync/v2/{path}", head + check + signature + payload)
        header, answer = read_second(data, base64.b64decode(self.home.get("portal_key", "")), {}, nonce)
        return header["kind"], read_json(answer)


def _short(text: str) -> bytes:
    """A short text as an envelope writes the ones of a desktop: a UUID, hexadecimal digits, a key in base64."""
    if len(text) == 36:
        return b"\xff" + uuid.UUID(text).bytes
    if len(text) == 32:
        return bytes([0x80 + 16]) + bytes.fromhex(text)
    return bytes([len(text)]) + text.encode()

"""A history as it is handed over to be verified: the lines that ``sync/verifier.py`` reads."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from sync import canonical, wire
from sync.concealing import SEED

FORMAT = "cap-history/1"


class DayHead(msgspec.Struct, frozen=True, kw_only=True):
    """What the portal publishes of one day: ``[device_id, sequence, head]`` of every chain at its end (UTC), and the
    hash of the day before it that was published ("" for the first)."""

    day: str
    previous: str
    heads: list[tuple[str, int, str]]


def first_line(office_code: str, portal_key: str) -> str:
    """What the history is of."""
    return _line({"format": FORMAT, "office_code": office_code, "portal_key": portal_key})


def operation_line(operation: wire.Operation) -> str:
    """An operation as it was hashed, with the personal values that nobody has erased."""
    members = wire.members_of(operation)
    private = {path: [salt, _text(value)] for path, (salt, value) in members.pop("private").items() if path != SEED}
    return _line({"operation": _text(members), **({"private": private} if private else {})})


def receipt_line(receipt: wire.Receipt) -> str:
    """A receipt as the portal signed it."""
    return _line({"receipt": wire.receipt_bytes(receipt).decode(), "signature": receipt.signature})


def key_line(step: wire.KeyStep) -> str:
    """A change of the portal's key as both keys signed it."""
    signed = wire.key_step_bytes(step).decode()
    return _line({"key": signed, "signature": step.signature, "accepted": step.accepted})


def day_text(head: DayHead) -> bytes:
    """What the portal signs of a day."""
    return wire.encode_message(head)


def day_line(text: bytes, signature: str) -> str:
    """A daily head."""
    return _line({"day": text.decode(), "signature": signature})


def _text(value: Any) -> str:
    return canonical.encode(value).decode()


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":"))


canonical.prepare(DayHead)

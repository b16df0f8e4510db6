"""What the courier needs from the world, as Protocols; the desktop's store and the tests' fakes satisfy them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.wire import Batch, Receipt, RecordState


@dataclass(frozen=True, slots=True)
class Position:
    """Where a device stands: who it is, and up to where it has the portal's changes."""

    device_id: str
    office_code: str
    epoch: str
    since: int
    forms_version: int
    forms_hash: str


class Outbox(Protocol):
    """The truth about what is not yet safe. Every method is one transaction."""

    def position(self) -> Position:
        """Device, office and cursor."""

    def next_batch(self, max_operations: int, max_bytes: int) -> Batch | None:
        """The oldest unanswered batch with its first op_ids and bytes, else a new one sealed from what is
        pending; None when nothing is waiting. Marks it sent. Bytes are counted before compression, and one
        operation larger than ``max_bytes`` travels alone."""

    def take_answer(self, receipt: Receipt, records: Sequence[RecordState], sequence: int) -> None:
        """Apply a verified receipt and the records that came with it, moving the cursor, all or nothing.
        Only operations of ``receipt.batch_id`` change state; a receipt already taken changes nothing."""

    def waiting(self) -> int:
        """Operations not yet answered (pending, sealed or sent)."""

    def wanted(self) -> int:
        """Operations that need a person."""


class Keys(Protocol):
    """The device's Ed25519 key and the portal's public key."""

    def sign(self, data: bytes) -> str:
        """Base64 of the signature of ``data``."""

    def portal_key(self) -> bytes:
        """32 bytes of the enrolled portal's public key."""


class Clock(Protocol):
    """Time as the courier sees it; tests give their own."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

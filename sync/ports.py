"""What the courier needs from the world, as Protocols; the desktop's store and the tests' fakes satisfy them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sync.wire import Batch, Position, Receipt, RecordState


class Outbox(Protocol):
    """The truth about what is not yet safe. Every method is one transaction."""

    def position(self) -> Position:
        """Device, office and cursor."""

    def next_batch(self, max_operations: int, max_bytes: int) -> Batch | None:
        """The oldest unanswered batch with its first op_ids and bytes, else a new one sealed from what is
        pending; None when nothing is waiting. Marks it sent. Bytes are counted before compression, and one
        operation larger than ``max_bytes`` travels alone."""

    def take_answer(self, receipt: Receipt | None, records: Sequence[RecordState], sequence: int) -> None:
        """Apply a verified receipt and the records that came with it, moving the cursor, all or nothing.
        Only operations of ``receipt.batch_id`` change state; a receipt already taken changes nothing. Operations
        whose result is ``retry_later`` stay as they are. ``receipt`` is None where nothing had been sent."""

    def set_down(self) -> None:
        """An exchange ended: what it carried and was not answered rests here again, sealed as it is, to be
        offered again. Nobody is told that something is on its way while nothing moves."""

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

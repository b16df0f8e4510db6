"""What the courier needs from the world, as Protocols; the desktop's store and the tests' fakes satisfy them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Protocol

from sync.wire import Batch, Blank, FileLink, FolioBlock, Inventory, KeyStep, Position, Proof, Receipt, RecordState


class Difference(Protocol):
    """What the portal's inventory shows beside ours."""

    @property
    def wanted(self) -> Sequence[str]:
        """Records whose state must be brought before anything can be said; then compare again."""

    @property
    def offered(self) -> int:
        """How many of our answered operations wait to be offered again."""

    @property
    def missing(self) -> int:
        """How many records that others captured the portal has lost or set back."""


class Outbox(Protocol):
    """The truth about what is not yet safe. Every method is one transaction."""

    def position(self) -> Position:
        """Device, office and cursor."""

    def next_batch(self, max_operations: int, max_bytes: int) -> Batch | None:
        """The oldest unanswered batch with its first op_ids and bytes, else a new one sealed from what is
        pending; None when nothing is waiting. Marks it sent. Bytes are counted before compression, and one
        operation larger than ``max_bytes`` travels alone."""

    def take_answer(
        self, receipt: Receipt | None, records: Sequence[RecordState], sequence: int, epoch: str = ""
    ) -> None:
        """Apply a verified receipt and the records that came with it, moving the cursor, all or nothing.
        The cursor never goes back, unless ``epoch`` names the history in which the portal begins again.
        Only operations of ``receipt.batch_id`` change state; a receipt already taken changes nothing. Operations
        whose result is ``retry_later`` stay as they are. ``receipt`` is None where nothing had been sent."""

    def set_down(self) -> None:
        """An exchange ended: what it carried and was not answered rests here again, sealed as it is, to be
        offered again. Nobody is told that something is on its way while nothing moves."""

    def split(self, batch_id: str) -> None:
        """Offer the operations of an unanswered batch in two batches from now on, each operation as it was sealed."""

    def set_aside(self, batch_id: str, code: str) -> None:
        """The one operation of an unanswered batch cannot be taken in by the portal: it needs a person, and the
        others go on. What it carries stays in the record here."""

    def blanks(self) -> Sequence[Blank]:
        """Places of operations set aside of which the portal has not been told."""

    def told(self, blanks: Sequence[Blank]) -> None:
        """The portal knows of these places."""

    def take_folios(self, block: FolioBlock) -> None:
        """Numbers for folios that the portal leased to this device; the same block again changes nothing."""

    def proof(self) -> Proof:
        """What is held here of the portal: records with the marks of their last known states, and how many of this
        device's operations the portal has answered."""

    def compare(self, inventory: Inventory, states: Mapping[str, RecordState]) -> Difference:
        """Set beside ours what the portal holds; ``states`` are the wanted records brought meanwhile. Answered
        operations that it does not have any more wait again, sealed as they were; a record it lost keeps what is
        captured here. Nothing is ever removed."""

    def agree(self) -> None:
        """Both proofs are equal: nothing is missing at the portal."""

    def waiting(self) -> int:
        """Operations not yet answered (pending, sealed or sent)."""

    def wanted(self) -> int:
        """Operations that need a person."""


class Files(Protocol):
    """The files of records that go to the portal by their content. Every method is one transaction."""

    def links(self) -> Sequence[FileLink]:
        """Links that the portal has not been told of, the oldest first, at most ``wire.MAX_FILES``."""

    def told(self, links: Sequence[FileLink]) -> None:
        """The portal knows of these links."""

    def waiting(self) -> Sequence[tuple[str, int]]:
        """(sha256, size in bytes) of the contents that the portal does not have whole, the smallest first."""

    def open(self, sha256: str) -> BinaryIO | None:
        """A content for reading, None where it is no longer on this computer."""

    def sent(self, sha256: str, offset: int, complete: bool) -> None:
        """The portal has so much of it."""

    def forget(self) -> None:
        """The portal knows less than it once said: every link is told again, and of every content it is asked how far
        the portal has it."""

    def lost(self, sha256: str) -> None:
        """The content is not here any more, or not what its name says: a person must attach it again."""


class Keys(Protocol):
    """The device's Ed25519 key and the portal's public key."""

    def sign(self, data: bytes) -> str:
        """Base64 of the signature of ``data``."""

    def portal_key(self) -> bytes:
        """32 bytes of the enrolled portal's public key, or of the one that it led to since."""

    def confirmed(self) -> str:
        """The fingerprint of a key of the portal that a person compared with its administrator, "" for none."""

    def follow(self, steps: Sequence[KeyStep]) -> None:
        """The portal's key is the one to which these steps lead, which were proved; to be kept."""


class Clock(Protocol):
    """Time as the courier sees it; tests give their own."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

"""Identifiers and time, as ports; tests give their own."""

from __future__ import annotations

import os
import secrets
import time
import uuid
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sync.folding import ALPHABET

ROW_KEY_LENGTH = 10


class Ids(Protocol):
    """Where new identifiers come from."""

    def record_id(self) -> str:
        """UUIDv7."""

    def op_id(self) -> str:
        """UUIDv7, of operations, batches and groups of edits."""

    def row_key(self) -> str:
        """10 characters of lowercase base32."""

    def nonce(self) -> str:
        """32 hexadecimal digits."""


class Clock(Protocol):
    """Time of the world."""

    def now(self) -> datetime:
        """Aware UTC."""

    def today(self, zone: str = "America/Cancun") -> date:
        """The civil day in a zone."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class RandomIds:
    """Identifiers of the operating system's randomness."""

    def record_id(self) -> str:
        return str(uuid7(time.time_ns() // 1_000_000))

    def op_id(self) -> str:
        return self.record_id()

    def row_key(self) -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(ROW_KEY_LENGTH))

    def nonce(self) -> str:
        return secrets.token_hex(16)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, zone: str = "America/Cancun") -> date:
        return datetime.now(ZoneInfo(zone)).date()

    def monotonic(self) -> float:
        return time.monotonic()


def uuid7(milliseconds: int) -> uuid.UUID:
    """A UUID of version 7 for a moment, the rest random."""
    value = int.from_bytes(os.urandom(10), "big")
    value |= (milliseconds & ((1 << 48) - 1)) << 80
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (2 << 62)
    return uuid.UUID(int=value)


def stamp(moment: datetime) -> str:
    """A moment as stored in columns: UTC, microseconds, Z; sorts as text."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def read_stamp(text: str) -> datetime:
    """A stored column back as an aware UTC moment."""
    return datetime.fromisoformat(text)

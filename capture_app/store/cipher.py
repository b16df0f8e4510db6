"""The key of a protected folder and what is made of it: one for the database, one for each file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

BYTES = 32
SECONDS = 5.0
_PART = 2000  # pages copied at a time


@dataclass(frozen=True)
class Cipher:
    """Seals and opens; never shown, never written."""

    key: bytes = field(repr=False)

    def derived(self, use: bytes, salt: bytes = b"") -> bytes:
        """Another key of 32 bytes that says nothing of this one."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), BYTES, salt=salt or None, info=b"captura " + use).derive(self.key)

    @cached_property
    def database_key(self) -> str:
        """In hexadecimal, as the database takes it."""
        return self.derived(b"database").hex()


def raw_connection(path: Path, cipher: Cipher | None) -> sqlite3.Connection:
    """A connection that begins no transaction by itself; `cipher` where the file is sealed."""
    if cipher is None:
        return sqlite3.connect(path, isolation_level=None, timeout=SECONDS)
    from capture_app.store.sealed_database import open_sealed

    return open_sealed(path, cipher.database_key)


def copy_into(
    memory: sqlite3.Connection, source: sqlite3.Connection, cipher: Cipher | None, told: Callable[[], None]
) -> None:
    """Everything of a database in another that is empty and open; of a sealed one that is memory alone. What is
    ``told`` of each part copied may end it."""
    if cipher is None:
        source.backup(memory, pages=_PART, progress=lambda status, left, all: told())
        return
    memory.execute("PRAGMA temp_store = MEMORY")
    memory.deserialize(source.serialize())

"""A key store in memory in place of the system's, for tests that need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from capture_app.store.protection import forget_given


class MemoryStore(KeyringBackend):
    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@contextmanager
def key_store(backend: KeyringBackend | None = None) -> Iterator[KeyringBackend]:
    """Another key store while it lasts (one in memory where none is given); after it no key is left in the process."""
    before, made = keyring.get_keyring(), backend or MemoryStore()
    keyring.set_keyring(made)
    forget_given()
    try:
        yield made
    finally:
        keyring.set_keyring(before)
        forget_given()

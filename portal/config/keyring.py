"""The portal's own keys in its data folder: the one it signs with, those it had before, and the steps between them.

``portal.key`` is the first private key; each later one lies in a file of its own. Which one signs is what the last
step says, so that a new key takes over in the moment in which one file, that of the steps, is replaced by another.
A portal that is already serving notices.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.config.files import HomeMissing, read_secret, replace_whole, write_once
from sync import wire
from sync.fingerprints import fingerprint, is_fingerprint

KEY_FILE = "portal.key"
STEPS_FILE = "portal-keys.jsonl"


class KeyRefused(Exception):
    """A key that cannot be retired; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Signer:
    """One private key; nothing it shows or prints contains it."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = base64.b64encode(self._key.public_key().public_bytes_raw()).decode("ascii")

    def sign(self, data: bytes) -> str:
        """Base64 of the signature of ``data``."""
        return base64.b64encode(self._key.sign(data)).decode("ascii")


@dataclass(frozen=True)
class _State:
    """The file of the steps as it was when it was read."""

    stamp: tuple[int, int] | None
    steps: tuple[wire.KeyStep, ...]
    signer: Signer


def _new_private() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


@dataclass
class Keyring:
    """The keys of one data folder; reading never makes any."""

    folder: Path
    _state: _State | None = field(default=None, repr=False)

    @property
    def signer(self) -> Signer:
        """Who signs now. HomeMissing where its key is not there."""
        return self._read().signer

    @property
    def public(self) -> str:
        """The key that signs now, base64."""
        return self.signer.public

    @property
    def steps(self) -> tuple[wire.KeyStep, ...]:
        """Every change of the key, in order."""
        return self._read().steps

    @property
    def is_there(self) -> bool:
        """Whether there is a key to sign with."""
        try:
            return bool(self.public)
        except HomeMissing:
            return False

    def every_private(self) -> dict[str, bytes]:
        """The private keys that are still here by their public ones (base64), the newest first: what was sealed to
        any of them is opened."""
        files = [self.folder / KEY_FILE, *(self._file_of(step.follows) for step in self.steps)]
        found = [bytes.fromhex(read_secret(file)) for file in reversed(files) if file.is_file()]
        return {Signer(private).public: private for private in found}

    def prepare(self) -> None:
        """Make the first key, where there is none."""
        if not self.steps_file.exists():
            write_once(self.folder / KEY_FILE, _new_private().hex())

    def change(self, at: str, *, vouched: bool = True) -> wire.KeyStep:
        """Sign with a new key from now on; ``at`` (ISO 8601, UTC) is the moment after which nothing is dated that the
        old one signed. It hands over, unless it is no longer to be trusted."""
        before, private = self.signer, _new_private()
        after = Signer(private)
        step = wire.KeyStep(before=self.public, follows=after.public, at=at)
        signed = wire.key_step_bytes(step)
        step = msgspec.structs.replace(
            step, signature=before.sign(signed) if vouched else "", accepted=after.sign(signed)
        )
        write_once(self._file_of(step.follows), private.hex())
        lines = [wire.encode_message(one) + b"\n" for one in (*self.steps, step)]
        replace_whole(self.steps_file, b"".join(lines))
        return step

    def retire(self, said: str) -> str:
        """Let go of the private half of a key that signs no more, by its fingerprint; the key, base64.

        KeyRefused: ``unknown in_use``."""
        if is_fingerprint(said, self.public):
            raise KeyRefused("in_use")
        for number, step in enumerate(self.steps):
            file = self._file_of(step.before) if number else self.folder / KEY_FILE
            if is_fingerprint(said, step.before) and file.is_file():
                file.unlink()
                return step.before
        raise KeyRefused("unknown")

    @property
    def steps_file(self) -> Path:
        return self.folder / STEPS_FILE

    def _file_of(self, public: str) -> Path:
        name = fingerprint(public).replace(" ", "")[:16]
        return self.folder / f"portal-{name}.key"

    def _read(self) -> _State:
        stamp = self._stamp()
        if self._state is None or self._state.stamp != stamp:
            steps = self._steps() if stamp else ()
            file = self._file_of(steps[-1].follows) if steps else self.folder / KEY_FILE
            self._state = _State(stamp, steps, Signer(bytes.fromhex(read_secret(file))))
        return self._state

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.steps_file)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _steps(self) -> tuple[wire.KeyStep, ...]:
        lines = self.steps_file.read_bytes().splitlines()
        return tuple(wire.decode_message(line, wire.KeyStep) for line in lines)

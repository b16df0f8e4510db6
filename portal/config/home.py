"""The portal's data folder: its settings file, its secrets and the identity of this installation."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DATA_VARIABLE = "CAPTURA_PORTAL_DATA"
SETTINGS_FILE = "portal.toml"
SECRET_FILE = "secret.key"
KEY_FILE = "portal.key"
EPOCH_FILE = "epoch"
DATABASE_FILE = "portal.sqlite3"


class HomeMissing(RuntimeError):
    """The folder was never initialised, or its secrets were taken away."""


@dataclass(frozen=True)
class PortalHome:
    """What the folder says; reading it never creates anything."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / DATABASE_FILE

    @property
    def secret(self) -> str:
        return self._read(SECRET_FILE)

    @property
    def epoch(self) -> str:
        return self._read(EPOCH_FILE)

    @property
    def private_key(self) -> bytes:
        return bytes.fromhex(self._read(KEY_FILE))

    @property
    def is_ready(self) -> bool:
        return all((self.folder / name).is_file() for name in (SECRET_FILE, KEY_FILE, EPOCH_FILE))

    def options(self) -> dict[str, str]:
        """The plain settings of portal.toml (url, name)."""
        file = self.folder / SETTINGS_FILE
        if not file.is_file():
            return {}
        return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}

    def write_options(self, options: dict[str, str]) -> None:
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(options.items())]
        (self.folder / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def prepare(self) -> None:
        """Make the folder and the secrets that are not there yet; what exists is never replaced."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write_once(self.folder / SECRET_FILE, secrets.token_urlsafe(64))
        _write_once(self.folder / KEY_FILE, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        _write_once(self.folder / EPOCH_FILE, secrets.token_hex(8))

    def renew_epoch(self) -> str:
        """Another history begins: the database was restored from a copy."""
        beside = self.folder / f".{EPOCH_FILE}.new"
        beside.unlink(missing_ok=True)
        _write_once(beside, secrets.token_hex(8))
        beside.replace(self.folder / EPOCH_FILE)
        return self.epoch

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="ascii").strip()
        except FileNotFoundError as error:
            raise HomeMissing(f"{self.folder}: falta {name}; ejecute captura-portal init") from error


def _write_once(file: Path, text: str) -> None:
    """Write a secret only its owner can read, unless there is one."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def default_folder() -> Path:
    """DIR when nobody names one: the environment's, else a folder of the user."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local" / "share"
    return Path(base) / "captura-abierta-portal"


def current_home() -> PortalHome:
    return PortalHome(default_folder().expanduser().resolve())

"""The portal's data folder: its settings file, its secrets and the identity of this installation."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.config.files import HomeMissing as HomeMissing
from portal.config.files import read_secret, replace_whole, write_once
from portal.config.keyring import KEY_FILE as KEY_FILE
from portal.config.keyring import Keyring

DATA_VARIABLE = "CAPTURA_PORTAL_DATA"
SETTINGS_FILE = "portal.toml"
SECRET_FILE = "secret.key"
EPOCH_FILE = "epoch"
DATABASE_FILE = "portal.sqlite3"


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

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring(self.folder)

    @property
    def is_ready(self) -> bool:
        return all((self.folder / name).is_file() for name in (SECRET_FILE, EPOCH_FILE)) and self.keyring.is_there

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
        write_once(self.folder / SECRET_FILE, secrets.token_urlsafe(64))
        self.keyring.prepare()
        write_once(self.folder / EPOCH_FILE, secrets.token_hex(8))

    def renew_epoch(self) -> str:
        """Another history begins: the database was restored from a copy."""
        replace_whole(self.folder / EPOCH_FILE, secrets.token_hex(8).encode())
        return self.epoch

    def _read(self, name: str) -> str:
        return read_secret(self.folder / name)


def default_folder() -> Path:
    """DIR when nobody names one: the environment's, else a folder of the user."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local" / "share"
    return Path(base) / "captura-abierta-portal"


def current_home() -> PortalHome:
    return PortalHome(default_folder().expanduser().resolve())

"""Where keys are kept: the system's key store, else a file that only its owner can read (decisions 33)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import platformdirs

from capture_app.errors import BadInput
from capture_app.settings import Settings, write_whole

CONFIG_VARIABLE = "CAPTURA_CONFIG_DIR"
KEY_FILE_VARIABLE = "CAPTURA_KEY_FILE"
SERVICE = "captura-abierta"
DEVICE_KEY = "device-key"


def device_key_name(settings: Settings, device_id: str = "") -> str:
    """Under which name the device's key of a data folder is kept; that of a device renamed since (`device_id`, where
    it is not the one that was enrolled) has its own, so that the copy and its original can share a key store."""
    renamed = f"-{device_id}" if device_id and device_id != settings.device_id else ""
    return f"{settings.data_id}{renamed}-{DEVICE_KEY}"


def enrolling_key_name(code: str) -> str:
    """Under which name a key is kept until the portal's answer to a one-time code is here."""
    return f"{hashlib.sha256(code.strip().lower().encode()).hexdigest()[:32]}-enrolling"


class Secrets(Protocol):
    """A place for a few bytes each."""

    @property
    def place(self) -> str:
        """In words, for Ajustes and `captura status`."""

    def get(self, name: str) -> bytes | None:
        """The bytes kept under a name, None where there are none."""

    def put(self, name: str, value: bytes) -> None:
        """Keep bytes under a name."""


class FileSecrets:
    """Files in the user's configuration folder that only their owner can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return f"un archivo que solo usted puede leer, en {self._folder}"

    def get(self, name: str) -> bytes | None:
        path = self._folder / f"{name}.key"
        return _decoded(path.read_text(encoding="ascii"), str(path)) if path.is_file() else None

    def put(self, name: str, value: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._folder / f"{name}.key", base64.b64encode(value), 0o600)


class KeyFile:
    """One file named by CAPTURA_KEY_FILE, for scripts; it holds the device's key and nothing else."""

    def __init__(self, path: Path, others: Secrets) -> None:
        self._path = path
        self._others = others

    @property
    def place(self) -> str:
        return f"el archivo {self._path}"

    def get(self, name: str) -> bytes | None:
        if not name.endswith(DEVICE_KEY):
            return self._others.get(name)
        return _decoded(self._path.read_text(encoding="ascii"), str(self._path)) if self._path.is_file() else None

    def put(self, name: str, value: bytes) -> None:
        if not name.endswith(DEVICE_KEY):
            self._others.put(name, value)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._path, base64.b64encode(value), 0o600)


class SystemSecrets:
    """The key store of the operating system."""

    @property
    def place(self) -> str:
        return "el almacén de claves del sistema"

    def get(self, name: str) -> bytes | None:
        import keyring

        text = keyring.get_password(SERVICE, name)
        return None if text is None else _decoded(text, self.place)

    def put(self, name: str, value: bytes) -> None:
        import keyring

        keyring.set_password(SERVICE, name, base64.b64encode(value).decode())

    def keep(self, name: str, value: bytes) -> bool:
        """Keep bytes and read them again; False where the store does not give them back."""
        from keyring.errors import KeyringError

        try:
            self.put(name, value)
            return self.get(name) == value
        except KeyringError:
            return False

    def find(self, name: str) -> bytes | None:
        """As :meth:`get`; None too where the store does not answer or stays locked."""
        from keyring.errors import KeyringError

        try:
            return self.get(name)
        except (KeyringError, BadInput):
            return None

    def forget(self, name: str) -> None:
        """Let go of a name; where it cannot be, it stays."""
        import keyring
        from keyring.errors import KeyringError

        with suppress(KeyringError):
            keyring.delete_password(SERVICE, name)


def _decoded(text: str, place: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise BadInput("La clave guardada no se puede leer.", place) from error


def config_folder() -> Path:
    """The user's configuration folder, outside any data folder."""
    chosen = os.environ.get(CONFIG_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir("captura-abierta", appauthor=False))


def find_secrets() -> Secrets:
    """The best place there is; a configuration folder chosen by hand keeps its keys in itself."""
    files: Secrets = FileSecrets(config_folder() / "keys")
    place = SystemSecrets() if CONFIG_VARIABLE not in os.environ and _has_system_store() else files
    key_file = os.environ.get(KEY_FILE_VARIABLE)
    return KeyFile(Path(key_file), place) if key_file else place


def system_store() -> SystemSecrets | None:
    """The system's key store alone, for the key of the data: a file beside them would protect nothing."""
    return SystemSecrets() if _has_system_store() else None


def _has_system_store() -> bool:
    """Whether a real key store answers; loading `keyring` takes a moment, so only who needs a key asks."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    return not isinstance(backend, (fail.Keyring, null.Keyring)) and backend.priority >= 1

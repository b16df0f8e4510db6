"""Protection of a folder: put on and taken off by an administrator; what it takes is done at the next opening."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from capture_app.errors import BadInput, CaptureError, Refused
from capture_app.secrets import system_store
from capture_app.settings import write_whole
from capture_app.store.attachments import CHUNK
from capture_app.store.cipher import Cipher
from capture_app.store.desk import Desk
from capture_app.store.protection import (
    OPENING,
    Protection,
    in_state,
    keep_key,
    new_protection,
    protection_of,
    read_protection,
    unlock,
    write_protection,
)
from capture_app.store.recovery_key import spoken_groups
from capture_app.words import reason, say
from forms.workflow import Role

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """`state`: open, sealing (at the next opening), sealed or opening; `since` in UTC, "" where open; `has_store`:
    whether this account of the computer can keep the key."""

    state: str
    since: str
    has_store: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A protection that is not written yet, and its recovery key, to be shown once."""

    protection: Protection = field(repr=False)
    key: bytes = field(repr=False)
    recovery: str = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        return spoken_groups(self.recovery)


class ProtectionService:
    """Of one data folder."""

    def __init__(self, data_dir: Path, desk: Desk) -> None:
        self._data_dir, self._desk = data_dir, desk

    def standing(self) -> Standing:
        """Where the folder is now."""
        return standing_of(self._data_dir)

    def prepare(self) -> Prepared:
        """A key and its recovery key; nothing is written. Refused for who is no administrator or where it is on."""
        self._require_administrator()
        if self.standing().state != OPEN:
            raise Refused(say("protection.on_already"), (), say("act.safe"))
        return Prepared(*new_protection(self._desk.now()))

    def begin(self, prepared: Prepared, last_group: str) -> None:
        """From the next opening on the folder is protected. BadInput where the last group of the recovery key, read
        from the sheet, is another; nothing changed."""
        self._require_administrator()
        if last_group.strip() != prepared.groups[-1]:
            raise BadInput(say("recovery.last_group"), action_es=say("recovery.again"))
        keep_key(prepared.protection, prepared.key)
        write_protection(self._data_dir, prepared.protection)

    def end(self) -> None:
        """From the next opening on nothing is sealed. Refused for who is no administrator or where nothing is."""
        self._require_administrator()
        protection = read_protection(self._data_dir)
        if protection is None:
            raise Refused(say("protection.off_already"), (), say("act.safe"))
        in_state(self._data_dir, protection, OPENING)

    def _require_administrator(self) -> None:
        if self._desk.settings.user_role != Role.ADMINISTRADOR:
            raise Refused(say("protection.administrator"), (), say("act.safe"))


def standing_of(data_dir: Path) -> Standing:
    """The same of a folder that is not open."""
    protection, has_store = read_protection(data_dir), system_store() is not None
    if protection is None:
        return Standing(OPEN, "", has_store)
    return Standing(protection.state, protection.since, has_store)


def unlock_folder(data_dir: Path, recovery: str) -> bool:
    """Take the recovery key of a folder that this account cannot open; whether the next start will not ask. Refused
    where it is another's or where nothing is protected, BadInput for a slip; nothing changed."""
    protection = read_protection(data_dir)
    if protection is None:
        raise Refused(say("protection.off_already"), (), say("act.safe"))
    return unlock(protection, recovery)


def open_file(file: Path, recovery: str, target: Path) -> None:
    """Write the content of a sealed file that went out of a folder: it takes the recovery key, whoever has it, and no
    folder. BadInput for a file of another kind or altered, Refused for another key; nothing is written."""
    from capture_app.store.sealed_files import note_of
    from capture_app.store.sealed_files import open_file as open_sealed

    try:
        protection = protection_of(note_of(file))
    except (OSError, ValueError) as error:
        raise BadInput(say("protection.not_sealed", file=file), str(file)) from error
    cipher = Cipher(protection.opened_by(recovery))
    try:
        with open_sealed(file, cipher) as content:
            pieces = b"".join(iter(lambda: content.read(CHUNK), b""))
    except OSError as error:
        raise BadInput(say("protection.altered", file=file), str(file)) from error
    try:
        write_whole(target, pieces)
    except OSError as error:
        said = say("export.unwritable", path=target, detail=reason(error))
        raise CaptureError(said, say("act.safe"), say("export.unwritable.action")) from error

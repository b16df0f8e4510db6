"""Trusting one more certificate authority: only an administrator, only with its fingerprint repeated. Connections are
verified always; this adds to what they are verified by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capture_app.errors import BadInput, CaptureError, NotFound, Refused
from capture_app.store import authorities
from capture_app.store.desk import Desk
from capture_app.words import reason, say
from forms.workflow import Role

LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """An authority as it was read from a file."""

    fingerprint: str
    subject: str
    until: datetime
    pem: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """An authority of the office: its fingerprint, whose it is, when and by whom it was added."""

    fingerprint: str
    subject: str
    added_at: str
    added_by: str


class AuthorityService:
    """The office's own authorities."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def trusted(self) -> tuple[Trusted, ...]:
        """Those that stand now."""
        rows = authorities.standing(self._desk.connection)
        return tuple(Trusted(row["fingerprint"], row["subject"], row["added_at"], row["added_by"]) for row in rows)

    def read_file(self, file: Path) -> bytes:
        """A certificate as a file has it; BadInput where it cannot be read or is much too large for one."""
        try:
            with file.open("rb") as content:
                data = content.read(LARGEST + 1)
        except OSError as error:
            raise BadInput(say("file.unreadable", detail=reason(error)), str(file)) from error
        if len(data) > LARGEST:
            raise BadInput(say("authority.large"), str(file))
        return data

    def look_at(self, data: bytes) -> Found:
        """What is in a file, to be compared with what the other side says; nothing is trusted by it. CaptureError."""
        from sync.authorities import read_authority
        from sync.errors import SyncError

        try:
            read = read_authority(data, self._desk.clock.now())
        except SyncError as error:
            raise CaptureError(error.message) from error
        return Found(read.fingerprint, read.subject, read.until, read.pem)

    def trust(self, data: bytes, fingerprint: str) -> Trusted:
        """Trust the authority in a file, whose fingerprint somebody has compared. Refused to who does not administer,
        BadInput where the fingerprint is another."""
        self._refuse_others()
        found, desk = self.look_at(data), self._desk
        if _letters(fingerprint) != _letters(found.fingerprint):
            raise BadInput(say("authority.other", shown=found.fingerprint), action_es=say("authority.other.action"))
        with desk.connection.transaction():
            if not any(one.fingerprint == found.fingerprint for one in self.trusted()):
                user = desk.settings.user
                authorities.add(desk.connection, found.fingerprint, found.subject, found.pem, desk.now(), user)
        return next(one for one in self.trusted() if one.fingerprint == found.fingerprint)

    def forget(self, fingerprint: str) -> None:
        """Trust it no more; NotFound where there is no such one."""
        self._refuse_others()
        desk = self._desk
        with desk.connection.transaction():
            for row in authorities.standing(desk.connection):
                if _letters(row["fingerprint"]) == _letters(fingerprint):
                    authorities.remove(desk.connection, row, desk.now(), desk.settings.user)
                    return
        raise NotFound(say("authority.unknown", fingerprint=fingerprint))

    def _refuse_others(self) -> None:
        if self._desk.settings.user_role != Role.ADMINISTRADOR:
            raise Refused(say("authority.not_admin"), (), say("act.safe"), say("user.not_admin.action"))


def _letters(fingerprint: str) -> str:
    """A fingerprint however it was copied."""
    return "".join(letter for letter in fingerprint.upper() if letter.isalnum())

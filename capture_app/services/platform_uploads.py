"""What the office loaded into the transparency platform: the file, and the number and day of its acuse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from capture_app.changes import ProcessSummary
from capture_app.errors import BadInput, CaptureError, NotFound
from capture_app.store import finding, platform, records
from capture_app.store.desk import Desk
from capture_app.words import reason, say

_COLUMNS = "number, loaded_on, format, quarter, file, sha256, user, at"


@dataclass(frozen=True, slots=True)
class PlatformUpload:
    """One acuse: its number and day (`2026-04-20`), the format and quarter, the file with its digest, who noted it."""

    number: str
    loaded_on: str
    format: str
    quarter: str
    file: str
    sha256: str
    user: str
    at: str

    def members(self) -> dict[str, Any]:
        return asdict(self)


class PlatformUploads:
    """The acuses of the platform; nothing noted is ever changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def wrote(self, contents: Mapping[str, Iterable[str]]) -> None:
        """Remember which records a workbook holds, by its digest, for the day when its acuse is noted."""
        with self._desk.connection.transaction():
            platform.keep_contents(self._desk.connection, contents)

    def note(
        self,
        number: str,
        loaded_on: str,
        file: Path,
        format: str = "",
        quarter: str = "",
        names: Sequence[str] = (),
    ) -> PlatformUpload:
        """Keep an acuse with the digest of the file that was loaded; one already kept for that file is not repeated.

        ``names`` are records that the file held (id, ocid or folio), besides those known since it was written.
        BadInput for a number or a day that is none; CaptureError where the file cannot be read; NotFound for a name
        that no record has.
        """
        if not number.strip():
            raise BadInput(say("pnt.acuse.number"), place="--number")
        upload = PlatformUpload(
            number.strip(),
            _day(loaded_on),
            format,
            quarter,
            file.name,
            _digest(file),
            self._desk.settings.user,
            self._desk.now(),
        )
        held = [self._record(name) for name in names]
        known = [kept for kept in self.all() if (kept.number, kept.sha256) == (upload.number, upload.sha256)]
        with self._desk.connection.transaction():
            platform.keep_contents(self._desk.connection, {upload.sha256: held})
            if known:
                return known[0]
            self._desk.connection.execute(
                f"INSERT INTO platform_upload ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - names are ours
                tuple(upload.members().values()),
            )
        return upload

    def all(self) -> tuple[PlatformUpload, ...]:
        """Every acuse, the newest first."""
        sql = f"SELECT {_COLUMNS} FROM platform_upload ORDER BY loaded_on DESC, upload_id DESC"  # noqa: S608 - ours
        names = _COLUMNS.split(", ")
        rows = self._desk.connection.rows(sql)
        return tuple(PlatformUpload(**{name: row[name] or "" for name in names}) for row in rows)

    def records_in(self, upload: PlatformUpload) -> tuple[ProcessSummary, ...]:
        """The records that the loaded file held and are still here, as far as this office knows."""
        connection = self._desk.connection
        return finding.named(connection, platform.contents_of(connection, upload.sha256))

    def are_known(self) -> bool:
        """Whether any record is known to be in a loaded file."""
        return platform.has_loads(self._desk.connection)

    def _record(self, name: str) -> str:
        found = records.find_or_none(self._desk.connection, name)
        if found is None:
            raise NotFound(say("export.not_found", ocid=name))
        return found

    def of_file(self, file: Path) -> PlatformUpload | None:
        """The acuse of this very file, None where it was not loaded."""
        digest = _digest(file)
        return next((upload for upload in self.all() if upload.sha256 == digest), None)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadInput(say("pnt.acuse.date", said=text), place="--date") from error


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = say("pnt.definition.unreadable", path=file, detail=reason(error))
        raise CaptureError(message, say("pnt.acuse.safe")) from error

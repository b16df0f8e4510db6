"""Files by their content: `documents/ab/<sha256>`, linked to a row of documents (decisions 34)."""

from __future__ import annotations

import errno
import hashlib
import io
import mimetypes
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from capture_app.changes import Document
from capture_app.errors import BadInput, DiskFull, NotFound
from capture_app.store import rows
from capture_app.store.cipher import Cipher
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from capture_app.words import reason

CHUNK = 1024 * 1024
LONGEST_NAME = 150
OPENED = "abiertos"
DOCUMENTS = "documents"
SEALED = ".sellado"
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_HEX = re.compile(r"[0-9a-f]{64}")
_KEYS = (
    "SELECT row_key FROM attachment WHERE removed_at IS NULL"
    " AND record_id IN (SELECT record_id FROM record WHERE ocid = ?)"
)


class DocumentFolder:
    """The folder of contents; a name given by a person is never part of a path. With a cipher what comes in is sealed,
    beside what came in before and is not yet."""

    def __init__(self, folder: Path, cipher: Cipher | None = None) -> None:
        self._folder, self._cipher = folder, cipher

    def place_of(self, sha256: str) -> Path:
        """Where a content would be, open."""
        if not _HEX.fullmatch(sha256):
            raise BadInput("La huella del archivo no es válida.")
        return self._folder / sha256[:2] / sha256

    def _sealed_place(self, sha256: str) -> Path:
        place = self.place_of(sha256)
        return place.with_name(place.name + SEALED)

    def size_of(self, sha256: str) -> int | None:
        """Bytes of a content, None where it is not here."""
        if self._cipher is not None and self._sealed_place(sha256).is_file():
            from capture_app.store.sealed_files import size_of

            return size_of(self._sealed_place(sha256), self._cipher)
        place = self.place_of(sha256)
        return place.stat().st_size if place.is_file() else None

    def open(self, sha256: str, *, forgiving: bool = False) -> BinaryIO:
        """A content for reading; NotFound where it is not here, OSError where it was altered while sealed (with
        `forgiving` zeros stand in its place: the reader goes by the content's hash)."""
        if self._cipher is not None and self._sealed_place(sha256).is_file():
            from capture_app.store.sealed_files import open_file

            return open_file(self._sealed_place(sha256), self._cipher, forgiving=forgiving)
        place = self.place_of(sha256)
        if not place.is_file():
            raise NotFound("El archivo no está en esta computadora.", action_es="Vuelva a adjuntarlo.")
        return place.open("rb")

    def read(self, sha256: str) -> bytes:
        """A content whole; raises as :meth:`open`."""
        with self.open(sha256) as stream:
            return stream.read()

    def take_out(self, sha256: str, name: str) -> Path:
        """A copy of a content under a name that its program knows; of a sealed one it is gone at the next start."""
        place = self._folder / OPENED / sha256[:12] / safe_name(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with self.open(sha256) as content, place.open("wb") as copy:
            shutil.copyfileobj(content, copy, CHUNK)
        return place

    def keep(self, file: Path) -> tuple[str, int]:
        """Copy a file in: beside first, flushed, then renamed; its SHA-256 and size."""
        try:
            with file.open("rb") as content:
                return self._kept(content)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull from error
            raise BadInput(f"No se pudo leer o copiar «{file.name}»: {reason(error)}.", str(file)) from error

    def keep_bytes(self, content: bytes) -> str:
        """Keep a content made here; its SHA-256."""
        try:
            return self._kept(io.BytesIO(content))[0]
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull from error
            raise

    def _kept(self, content: BinaryIO) -> tuple[str, int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f".{os.getpid()}-{os.urandom(6).hex()}.tmp"
        measured = _Measured(content)
        try:
            write_flushed(temporary, self._as_kept(measured))
            sha256 = measured.total.hexdigest()
            place = self.place_of(sha256) if self._cipher is None else self._sealed_place(sha256)
            place.parent.mkdir(exist_ok=True)
            temporary.replace(place)
            flush_folder(place.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return sha256, measured.size

    def _as_kept(self, measured: _Measured) -> Iterable[bytes]:
        if self._cipher is None:
            return measured
        from capture_app.store.sealed_files import sealed

        return sealed(measured, self._cipher)


class _Measured:
    """The pieces of a stream, their hash and size told once they were read."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self.total, self.size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._content.read(CHUNK):
            self.total.update(chunk)
            self.size += len(chunk)
            yield chunk


def write_flushed(target: Path, pieces: Iterable[bytes]) -> None:
    """A new file that is on the disk when this returns."""
    with target.open("xb") as writer:
        for piece in pieces:
            writer.write(piece)
        writer.flush()
        os.fsync(writer.fileno())


def drop_parts(folder: Path, *, drops_opened: bool = False) -> None:
    """Free what copies that were broken off have left, and of a protected folder what was taken out to be looked at;
    only who holds the folder's lock may."""
    if drops_opened:
        shutil.rmtree(folder / OPENED, ignore_errors=True)
    for part in folder.glob(".*.tmp"):
        part.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns, where the system has such a thing."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def safe_name(name: str) -> str:
    """A name that can be shown and offered for saving on any system."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    clean = "".join("_" if character in '<>:"|?*' or not character.isprintable() else character for character in last)
    clean = clean.strip(" .")[:LONGEST_NAME] or "documento"
    return f"_{clean}" if _RESERVED.match(clean) else clean


def media_type_of(name: str) -> str:
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def link(
    desk: Desk, record_id: str, row_key: str, name: str, content: tuple[str, int], public_sha256: str | None = None
) -> Row:
    """Link a content to a row of documents, in place of the one before; beside it the one for the public, if any."""
    unlink(desk, record_id, row_key)
    shown = safe_name(name)
    row = {
        "attachment_id": rows.next_number(desk.connection, "attachment"),
        "record_id": record_id,
        "row_key": row_key,
        "sha256": content[0],
        "public_sha256": public_sha256,
        "name": shown,
        "media_type": media_type_of(shown),
        "size": content[1],
        "added_at": desk.now(),
        "removed_at": None,
    }
    rows.insert(desk.connection, "attachment", row)
    return row


def set_public(desk: Desk, record_id: str, row_key: str, public_sha256: str | None) -> bool:
    """The content that stands beside the original for the public, in a link of its own, later than the one before;
    False where the row has no file."""
    where = "record_id = ? AND row_key = ? AND removed_at IS NULL"
    found = rows.read_one(desk.connection, "attachment", where, (record_id, row_key))
    if found is None:
        return False
    unlink(desk, record_id, row_key)
    fresh = {"attachment_id": rows.next_number(desk.connection, "attachment"), "public_sha256": public_sha256}
    rows.insert(desk.connection, "attachment", {**found, **fresh})
    return True


def unlink(desk: Desk, record_id: str, row_key: str) -> None:
    """Mark the present link as past; the content stays."""
    where = "record_id = ? AND row_key = ? AND removed_at IS NULL"
    for row in rows.read(desk.connection, "attachment", where, (record_id, row_key)):
        rows.update(desk.connection, "attachment", {**row, "removed_at": desk.now()})


def of_record(desk: Desk, record_id: str) -> tuple[Document, ...]:
    """The files linked to a record now."""
    where = "record_id = ? AND removed_at IS NULL ORDER BY added_at, attachment_id"
    return tuple(
        Document(row["row_key"], row["sha256"], row["public_sha256"] or "", row["name"], row["media_type"], row["size"])
        for row in rows.read(desk.connection, "attachment", where, (record_id,))
    )


@dataclass(frozen=True)
class RecordFiles:
    """Which documents of a record have a file here (forms.files)."""

    connection: Connection
    ocid: str

    def keys(self) -> frozenset[str]:
        return frozenset(str(row["row_key"]) for row in self.connection.each(_KEYS, (self.ocid,)))

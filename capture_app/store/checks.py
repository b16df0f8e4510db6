"""`captura check`: digests, the device's chain, the database, the documents."""

from __future__ import annotations

import errno
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from capture_app.errors import CaptureError
from capture_app.store import invoices, meta, rows
from capture_app.store.attachments import DocumentFolder
from capture_app.store.connection import Connection
from capture_app.words import say
from sync import wire
from sync.canonical import UNREADABLE, decode, digest

OF_THE_FILE = ("digest", "integrity", "chain")


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that is not as it was written."""

    table: str
    key: str
    code: str
    record_id: str = ""

    def __str__(self) -> str:
        return say(f"bad.{self.code}", table=self.table, row=self.key)


def bad_rows(connection: Connection) -> Iterator[Bad]:
    """Rows whose digest does not hold."""
    for table, key in rows.DIGESTED.items():
        for row in connection.each(f"SELECT * FROM {table}"):  # noqa: S608 - names are ours
            if not rows.is_sound(row):
                yield Bad(table, str(row[key]), "digest", str(row.get("record_id") or ""))


def bad_chain(connection: Connection) -> Iterator[Bad]:
    """Sealed operations that do not follow one another, device by device, to the head that is remembered."""
    devices = connection.rows("SELECT DISTINCT device_id FROM outbox WHERE sequence IS NOT NULL")
    for device in devices:
        yield from _bad_links(connection, str(device["device_id"]))


def _bad_links(connection: Connection, device_id: str) -> Iterator[Bad]:
    head, sequence = "", 0
    lost = set(json.loads(meta.get(connection, meta.chain_lost(device_id), "[]")))
    chain = "SELECT * FROM outbox WHERE device_id = ? AND sequence IS NOT NULL ORDER BY sequence"
    for row in connection.each(chain, (device_id,)):
        op_hash, prev_hash = _hashes(row["operation"])
        if lost.issuperset(gap := range(sequence + 1, row["sequence"])) and gap:
            head, sequence = prev_hash, row["sequence"] - 1
        if op_hash != row["op_hash"] or prev_hash != head or row["sequence"] != sequence + 1:
            yield Bad("outbox", row["op_id"], "chain", row["record_id"])
        head, sequence = row["op_hash"], row["sequence"]
    if head != meta.get(connection, meta.chain_head(device_id)):
        yield Bad("meta", meta.chain_head(device_id), "chain")


def _hashes(data: bytes) -> tuple[str, str]:
    try:
        operation = msgspec.convert(decode(data), wire.Operation)
    except UNREADABLE:
        return "", ""
    return wire.operation_hash(operation), operation.prev_hash


def bad_database(connection: Connection) -> Iterator[Bad]:
    """What SQLite's own check finds."""
    for found in connection.rows("PRAGMA integrity_check"):
        if found["integrity_check"] != "ok":
            yield Bad("sqlite", str(found["integrity_check"]), "integrity")


def bad_documents(connection: Connection, folder: DocumentFolder) -> Iterator[Bad]:
    """Linked files that are gone or hold something else."""
    for row in connection.rows("SELECT DISTINCT sha256, record_id FROM attachment WHERE removed_at IS NULL"):
        code = _wrong_content(folder, row["sha256"])
        if code:
            yield Bad("document", row["sha256"], code, row["record_id"])


def _wrong_content(folder: DocumentFolder, sha256: str) -> str:
    """What is wrong with a file kept by its content, "" where nothing is."""
    try:
        return "" if digest(folder.read(sha256)) == sha256 else "content"
    except CaptureError:
        return "missing"
    except OSError as error:
        return "content" if error.errno == errno.EIO else "missing"


def bad_invoices(connection: Connection) -> Iterator[Bad]:
    """Files of invoices that are gone or hold something else."""
    folder = invoices.folder_of(connection)
    for uuid, sha256 in sorted(invoices.files(connection).items()):
        code = _wrong_content(folder, sha256)
        if code:
            yield Bad(invoices.FOLDER, uuid, f"invoice_{code}")


def bad_error_sheets(folder: Path) -> Iterator[Bad]:
    """Sheets of rows to correct that cannot be opened any more: what was corrected in them would not come in."""
    for file in sorted(folder.glob("*.xlsx")) if folder.is_dir() else ():
        try:
            with zipfile.ZipFile(file) as book:
                is_whole = book.testzip() is None
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
            is_whole = False
        if not is_whole:
            yield Bad(folder.name, file.name, "error_sheet")

"""Where each invoice is, by its UUID; its file stays on this computer and leaves with nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from capture_app.store import meta, records
from capture_app.store.attachments import DocumentFolder
from capture_app.store.connection import Connection
from capture_app.store.desk import Desk

FOLDER = "facturas"
FILE = "cfdi_file:"
CANCELLED = "-"
_HAS = "SELECT count(*) FROM imported_release WHERE ocid = ? AND instr(release, ?)"


def process_of(connection: Connection, uuid: str) -> str:
    """The ocid of the process that has the invoice still; of a cancelled one (with its hyphen) the mark itself."""
    known = meta.get(connection, f"cfdi:{uuid}")
    if not known or uuid.startswith(CANCELLED):
        return known
    is_here = records.find_or_none(connection, known) and connection.value(_HAS, (known, uuid.encode()))
    return known if is_here else ""


def keep(desk: Desk, uuid: str, ocid: str, files: Sequence[Path]) -> None:
    """Remember the invoice; its file is kept by its content beside the database."""
    folder = folder_of(desk.connection)
    kept = [folder.keep(file)[0] for file in files]
    with desk.connection.transaction():
        meta.put(desk.connection, f"cfdi:{uuid}", ocid or CANCELLED)
        for sha256 in kept:
            meta.put(desk.connection, f"{FILE}{uuid}", sha256)


def folder_of(connection: Connection) -> DocumentFolder:
    """Where the files of invoices are, by their content."""
    return DocumentFolder(connection.path.parent / FOLDER, connection.cipher)


def files(connection: Connection) -> dict[str, str]:
    """The content of the file of each invoice, by its UUID."""
    return meta.with_prefix(connection, FILE)

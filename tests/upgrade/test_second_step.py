"""A database of the first edition, with records the portal confirmed, brought up to date."""

from __future__ import annotations

from pathlib import Path

from capture_app.store import baselines, receipts, rows
from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.migrations import MIGRATIONS, migrate
from capture_app.store.reconciling import proof
from sync import wire
from sync.canonical import content_hash, encode

AT = "2026-03-20T15:00:00.000000Z"
BODY = {"tender": {"title": "Compra"}}


def receipt(batch_id: str) -> wire.Receipt:
    return wire.Receipt(
        receipt_no="MB-2026-000001",
        batch_id=batch_id,
        device_id="d",
        epoch="e",
        sequence=1,
        head="",
        received_at=AT,
        results=[],
    )


def test_what_the_portal_confirmed_counts_in_the_proof_and_a_receipt_number_may_return(tmp_path: Path) -> None:
    connection = Connection(tmp_path / FILE_NAME)
    migrate(connection, tmp_path / "backups", AT, MIGRATIONS[:1])
    with connection.transaction():
        document = encode({**BODY, baselines.FOLIO: "MB-1"})
        row = {"record_id": "r1", "base_version": 3, "base_status": "approved", "base": document, "sealed": document}
        rows.insert(connection, "baseline", row)
        values = ("MB-2026-000001", "b1", "e", 1, AT, AT, b"{}")
        connection.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    migrate(connection, tmp_path / "backups", AT)
    mark = wire.record_mark("r1", 3, "approved", "MB-1", content_hash(BODY))
    assert proof(connection, "d") == wire.Proof(records=1, marks=mark, operations=0, outcomes=0, files=0)
    assert receipts.is_known(connection, receipt("b1"))
    assert not receipts.is_known(connection, receipt("b2"))
    connection.close()

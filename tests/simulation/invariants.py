"""What must hold, whatever came between (I1 to I6 of the protocol's design)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from capture_app.store import queue, records, rows
from capture_app.store.queue import UNANSWERED_SQL
from capture_app.store.uploads import progress
from sync import erasing, keys, wire
from sync.canonical import decode, encode
from sync.rows import apply_item
from tests.simulation.desk import SimulatedDesk
from tests.simulation.portal import SimulatedPortal
from tests.simulation.publishing import ACTS, is_done


def committed_once(portal: SimulatedPortal) -> None:
    """I1: each operation was done once, and a record has as many versions as operations that were done on it."""
    from portal.intake.models import Record, StoredOperation

    stored = StoredOperation.rows.for_office(portal.office).values_list("op_id", "record_id", "kind", "code")
    assert len({op_id for op_id, *_ in stored}) == len(stored)
    done = Counter(record_id for _, record_id, kind, code in stored if is_done(kind, code))
    versions = dict(Record.rows.for_office(portal.office).values_list("record_id", "version"))
    assert done == versions, "an operation was done twice, or not at all"


def acknowledged_is_there(desk: SimulatedDesk, portal: SimulatedPortal) -> None:
    """I2: what the desk has an answer for is at the portal, the same to the last byte of its hash."""
    from portal.intake.models import StoredOperation

    answered = f"SELECT op_id, op_hash FROM outbox WHERE sequence IS NOT NULL AND NOT ({UNANSWERED_SQL})"
    ours = {row["op_id"]: row["op_hash"] for row in desk.office.connection.rows(answered)}
    theirs = StoredOperation.rows.for_office(portal.office).filter(op_id__in=ours).values_list("op_id", "op_hash")
    assert {str(op_id): op_hash for op_id, op_hash in theirs} == ours


def all_the_same(desks: list[SimulatedDesk], portal: SimulatedPortal) -> None:
    """I4: after quiet every desk has every record as the portal has it."""
    from portal.intake.models import Record

    kept = {str(row.record_id): row for row in Record.rows.for_office(portal.office)}
    for desk in desks:
        assert set(desk.office.capture.record_ids()) == set(kept)
        for record_id, row in kept.items():
            record = records.load(desk.office.connection, record_id)
            assert encode(record.body) == encode(row.content)
            assert (record.folio, record.status, record.version) == (row.folio, row.status, row.version)


def nothing_said_without_receipt(desk: SimulatedDesk) -> None:
    """What the desk says to be at the portal is answered by name in a receipt that the portal signed; the four words
    add up, and none of them says more than that. Receipts that told of what was erased by law are gone."""
    connection = desk.office.connection
    named: set[tuple[str, str]] = set()
    for row in connection.rows("SELECT batch_id, body FROM receipt WHERE body != x''"):
        receipt = wire.decode_message(row["body"], wire.Receipt)
        assert any(keys.verify(key, wire.receipt_bytes(receipt), receipt.signature) for key in desk.portals_keys())
        answered = queue.rows_of_batch(connection, receipt.batch_id)
        for operation, result in zip(answered, receipt.results, strict=True):
            named.add((operation["op_id"], wire.state_of(result)))
    said = connection.rows("SELECT op_id, state FROM outbox WHERE state IN ('acked', 'duplicate', 'merged')")
    unnamed = {(row["op_id"], row["state"]) for row in said} - named
    assert desk.has_erased or not unnamed, "said to be at the portal, without a receipt"
    status = desk.office.exchange.status(0)
    assert status.here + status.sending + status.at_portal + status.attention == status.total
    is_named = status.at_portal <= len({op_id for op_id, _ in named})
    assert desk.has_erased or is_named, "more at the portal than receipts answer"


def files_said_to_be_there_are(desk: SimulatedDesk, portal: SimulatedPortal) -> None:
    """A file of a document that the desk says to have arrived is whole at the portal, and what its name says."""
    said = "SELECT u.sha256 FROM upload u JOIN attachment a ON u.sha256 IN (a.sha256, a.public_sha256)"
    for sha256 in desk.office.connection.column(f"{said} WHERE a.removed_at IS NULL AND u.done_at IS NOT NULL"):
        assert portal.content_hash(sha256) == sha256, "a file said to be at the portal is not there, whole"


def every_file_is_there(desk: SimulatedDesk) -> None:
    """After quiet no file waits, and each record has all of its files at the portal."""
    assert desk.files.every_link() == []
    assert desk.files.waiting() == []
    assert all(done == total and not lost for done, lost, total in progress(desk.office.connection).values())


def links_are_the_last(desks: list[SimulatedDesk], portal: SimulatedPortal) -> None:
    """Each row of documents has at the portal the file that a desk has in it; where one desk alone put files in it,
    the one that it put last."""
    from portal.intake.models import DocumentFile

    linked: dict[tuple[str, str], dict[SimulatedDesk, str]] = {}
    for desk in desks:
        for row in desk.office.connection.rows("SELECT * FROM attachment ORDER BY attachment_id"):
            at_desk = linked.setdefault((row["record_id"], row["row_key"]), {})
            at_desk[desk] = "" if row["removed_at"] else row["sha256"]
    kept = DocumentFile.rows.for_office(portal.office).values_list("record_id", "row_key", "sha256")
    there = {(str(record_id), row_key): sha256 for record_id, row_key, sha256 in kept}
    assert set(there) <= set(linked)
    for place, at_desk in linked.items():
        wanted = {*at_desk.values(), *([""] if len(at_desk) > 1 else [])}
        assert there.get(place, "") in wanted, "a row of documents has another file at the portal"


def nothing_tells_of(desk: SimulatedDesk, portal: SimulatedPortal, ocid: str, path: str) -> None:
    """What was erased stands beside no operation any more, neither here nor there."""
    from portal.intake import storage
    from portal.intake.models import Record, StoredOperation

    record = Record.rows.for_office(portal.office).get(ocid=ocid)
    kept = StoredOperation.rows.for_office(portal.office).filter(record_id=record.record_id).exclude(private=b"")
    sealed = desk.office.connection.column(
        "SELECT operation FROM outbox WHERE ocid = ? AND operation NOT NULL", (ocid,)
    )
    told = [storage.unpack(row.private) for row in kept] + [decode(data).get("private", {}) for data in sealed]
    assert all(erasing.private_without(private, path) == private for private in told), "something still tells of it"


def nothing_waits(desk: SimulatedDesk) -> None:
    """I5: everything has an answer, and nothing needs a person any more but acts that came too late."""
    assert desk.office.outbox.waiting() == 0
    wanted = desk.office.connection.rows(f"SELECT kind, state FROM outbox WHERE {queue.WANTED_SQL}")
    assert all(row["kind"] in ACTS and row["state"] in ("conflict", "forbidden", "rejected") for row in wanted)


def sound(desk: SimulatedDesk) -> None:
    """I6: the journal from its beginning gives the record; no row was altered."""
    assert desk.office.checking.check().bad == ()
    for record_id in desk.office.capture.record_ids():
        record = records.load(desk.office.connection, record_id)
        told = rows.read(desk.office.connection, "journal", "record_id = ? ORDER BY entry_id", (record_id,))
        document: dict[str, Any] = {}
        for row in told:
            if row["kind"] not in ("act", "none"):
                value = None if row["new"] is None else decode(row["new"])
                after = row["after_new"] if row["kind"] in ("row_add", "row_move") else None
                document = apply_item(document, row["kind"], row["path"], value, after)
        assert encode(document) == encode(record.document)


def everything_kept(desks: list[SimulatedDesk], portal: SimulatedPortal) -> str:
    """All that is anywhere: bodies here and there, and what waits for a decision."""
    from portal.intake.models import Record

    there = [str(row.content) + row.folio for row in Record.rows.for_office(portal.office)]
    return "".join([*there, *(desk.seen() for desk in desks)])

"""What must hold, whatever came between (I1 to I6 of the protocol's design)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from capture_app.store import records, rows
from capture_app.store.queue import UNANSWERED_SQL
from sync.canonical import decode, encode
from sync.rows import apply_item
from tests.simulation.desk import SimulatedDesk
from tests.simulation.portal import SimulatedPortal

DONE = ("applied", "merged", "conflict")


def committed_once(portal: SimulatedPortal) -> None:
    """I1: each operation was done once, and a record has as many versions as operations that were done on it."""
    from portal.intake.models import Record, StoredOperation

    stored = StoredOperation.rows.for_office(portal.office).values_list("op_id", "record_id", "code")
    assert len({op_id for op_id, _, _ in stored}) == len(stored)
    done = Counter(record_id for _, record_id, code in stored if code in DONE)
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


def nothing_waits(desk: SimulatedDesk) -> None:
    """I5: everything has an answer, and nothing needs a person any more."""
    assert desk.office.outbox.waiting() == 0
    assert desk.office.outbox.wanted() == 0


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

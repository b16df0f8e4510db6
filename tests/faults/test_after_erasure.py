"""What comes after something was erased by law on a computer: old answers, old sticks, a portal that was put back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from capture_app.services.erasing import EraseService
from sync import wire
from tests.faults.desks import Desk, desks
from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "desks", "portal_home", "site"]
CANARY = "canario.privado@ejemplo.invalid"
PARTY = {"name": "Persona inventada", "roles": ["tenderer"]}


def heard(desk: Desk) -> list[wire.Receipt]:
    """The receipts that come while it sends."""
    plain, found = desk.portal.exchange, []

    def hearing(request):
        exchanged = plain(request)
        found.extend([exchanged.reply.receipt] if exchanged.reply.receipt else [])
        return exchanged

    desk.portal.exchange = hearing
    desk.send()
    desk.portal.exchange = plain
    return found


def tells(desk: Desk) -> bool:
    tables = ("outbox", "receipt", "journal", "conflict", "record", "baseline")
    rows = (row for table in tables for row in desk.office.connection.rows(f"SELECT * FROM {table}"))
    return any(CANARY in str(tuple(row.values())) for row in rows)


@pytest.fixture
def clashed(desks) -> tuple[str, str, list[wire.Receipt]]:
    """A record in which a private datum clashed and which says it no more; where it stood, and Beto's receipts."""
    ana, beto = desks
    record_id = ana.office.new("Compra")
    path = f"{ana.office.add(record_id, '/parties', PARTY)}/contactPoint"
    ana.send()
    beto.send()
    ana.office.set(record_id, path, {"email": "otra@ejemplo.invalid"})
    ana.send()
    beto.office.set(record_id, path, {"email": CANARY})
    receipts = heard(beto)
    (conflict,) = beto.office.capture.open(record_id).conflicts
    beto.office.capture.decide(record_id, conflict, "ours")
    receipts += heard(beto)
    beto.office.set(record_id, path, None)
    return record_id, path, [*receipts, *heard(beto)]


def erase(desk: Desk, record_id: str, path: str) -> None:
    ocid = desk.office.capture.open(record_id).ocid
    EraseService(desk.office.desk, SimpleNamespace(kept=lambda: ())).erase(ocid, path, "CT/1")


def test_an_old_answer_is_no_damage_and_brings_nothing_back(desks, clashed):
    _, beto = desks
    record_id, path, receipts = clashed
    assert tells(beto)
    erase(beto, record_id, path)
    assert not tells(beto)
    for receipt in receipts:
        assert beto.office.outbox.sealed_batch(receipt.batch_id) is not None
        beto.office.outbox.take_answer(receipt, [], 0)
    assert not tells(beto)
    assert beto.office.checking.check().bad == ()


def test_a_portal_that_lost_it_is_offered_what_is_left(desks, clashed):
    from portal.intake import storage
    from portal.intake.models import Conflict, StoredOperation

    _, beto = desks
    record_id, path, _ = clashed
    erase(beto, record_id, path)
    Conflict.rows.for_office(beto.row).delete()
    StoredOperation.rows.for_office(beto.row).filter(device_id=beto.computer.device_id).delete()
    report = beto.engine.exchange()
    assert report.stopped is None
    assert report.offered
    kept = StoredOperation.rows.for_office(beto.row).exclude(private=b"")
    assert not any(CANARY in str(storage.unpack(row.private)) for row in kept)
    assert not tells(beto)

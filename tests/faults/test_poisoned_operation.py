"""One operation that the portal cannot take in: it needs a person, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from capture_app.ids import RandomIds
from sync import wire
from sync.engine import SyncEngine
from sync.errors import Refused, TransportFailed
from sync.keys import DeviceKeys, new_key
from tests.conftest import FixedClock
from tests.contract.outboxes import Office, OnDisk
from tests.faults.desks import Desk
from tests.faults.portal_double import DirectClient, PortalDouble
from tests.unit.portal.site import Site, database, portal_home, site

__all__ = ["database", "portal_home", "site"]
ON_BOTH = True


@pytest.fixture
def ana(site: Site, tmp_path: Path, fixed_clock: FixedClock) -> Iterator[Desk]:
    desk = Desk(site, site.office(), tmp_path, fixed_clock, "ana")
    yield desk
    desk.office.close()


def capture_poison(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record whose first operation has a name that the portal cannot read."""
    with monkeypatch.context() as patch:
        patch.setattr(RandomIds, "op_id", lambda self: "no-es-un-identificador")
        return desk.office.new("envenenado")


def test_the_real_portal_takes_all_but_the_one(ana, monkeypatch):
    before = [ana.office.new(f"antes {number}") for number in range(5)]
    poison = capture_poison(ana, monkeypatch)
    after = [ana.office.new(f"después {number}") for number in range(3)]
    report = ana.engine.exchange()
    assert (report.stopped, report.pending) == (None, 0)
    status = ana.office.exchange.status()
    assert (status.at_portal, status.attention, status.total) == (8, 1, 9)
    (item,) = [item for item in status.items if item.record_id == poison]
    assert item.word == "Necesita su atención"
    assert "se apartó" in item.detail
    assert ana.office.body(poison)["tender"]["title"] == "envenenado"
    from portal.intake.models import Record

    assert {str(row.record_id) for row in Record.rows.for_office(ana.row)} == {*before, *after}
    assert ana.engine.exchange().sent == 0


class Poisoned(DirectClient):
    """A portal that cannot take in what carries the word."""

    def __init__(self, portal: PortalDouble, error: Exception, whole: bool = False) -> None:
        super().__init__(portal)
        self.error = error
        self.whole = whole

    def exchange(self, request: wire.SyncRequest):
        if self.whole or (request.batch and "veneno" in str(request.batch)):
            self.requests.append(request)
            raise self.error
        return super().exchange(request)


def engine_of(office: Office, client: DirectClient, clock: FixedClock) -> SyncEngine:
    keys = DeviceKeys(new_key(), client.portal.signer.public_key())
    return SyncEngine(office.outbox, client, keys, clock, Random(1), wait=lambda _: None, acquainted=True)


@pytest.fixture
def office(tmp_path, fixed_clock) -> Iterator[Office]:
    made = OnDisk(tmp_path, fixed_clock)
    yield made
    made.close()


ERRORS = [
    Refused("malformed"),
    Refused("too_large"),
    Refused("head_differs"),
    TransportFailed("server_failed"),
    TransportFailed("bad_hash"),
]


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_whatever_the_refusal_the_others_go_on_and_what_follows_on_the_record_too(office, fixed_clock, error):
    portal = PortalDouble("MB")
    client = Poisoned(portal, error)
    engine = engine_of(office, client, fixed_clock)
    first = office.capture("uno")
    engine.exchange()
    office.edit(first, "/tender/description", "veneno")
    others = [office.capture(f"otro {number}") for number in range(6)]
    report = engine.exchange()
    assert (report.stopped, report.pending) == (None, 0)
    assert office.outbox.wanted() == 1
    assert all(name in portal.records for name in others)
    assert office.body(first)["tender"]["description"] == "veneno"
    office.edit(first, "/tender/description", "corregido")
    assert engine.exchange().stopped is None
    assert portal.records[first].state.body["tender"]["description"] == "corregido"


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_a_portal_that_refuses_everything_sets_nothing_aside(office, fixed_clock, error):
    portal = PortalDouble("MB")
    engine = engine_of(office, Poisoned(portal, error, whole=True), fixed_clock)
    for number in range(3):
        office.capture(f"uno {number}")
    for _ in range(4):
        assert engine.exchange().stopped == error.code
    assert (office.outbox.waiting(), office.outbox.wanted()) == (3, 0)


def test_what_waited_for_the_one_set_aside_is_applied_at_the_portal(site: Site):
    computer = site.computer(site.office())
    title = [["set", "/tender/title", "Compra de papel", ""]]
    create = computer.operation("create", "0197f8a0-0000-7000-8000-000000000001", "ocds-213czf-MLA-1", title)
    lost = computer.operation("patch", create.record_id, create.ocid, [["set", "/tender/description", "x", ""]])
    later = computer.operation("patch", create.record_id, create.ocid, [["set", "/language", "es", ""]])
    assert computer.codes(create) == ["applied"]
    assert computer.codes(later) == ["held"]
    members = ("op_id", "sequence", "prev_hash", "after_sequence", "record_id", "kind")
    blank = wire.Blank(op_hash=wire.operation_hash(lost), **{name: getattr(lost, name) for name in members})
    for _ in range(2):
        reply = computer.send(blanks=[blank])
        assert reply.proof is not None
        assert reply.proof.operations == 3
    assert computer.codes(later) == ["duplicate"]


def test_a_blank_never_takes_a_place_that_is_taken(site: Site):
    from portal.intake.models import StoredOperation

    office = site.office()
    computer = site.computer(office)
    create = computer.operation("create", "0197f8a0-0000-7000-8000-000000000001", "ocds-213czf-MLA-1", [])
    assert computer.codes(create) == ["applied"]
    members = ("op_id", "prev_hash", "after_sequence", "record_id", "kind")
    same = {name: getattr(create, name) for name in members}
    other = {**same, "op_id": "0197f8a0-0000-7000-8000-00000000000f"}
    for name, place in ((same, 7), (other, create.sequence)):
        computer.send(blanks=[wire.Blank(op_hash="f" * 64, sequence=place, **name)])
    assert [row.op_hash for row in StoredOperation.rows.for_office(office)] == [wire.operation_hash(create)]

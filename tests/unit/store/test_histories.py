"""Random histories of two computers and a portal: nothing diverges, nothing is lost without a word."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import BadInput, Refused
from capture_app.store import baselines, conflicts, queue, records
from capture_app.store.grounds import replayed, with_ours
from sync.canonical import encode
from sync.engine import SyncEngine
from sync.errors import TransportFailed
from sync.keys import DeviceKeys, new_key
from tests.faults.portal_double import DirectClient, PortalDouble
from tests.unit.store.office import Office, open_office, settings_of

SEEDS = 25
TEXTS = ("/tender/title", "/tender/description", "/planning/rationale", "/_folio")


class Town:
    """Two computers of one office and their portal."""

    def __init__(self, folder, clock, chance: Random) -> None:
        self.portal = PortalDouble("MB")
        self.chance = chance
        self.offices = []
        for name in ("a", "b"):
            (folder / name).mkdir()
            self.offices.append(open_office(folder / name, clock, settings_of(name, f"device-{name}")))
        self.clients = [DirectClient(self.portal), DirectClient(self.portal)]
        keys = DeviceKeys(new_key(), self.portal.signer.public_key())
        self.engines = [
            SyncEngine(office.outbox, client, keys, clock, Random(1), wait=lambda _: None, acquainted=True)
            for office, client in zip(self.offices, self.clients, strict=True)
        ]

    def step(self) -> None:
        at = self.chance.randrange(2)
        if self.chance.random() < 0.25:
            self.exchange(at)
        else:
            self.edit(self.offices[at])

    def exchange(self, at: int) -> None:
        """Now and then the answer is lost on its way."""
        if self.chance.random() < 0.3:
            self.clients[at].faults = [("after", TransportFailed("cut"))] * 2
        report = self.engines[at].exchange()
        assert report.stopped in (None, "cut"), report
        self.clients[at].faults = []

    def edit(self, office: Office) -> None:
        ids = office.capture.record_ids()
        if not ids or (len(ids) < 2 and self.chance.random() < 0.1):
            office.new(f"Proceso {self.chance.randrange(100)}")
            return
        record_id = self.chance.choice(ids)
        try:
            if self.chance.random() < 0.15:
                self.chance.choice([office.capture.undo, office.capture.redo])(record_id, force=True)
                return
            office.save(record_id, *(self.an_edit(office.body(record_id)) for _ in range(self.chance.randrange(1, 3))))
        except BadInput:
            return

    def an_edit(self, body: dict[str, Any]) -> FieldEdit:
        kind = self.chance.randrange(6)
        rows = [f"/tender/items/@{row['_key']}" for row in body.get("tender", {}).get("items", [])]
        if kind == 0 or not rows:
            text = f"texto {self.chance.randrange(50)}" if self.chance.random() < 0.8 else None
            return FieldEdit(self.chance.choice(TEXTS), text or "sin nada")
        row = self.chance.choice(rows)
        return (
            FieldEdit("/tender/value", {"amount": self.chance.randrange(9), "currency": "MXN"}),
            FieldEdit("/tender/items/@", {"description": str(self.chance.randrange(99))}, "row_add"),
            FieldEdit(f"{row}/description", str(self.chance.randrange(99))),
            FieldEdit(row, kind="row_remove"),
            FieldEdit(row, kind="row_move", after=self.chance.choice(["", *rows]).rpartition("/")[2]),
            FieldEdit(f"{row}/quantity", self.chance.randrange(5) or None),
        )[self.chance.randrange(6)]

    def decide_all(self) -> bool:
        decided = False
        for office in self.offices:
            for record_id in office.capture.record_ids():
                for conflict in office.capture.open(record_id).conflicts:
                    decided = True
                    choice = self.chance.choice(["theirs", "ours"])
                    try:
                        office.capture.decide(record_id, conflict, choice)
                    except Refused:
                        office.capture.decide(record_id, conflict, "theirs")
        return decided

    def quiet(self) -> None:
        for _ in range(30):
            for engine in self.engines:
                assert engine.exchange().stopped is None
            if not self.decide_all() and all(office.outbox.waiting() == 0 for office in self.offices):
                return
        raise AssertionError("never quiet")

    def close(self) -> None:
        for office in self.offices:
            office.close()


def assert_ground_holds(office: Office, record_id: str) -> None:
    """What is stored as sealed is what the portal's body and our own operations give."""
    baseline = baselines.load(office.connection, record_id)
    ours = [(item.path, item.ours) for item in conflicts.waiting(office.desk, record_id)]
    frozen = queue.frozen_patches(office.desk, record_id)
    derived = replayed(with_ours(baseline.base, ours), frozen, baseline.sealed)
    assert encode(derived) == encode(baseline.sealed)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_computers_and_a_portal(tmp_path, fixed_clock, seed):
    town = Town(tmp_path, fixed_clock, Random(seed))
    try:
        for _ in range(60):
            town.step()
        for office in town.offices:
            for record_id in office.capture.record_ids():
                assert_ground_holds(office, record_id)
        town.quiet()
        for engine in town.engines:
            engine.exchange()
        for office in town.offices:
            assert office.outbox.wanted() == 0
            for record_id, kept in town.portal.records.items():
                record = records.load(office.connection, record_id)
                assert encode(record.body) == encode(kept.state.body)
                assert record.folio == kept.state.folio
            assert office.checking.check().bad == ()
    finally:
        town.close()

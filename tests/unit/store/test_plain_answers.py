"""Answers settled in few statements leave everything as the long way does, and leave alone what is not plain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture_app.store import conflicts, plain_answers
from sync import wire
from tests.receipts import receipt_for
from tests.unit.store.office import open_office

TABLES = {
    "record": "ocid, status, version, body, deleted_at",
    "baseline": "base_version, base_status, base, sealed",
    "standing": "version",
    "outbox": "kind, state, open, result_code, rule, receipt_no, closed_by, result",
    "conflict": "path, decision, theirs, ours",
}


def answered(office, *results: wire.Result, number: int = 1) -> None:
    batch = office.outbox.next_batch(500, 10**6)
    office.outbox.take_answer(receipt_for(batch, *results, number=number), [], number)


def told(office) -> dict[str, list]:
    """What is in the tables, but for names that are made up."""
    found = {
        name: office.connection.rows(f"SELECT {columns} FROM {name} ORDER BY rowid") for name, columns in TABLES.items()
    }
    assert office.checking.check().bad == ()
    return {name: [{**row, "ocid": ""} for row in rows] for name, rows in found.items()}


def worked(office) -> dict[str, list]:
    """Three records, answered twice: one untouched since, one edited meanwhile, one put away meanwhile."""
    plain, edited, away = (office.new(title) for title in ("Uno", "Dos", "Tres"))
    batch = office.outbox.next_batch(500, 10**6)
    office.set(edited, "/tender/description", "mientras tanto")
    office.capture.delete(away)
    office.outbox.take_answer(receipt_for(batch), [], 1)
    office.set(plain, "/tender/description", "después")
    answered(office, *[wire.Result(code="applied", version=2)] * 3, number=2)
    return told(office)


def test_everything_stands_as_after_the_long_way(tmp_path, fixed_clock, monkeypatch):
    for name in ("short", "long"):
        (tmp_path / name).mkdir()
    settled: list[set[str]] = []
    real = plain_answers.settle
    monkeypatch.setattr(plain_answers, "settle", lambda *given: settled.append(real(*given)) or settled[-1])
    short = open_office(tmp_path / "short", fixed_clock)
    by_few = worked(short)
    assert [len(names) for names in settled] == [1, 2]
    short.close()
    monkeypatch.setattr(plain_answers, "settle", lambda *given: set())
    long = open_office(tmp_path / "long", fixed_clock)
    assert by_few == worked(long)
    long.close()


def test_a_place_that_waits_for_a_person_is_looked_at(office):
    record_id = office.new("Uno")
    clash = wire.FieldConflict(path="/tender/title", theirs="Otro", ours="Uno", reason="changed")
    with office.connection.transaction():
        conflicts.keep(office.desk, record_id, "", [clash])
    answered(office, wire.Result(code="applied", version=1))
    assert conflicts.waiting(office.desk, record_id) == ()


@pytest.mark.parametrize("lost", ["base", "sealed"])
def test_a_ground_that_is_not_what_was_sealed_is_not_plain(office, lost):
    """A base that the portal has meanwhile, or a ground put together after damage, goes the long way."""
    from capture_app.store import baselines, rows

    record_id = office.new("Uno")
    batch = office.outbox.next_batch(500, 10**6)
    with office.connection.transaction():
        row = rows.read_keys(office.connection, "baseline", [record_id])[0]
        rows.update(office.connection, "baseline", {**row, lost: b'{"note":"en"}'})
    office.outbox.take_answer(receipt_for(batch), [], 1)
    fresh = baselines.load(office.connection, record_id)
    assert (fresh.base_version, fresh.base["tender"]["title"]) == (1, "Uno")
    assert fresh.base == fresh.sealed
    assert fresh.base.get("note") == ("en" if lost == "base" else None)


def test_a_status_that_no_act_explains_is_the_portals_again(office):
    from capture_app.store import records, rows

    record_id = office.new("Uno")
    batch = office.outbox.next_batch(500, 10**6)
    with office.connection.transaction():
        row = records.load(office.connection, record_id).row
        rows.update(office.connection, "record", {**row, "status": "approved"})
    office.outbox.take_answer(receipt_for(batch), [], 1)
    assert records.load(office.connection, record_id).status == "draft"


def test_a_receipt_that_comes_late_takes_no_version_back(office):
    from capture_app.store import baselines

    record_id = office.new("Uno")
    first = office.outbox.seal_waiting(500, 10**6)[0]
    office.set(record_id, "/tender/title", "Dos")
    second = office.outbox.seal_waiting(500, 10**6)[1]
    office.outbox.take_answer(receipt_for(second, wire.Result(code="applied", version=2), number=2), [], 2)
    with office.connection.transaction():
        known = baselines.load(office.connection, record_id)
        baselines.write(office.connection, replace(known, base=known.sealed))
    office.outbox.take_answer(receipt_for(first), [], 1)
    assert baselines.load(office.connection, record_id).base_version == 2

"""Statuses follow what is typed, come back with undo, stay as they came in a file, and are whole when published."""

from __future__ import annotations

from capture_app.changes import Cause, FieldEdit, Imported
from capture_app.store.processes import Birth
from tests.unit.forms.bodies import changed

CALL = {"startDate": "2026-02-09", "endDate": "2026-02-16"}


def status(office, record_id):
    return office.body(record_id)["tender"].get("status")


def test_a_typed_fact_brings_its_status_and_undo_takes_both_back(office):
    record_id = office.new()
    office.set(record_id, "/tender/tenderPeriod", CALL)
    assert status(office, record_id) == "active"
    office.capture.undo(record_id)
    assert status(office, record_id) is None
    assert "tenderPeriod" not in office.body(record_id)["tender"]


def test_a_status_that_came_in_a_file_stays_as_it_came(office):
    body = {"tender": {"id": "T", "title": "Papel", "status": "planned", "tenderPeriod": CALL}}
    record_id = office.capture.take_import(Imported("ocds-xs1qbl-MB-2026-x", body, (b"{}",), (), "f")).record_id
    assert status(office, record_id) == "planned"
    office.set(record_id, "/tender/title", "Papel y tinta")
    assert status(office, record_id) == "planned"
    found = {item.code for item in office.capture.open(record_id).findings}
    assert "status.not_of_facts" in found
    award = {"id": "A", "date": "2026-02-18", "suppliers": [{"id": "P", "name": "P"}]}
    office.processes.save(record_id, [FieldEdit("/awards/@", award, "row_add")])
    assert status(office, record_id) == "complete"
    assert office.body(record_id)["awards"][0]["status"] == "active"


def test_what_the_portal_sends_is_not_touched(office):
    record_id = office.new()
    office.processes.save(record_id, [FieldEdit("/tender/tenderPeriod", CALL)], Cause.IMPORTED)
    assert status(office, record_id) is None


def test_publishing_says_every_status_that_the_facts_tell(office):
    whole = changed(("/tender/status", None), ("/contracts/0/status", None))
    record_id = office.processes.create(whole, Birth(), Cause.IMPORTED).record_id
    office.publish.publish([record_id])
    assert status(office, record_id) == "complete"
    assert office.body(record_id)["contracts"][0]["status"] == "active"


def test_registers_have_none(office):
    made = office.capture.create("Reglamento", "regulation")
    office.set(made.record_id, "/title", "Reglamento de compras")
    assert "tender" not in office.body(made.record_id)

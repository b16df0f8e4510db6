"""What waits today: records given back with their note, and the days that come."""

from __future__ import annotations

import pytest

from capture_app.changes import FieldEdit
from capture_app.services.agenda import PUBLICATION, AgendaService
from capture_app.store import records
from forms.marks import note_path, notes_at
from tests.unit.store.office import DAY

TODAY = DAY[:10]
APPROVED = {"approved_by": "Cabildo", "source": "Lineamientos de la oficina"}


@pytest.fixture
def agenda(office) -> AgendaService:
    return AgendaService(office.desk)


def contract(end: str, **members: object) -> FieldEdit:
    row = {"id": "C-1", "title": "Papel", "period": {"startDate": "2026-01-01", "endDate": end}, **members}
    return FieldEdit("/contracts/@cccccccccc", row, "row_add")


def test_a_contract_and_its_guarantee_that_end_soon_are_told_and_others_are_not(office, agenda):
    guarantee = {"_key": "gggggggggg", "id": "G", "period": {"endDate": "2026-04-02"}}
    soon, late, over = office.new("Pronto"), office.new("Después"), office.new("Terminado")
    office.save(soon, contract("2026-04-10", guarantees=[guarantee]))
    office.save(late, contract("2026-12-31"))
    office.save(over, contract("2026-03-25", status="terminated"))
    found = [(item.kind, item.day.isoformat()) for item in agenda.deadlines()]
    assert found == [("quarter", "2026-03-31"), ("guarantee", "2026-04-02"), ("contract", "2026-04-10")]
    assert {item.row.title for item in agenda.deadlines() if item.row} == {"Pronto"}


def test_a_signed_contract_is_to_be_published_in_time_where_the_office_approved_how_long(office, agenda):
    soon, late, never = office.new("Pronto"), office.new("Tarde"), office.new("Antiguo")
    for record_id, signed in ((soon, "2026-03-01"), (late, "2026-02-01"), (never, "2025-01-01")):
        office.save(record_id, contract("2027-12-31", dateSigned=signed))
    assert [item.kind for item in agenda.deadlines()] == ["quarter"]
    office.figures.put({"code": PUBLICATION, "value": "30", "state": "vigente", **APPROVED})
    found = [(item.kind, item.day.isoformat()) for item in agenda.deadlines() if item.row]
    assert found == [("published_late", "2026-03-03"), ("publication", "2026-03-31")]


def test_what_was_given_back_is_told_with_its_note_until_it_is_handed_over_again(office, agenda, monkeypatch):
    monkeypatch.setattr("capture_app.store.acting.has_errors", lambda _findings: False)
    record_id = office.new("Papel")
    office.review.submit([record_id])
    assert agenda.returned() == ()
    office.review.return_to_draft([record_id], "Falta la versión pública")
    (given_back,) = agenda.returned()
    assert (given_back.row.id, given_back.note) == (record_id, "Falta la versión pública")
    office.review.submit([record_id])
    assert agenda.returned() == ()


def test_what_was_given_back_at_another_computer_is_told_with_the_note_that_came_with_it(office, agenda, monkeypatch):
    monkeypatch.setattr("capture_app.store.acting.has_errors", lambda _findings: False)
    record_id = office.new("Papel")
    office.review.submit([record_id], "Va sin anexo")
    notes = notes_at(office.body(record_id), "/tender/title")
    assert [(note["by"], note["text"]) for note in notes] == [(office.desk.settings.user, "Va sin anexo")]
    with office.connection.transaction():
        taken = "UPDATE outbox SET state = 'acked' WHERE record_id = ?"
        office.connection.execute(taken, (record_id,))
    assert agenda.returned() == ()
    told = [*notes, {"by": "Luis Chan", "at": "2026-03-20T15:00:00Z", "text": "Falta la firma"}]
    office.save(record_id, FieldEdit(note_path("/tender/title"), told))
    with office.connection.transaction():
        office.processes.set_header(records.load(office.connection, record_id), status="draft")
    (given_back,) = agenda.returned()
    assert (given_back.row.id, given_back.note) == (record_id, "Falta la firma")
    assert office.finding.summary().returned == 1

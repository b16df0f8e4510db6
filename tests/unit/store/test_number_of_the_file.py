"""A direct award's file bears the folio as its number, however it was captured; a call's number is asked for."""

import pytest

from capture_app.changes import Cause, FieldEdit
from capture_app.store.processes import Birth
from forms.marks import NOT_APPLICABLE, Absence, absence_path

METHOD, NUMBER = "/tender/procurementMethod", "/tender/id"


def number_of(office, record_id):
    return office.body(record_id).get("tender", {}).get("id")


def folio_of(office, record_id):
    return office.capture.open(record_id).folio


def test_a_direct_award_bears_its_folio(office):
    record_id = office.new()
    assert number_of(office, record_id) is None
    office.set(record_id, METHOD, "direct")
    assert number_of(office, record_id) == folio_of(office, record_id) == "MB-AD-2026-K7-001"


@pytest.mark.parametrize("method", ["open", "limited", "selective"])
def test_the_number_of_a_call_or_an_invitation_is_asked_for(office, method):
    record_id = office.new()
    office.set(record_id, METHOD, method)
    office.set(record_id, "/tender/title", "Papel bond")
    assert number_of(office, record_id) is None
    label = office.desk.law("contracting_process").field_at(NUMBER).under(None, method).label
    assert label == {"open": "Número de la convocatoria"}.get(method, "Número de la invitación")


def test_it_follows_the_folio_that_a_person_gives(office):
    record_id = office.new()
    office.set(record_id, METHOD, "direct")
    office.set(record_id, "/_folio", "Pedido 7")
    assert number_of(office, record_id) == "Pedido 7"


def test_one_that_was_typed_stays(office):
    record_id = office.new()
    office.save(record_id, FieldEdit(NUMBER, "OM-014"), FieldEdit(METHOD, "direct"))
    office.set(record_id, "/_folio", "Pedido 7")
    office.set(record_id, METHOD, "open")
    assert number_of(office, record_id) == "OM-014"


def test_one_taken_away_or_said_not_to_be_is_not_written_in_the_same_breath(office):
    record_id = office.new()
    office.set(record_id, METHOD, "direct")
    office.set(record_id, NUMBER, None)
    assert number_of(office, record_id) is None
    office.set(record_id, absence_path(NUMBER), Absence(NOT_APPLICABLE, "no lleva").value)
    office.set(record_id, "/tender/title", "Papel bond")
    assert number_of(office, record_id) is None


def test_it_goes_with_the_award_that_was_direct(office):
    record_id = office.new()
    office.set(record_id, METHOD, "direct")
    office.set(record_id, METHOD, "open")
    assert number_of(office, record_id) is None


def test_one_step_back_takes_both_away(office):
    record_id = office.new()
    office.set(record_id, METHOD, "direct")
    office.capture.undo(record_id)
    assert "procurementMethod" not in office.body(record_id).get("tender", {})
    assert number_of(office, record_id) is None
    office.capture.redo(record_id)
    assert number_of(office, record_id) == folio_of(office, record_id)


def test_what_comes_from_a_file_gets_no_number(office):
    record_id = office.new()
    office.save(record_id, FieldEdit(METHOD, "direct"), cause=Cause.IMPORTED)
    assert number_of(office, record_id) is None


def test_a_record_born_as_a_direct_award_bears_its_folio(office):
    made = office.processes.create({"tender": {"title": "Papel", "procurementMethod": "direct"}}, Birth())
    assert number_of(office, made.record_id) == folio_of(office, made.record_id)

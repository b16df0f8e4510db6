"""The list of acts of a record, and what the office says of those without a document."""

from __future__ import annotations

import pytest

from capture_app.errors import BadInput
from capture_app.store.processes import Birth
from forms.acts.required import Act, Standing
from tests.unit.forms.bodies import changed


@pytest.fixture
def record_id(office) -> str:
    return office.processes.create(changed(("/tender/mainProcurementCategory", "goods")), Birth()).record_id


def act(office, record_id: str, name: str = "request") -> Act:
    return next(act for act in office.acts.of(record_id).all() if act.row.id == name)


def test_the_list_of_a_record_by_stage(office, record_id):
    listed = office.acts.of(record_id)
    assert [stage.stage for stage in listed.stages] == ["planning", "tender", "award", "contract", "implementation"]
    assert listed.stages[0].count(Standing.MISSING) > 0
    assert act(office, record_id).row.document == "Requisición"


def test_what_is_said_is_kept_changed_undone_and_taken_back(office, record_id):
    office.acts.say(record_id, "request", "on_paper", " Carpeta 3, fojas 12 a 15 ")
    assert (act(office, record_id).standing, act(office, record_id).reason) == (
        Standing.ON_PAPER,
        "Carpeta 3, fojas 12 a 15",
    )
    office.acts.say(record_id, "request", "nonexistent", "Se extravió")
    assert act(office, record_id).standing is Standing.NONEXISTENT
    assert len(office.body(record_id)["_acts"]) == 1
    office.capture.undo(record_id)
    assert act(office, record_id).standing is Standing.ON_PAPER
    office.acts.unsay(record_id, "request")
    assert act(office, record_id).standing is Standing.MISSING
    assert office.acts.unsay(record_id, "request").paths == ()


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [("nada", "on_paper", "x"), ("request", "present", "x"), ("request", "missing", "x"), ("request", "on_paper", " ")],
)
def test_what_cannot_be_said_changes_nothing(office, record_id, name, state, reason):
    before = office.body(record_id)
    with pytest.raises(BadInput):
        office.acts.say(record_id, name, state, reason)
    assert office.body(record_id) == before


def test_a_register_has_no_acts(office):
    made = office.capture.create("Reglamento", "regulation")
    assert office.acts.of(made.record_id).stages == ()

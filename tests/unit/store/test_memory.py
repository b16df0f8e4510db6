"""The office's own history: awards and lists of its other records, answered from indexed columns."""

from __future__ import annotations

from datetime import date

import pytest

from capture_app.changes import FieldEdit
from capture_app.store import records
from capture_app.store.judge import context_of
from capture_app.store.migrations import figures_and_memory
from capture_app.store.processes import Birth
from forms.guides import outcomes
from forms.guides.guide import Answer
from tests.unit.forms.bodies import SELLER, changed

PROCESS = "contracting_process"
KEY = "PIS180514KQA"
FIGURE = {"state": "vigente", "approved_by": "Cabildo", "source": "Decreto"}
IN_MARCH = (date(2026, 1, 1), date(2026, 12, 31))


def history(office):
    return context_of(office.desk, "ocds-xs1qbl-otra").history


def answer(office, record_id: str, code: str):
    body = office.body(record_id)
    context = context_of(office.desk, office.capture.open(record_id).ocid)
    return next(found for found in outcomes(body, PROCESS, context) if found.code == code)


def with_key():
    return changed(("/parties/1/identifier/id", KEY))


def test_awards_are_known_as_soon_as_they_are_captured_and_follow_every_edit(office):
    record_id = office.processes.create(changed(), Birth()).record_id
    (award,) = history(office).awards(*IN_MARCH)
    assert (award.supplier_id, award.method) == (SELLER, "direct")
    key = office.body(record_id)["awards"][0]["_key"]
    office.processes.save(record_id, [FieldEdit(f"/awards/@{key}/value/amount", 500)])
    assert [found.amount for found in history(office).awards(*IN_MARCH)] == [500]
    office.processes.save(record_id, [FieldEdit(f"/awards/@{key}/status", "cancelled")])
    assert history(office).awards(*IN_MARCH) == ()
    assert history(office).awards(date(2020, 1, 1), date(2020, 2, 1)) == ()


def test_two_purchases_of_the_office_are_seen_together(office):
    office.figures.put({**FIGURE, "code": "ceiling.direct.goods", "value": "50000"})
    first = office.processes.create(changed(), Birth()).record_id
    assert answer(office, first, "guide.purchase_split").state is Answer.NO
    office.processes.create(changed(), Birth())
    assert answer(office, first, "guide.purchase_split").state is Answer.YES


def test_without_lists_nothing_is_said_of_a_supplier(office):
    record_id = office.processes.create(with_key(), Birth()).record_id
    assert answer(office, record_id, "guide.supplier_listed").state is Answer.NOT_EVALUABLE


@pytest.mark.parametrize(
    ("days", "state"), [(("2026-01-01", "2026-12-31"), Answer.YES), (("2020-01-01", "2021-01-01"), None)]
)
def test_a_sanction_in_force_on_the_day_of_the_award(office, days, state):
    sanction = {
        "particularSancionado": {"rfc": KEY.lower()},
        "inhabilitacion": {"fechaInicial": days[0], "fechaFinal": days[1]},
    }
    office.processes.create(sanction, Birth(record_type="sanctioned_supplier"))
    record_id = office.processes.create(with_key(), Birth()).record_id
    assert answer(office, record_id, "guide.supplier_listed").state is (state or Answer.NOT_EVALUABLE)


def test_nobody_is_outside_a_register_that_is_not_whole(office):
    office.processes.create({"rfc": "XYZ010101AB1", "status": "active"}, Birth(record_type="supplier_registry"))
    record_id = office.processes.create(with_key(), Birth()).record_id
    assert answer(office, record_id, "guide.supplier_listed").state is Answer.NOT_EVALUABLE
    office.figures.put({**FIGURE, "code": "register.suppliers", "value": "1"})
    assert answer(office, record_id, "guide.supplier_listed").state is Answer.YES
    office.processes.create({"rfc": KEY, "status": "active"}, Birth(record_type="supplier_registry"))
    assert history(office).is_listed("suppliers", KEY, date(2026, 3, 1)) is True


def test_an_older_database_remembers_what_it_holds(office):
    office.processes.create(changed(), Birth())
    before = history(office).awards(*IN_MARCH)
    with office.connection.transaction():
        for table in ("figure", "past_award", "listing"):
            office.connection.execute(f"DROP TABLE {table}")
        figures_and_memory(office.connection.db)
    assert before
    assert history(office).awards(*IN_MARCH) == before


def test_a_record_deleted_at_the_portal_is_forgotten(office):
    record_id = office.processes.create(changed(), Birth()).record_id
    with office.connection.transaction():
        office.processes.set_header(records.load(office.connection, record_id), deleted_at=office.desk.now())
    assert history(office).awards(*IN_MARCH) == ()


def test_no_body_is_read_to_answer(office):
    """One award among many is found by its day: the plan of the query uses the index."""
    plan = office.connection.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM past_award WHERE awarded_on BETWEEN ? AND ?", ("a", "b")
    )
    assert all("USING" in step["detail"] for step in plan)


def test_a_question_about_very_many_still_has_its_answer(office):
    office.processes.create(changed(), Birth())
    many = [f"{number:05d}" for number in range(40_000)]
    assert len(history(office).awards(*IN_MARCH, [SELLER], many)) == 1
    assert history(office).awards(*IN_MARCH, ["nobody"], ["0000"]) == ()

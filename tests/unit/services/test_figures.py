"""The office's dated rows: who edits them, what they change, and that every version stays with who and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture_app.errors import BadInput, NotFound, Refused
from capture_app.services.figures import FigureService
from capture_app.store.processes import Birth
from tests.unit.forms.bodies import changed

ROW = {"code": "ceiling.direct.goods", "state": "vigente", "approved_by": "Cabildo", "source": "Presupuesto 2026"}
OVER = "guide.amount_over_ceiling"


@pytest.fixture
def record_id(office) -> str:
    return office.processes.create(changed(), Birth()).record_id


def codes(office, record_id: str) -> set[str]:
    return {finding.code for finding in office.capture.open(record_id).findings}


def test_an_approved_row_lets_the_guide_answer_and_taking_it_back_silences_it(office, record_id):
    assert OVER not in codes(office, record_id)
    office.figures.put({**ROW, "value": "1000"})
    assert OVER in codes(office, record_id)
    office.figures.put({**ROW, "value": "1000000"})
    assert OVER not in codes(office, record_id)
    office.figures.put({**ROW, "value": "1000", "state": "muestra"})
    assert OVER not in codes(office, record_id)


def test_the_row_of_the_day_of_the_act_holds_not_that_of_today(office, record_id):
    """The call was on 9 February 2026."""
    office.figures.put({**ROW, "value": "1000000", "since": "2026-01-01"})
    office.figures.put({**ROW, "value": "1000", "since": "2026-03-01"})
    assert OVER not in codes(office, record_id)
    office.figures.put({**ROW, "value": "1000", "since": "2026-02-01"})
    assert OVER in codes(office, record_id)


def test_every_version_stays_with_who_and_when(office):
    office.figures.put({**ROW, "value": "1000"})
    assert office.figures.put({**ROW, "value": "1000"}) is False
    office.figures.put({**ROW, "value": "2000"})
    office.figures.end(ROW["code"])
    kept = office.figures.history()
    assert [(entry.row.value, entry.user, entry.ended_by) for entry in kept] == [
        (1000, "Ana", "Ana"),
        (2000, "Ana", "Ana"),
    ]
    assert all(entry.at and entry.ended_at for entry in kept)
    assert not any(line.is_own for line in office.figures.lines())


def test_a_table_goes_out_and_comes_back(office, tmp_path):
    office.figures.put({**ROW, "value": "1000"})
    file = tmp_path / "tabla.csv"
    assert office.figures.export_file(file) == len(office.figures.lines())
    text = file.read_text(encoding="utf-8-sig").replace("1000,MXN con IVA,,vigente", "1500,MXN con IVA,,vigente")
    file.write_text(text, encoding="utf-8")
    assert office.figures.import_file(file) == 1
    (mine,) = (line for line in office.figures.lines() if line.row.code == ROW["code"])
    assert (mine.row.value, mine.is_judged_by) == (1500, True)
    assert office.figures.import_file(file) == 0


def test_a_wrong_table_changes_nothing_and_names_the_place(office, tmp_path):
    file = tmp_path / "tabla.csv"
    file.write_text("clave,valor,situación\nquotes.least,3,muestra\nquotes.most,3,muestra\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        office.figures.import_file(file)
    assert "tabla.csv" in str(caught.value)
    assert "quotes.most" in str(caught.value)
    assert office.figures.history() == ()


def test_only_an_administrator_edits(office):
    other = replace(office.desk, settings=replace(office.desk.settings, user_role="capturista"))
    with pytest.raises(Refused):
        FigureService(other).put({**ROW, "value": "1000"})
    assert office.figures.history() == ()


def test_what_is_not_there_cannot_be_taken_back(office):
    with pytest.raises(NotFound):
        office.figures.end("ceiling.direct.goods")

"""Any municipal spreadsheet: mapped with at most two corrections, imported, corrected and imported again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from capture_app.bootstrap import App
from capture_app.errors import BadInput
from capture_app.services.mapping_tables import answers_of
from tests.municipal_tables import AMOUNT, COMPRAS, OFFICES, PARTIDAS, Office
from tests.municipal_tables_blind import BLIND
from tests.municipal_tables_towns import TOWNS
from tests.municipal_tables_villages import VILLAGES
from tests.office import begin, opened
from tests.workbooks import text_table, workbook

MOST_CORRECTIONS = 2


def saved(app: App, file: Path, corrections: dict[str, str] | None = None, name: str = "tabla") -> str:
    proposal = app.mapping.propose(file)
    return app.mapping.save(name, answers_of(proposal, corrections or {}), proposal.grain)


@pytest.mark.parametrize("office", [*OFFICES, *BLIND], ids=lambda office: office.name)
def test_header_rows_are_mapped_with_at_most_two_corrections(tmp_path, office: Office):
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(office.write(tmp_path))
    wrong = {c.title: c.choice.pointer for c in proposal.columns if c.choice.pointer != office.meant[c.title]}
    assert len(wrong) <= MOST_CORRECTIONS, wrong
    assert proposal.grain == office.grain


@pytest.mark.parametrize("office", [*OFFICES, *BLIND], ids=lambda office: office.name)
def test_they_import_and_are_recognised_the_next_time(tmp_path, office: Office):
    file = office.write(tmp_path)
    with opened(begin(tmp_path)) as app:
        (unknown,) = app.importing.import_files([file]).files
        assert [problem.code for problem in unknown.problems] == ["file.unmapped_table"]
        saved(app, file, office.meant, office.name)
        (first,) = app.importing.import_files([file]).files
        (again,) = app.importing.import_files([file]).files
    assert first.format == again.format == f"mapping:{office.name}"
    assert (first.read, first.stored, first.refused) == (office.processes, office.processes, 0)
    assert (again.unchanged, again.stored) == (office.processes, 0)
    assert first.rows.read == first.rows.taken + first.rows.repeated + first.rows.refused


def test_tables_of_small_towns_are_mapped_and_come_in(tmp_path):
    """Abbreviations, no accents, two lines of titles, units within titles; all in one office."""
    with opened(begin(tmp_path)) as app:
        for office in (*TOWNS, *VILLAGES):
            file = office.write(tmp_path)
            proposal = app.mapping.propose(file)
            wrong = {c.title: c.choice.pointer for c in proposal.columns if c.choice.pointer != office.meant[c.title]}
            assert len(wrong) <= MOST_CORRECTIONS, (office.name, wrong)
            assert proposal.grain == office.grain, office.name
            saved(app, file, office.meant, office.name)
            (report,) = app.importing.import_files([file]).files
            assert (report.stored, report.refused) == (office.processes, 0), (office.name, report.problems)
            (again,) = app.importing.import_files([file]).files
            assert (again.unchanged, again.format) == (office.processes, f"mapping:{office.name}")


def test_values_arrive_as_the_office_meant_them(tmp_path):
    with opened(begin(tmp_path)) as app:
        for office in OFFICES:
            saved(app, office.write(tmp_path), office.meant, office.name)
            app.importing.import_files([tmp_path / f"{office.name}.{office.suffix}"])
        buy = app.capture.body("OM/015/2026")
        items = app.capture.body("REQ-0147")["contracts"][0]["items"]
        cement = app.capture.body("REQ-0148")["contracts"][0]["items"][0]
        payments = app.capture.body("C-001/2026")["contracts"][0]["implementation"]["transactions"]
        tender = app.capture.body("LPN-LA-001-2026")
    assert buy["tender"]["procurementMethod"] == "direct"
    value = {"amount": Decimal("5800.58"), "netAmount": Decimal("5000.5"), "currency": "MXN"}
    assert buy["contracts"][0]["value"] == value
    assert buy["contracts"][0]["dateSigned"] == "2026-02-03"
    (party,) = buy["parties"]
    assert (party["identifier"]["id"], party["identifier"]["legalPersonality"]) == ("IECM800101AB1", "naturalPerson")
    assert [(item["id"], item["quantity"], item["unit"]["value"]["netAmount"]) for item in items] == [
        ("1", 30, Decimal("742.5")),
        ("2", 4, 185),
    ]
    assert (cement["quantity"], cement["unit"]["value"]["netAmount"]) == (Decimal("1200.5"), 1210)
    assert [(row["id"], row["date"], row["value"]["amount"]) for row in payments] == [
        ("A-1001", "2026-01-15", 50000),
        ("A-1022", "2026-02-15", 50000),
    ]
    assert tender["contracts"][0]["value"]["netAmount"] == 1_000_000
    assert tender["contracts"][0]["period"] == {"startDate": "2026-02-01", "endDate": "2026-12-31"}


def test_rows_with_problems_are_corrected_in_their_sheet_and_come_in(tmp_path):
    head = COMPRAS.rows[3]
    good, bad = COMPRAS.rows[4], list(COMPRAS.rows[5])
    bad[head.index("Total")], bad[head.index("Fecha")] = "mil pesos y pico", "31/02/2026"
    file = workbook(tmp_path / "compras.xlsx", Hoja=[head, good, bad])
    with opened(begin(tmp_path)) as app:
        saved(app, file, COMPRAS.meant)
        (report,) = app.importing.import_files([file]).files
        assert (report.read, report.stored, report.refused) == (2, 1, 1)
        assert app.capture.find("OM/015/2026") is None
        sheet = Path(report.error_sheet)
        book = load_workbook(sheet)
        row = {book.active.cell(1, cell.column).value: cell for cell in book.active[2]}
        assert all(row[title].comment for title in ("Total", "Fecha"))
        assert not row["Proveedor"].comment
        assert "31/02/2026" in row["Qué corregir (no se importa)"].value
        row["Total"].value, row["Fecha"].value = 5800.58, date(2026, 2, 28)
        book.save(sheet)
        (again,) = app.importing.import_files([sheet]).files
        assert (again.read, again.stored, again.refused) == (1, 1, 0)
        assert app.capture.body("OM/015/2026")["contracts"][0]["dateSigned"] == "2026-02-28"


def test_the_error_sheet_never_holds_a_formula(tmp_path):
    rows = [["Expediente", "Objeto", "Importe"], ["E-1", '=HYPERLINK("http://x")', "nada"]]
    file = text_table(tmp_path / "f.csv", rows)
    with opened(begin(tmp_path)) as app:
        saved(app, file, {"Importe": AMOUNT})
        (report,) = app.importing.import_files([file]).files
    cell = load_workbook(report.error_sheet).active["B2"]
    assert (cell.data_type, cell.value) == ("s", rows[1][1])


def test_day_and_month_are_asked_once_and_the_answer_stays(tmp_path):
    rows = [["Expediente", "Objeto", "Importe", "Fecha de firma"], ["E-1", "Uno", "10", "03/04/2026"]]
    file = text_table(tmp_path / "f.csv", [*rows, ["E-2", "Dos", "20", "05/06/2026"]])
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(file)
        assert {c.title: c.question for c in proposal.columns}["Fecha de firma"] == "day_order"
        answers = [
            replace(answer, day_order="mdy" if answer.title == "Fecha de firma" else "")
            for answer in answers_of(proposal, {})
        ]
        app.mapping.save("gringa", answers, proposal.grain)
        (report,) = app.importing.import_files([file]).files
        assert not [problem for problem in report.problems if problem.code == "column.day_order"]
        assert app.capture.body("E-1")["contracts"][0]["dateSigned"] == "2026-03-04"


def test_a_number_the_office_already_has_completes_its_record(tmp_path):
    rows = [["Expediente", "Objeto", "Contrato", "Importe"], ["MLA-7", "Objeto del archivo", "C-7", "70"]]
    file = text_table(tmp_path / "f.csv", rows)
    with opened(begin(tmp_path)) as app:
        from capture_app.changes import FieldEdit

        made = app.capture.create("Título de aquí")
        edits = [
            FieldEdit("/_folio", "MLA-7"),
            FieldEdit("/contracts/@", {"id": "C-7", "title": "El de aquí"}, "row_add"),
        ]
        app.capture.save_fields(made.record_id, edits)
        saved(app, file)
        app.importing.import_files([file])
        assert len(app.capture.record_ids()) == 1
        view = app.capture.open(made.record_id)
        (contract,) = view.body["contracts"]
        assert (view.body["tender"]["title"], contract["title"]) == ("Título de aquí", "El de aquí")
        assert contract["value"]["amount"] == 70
        assert [item.value for item in view.aside] == ["Objeto del archivo"]


def test_a_mapping_that_names_no_process_or_one_field_twice_is_refused(tmp_path):
    file = PARTIDAS.write(tmp_path)
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(file)
        for corrections in ({"FOLIO": ""}, {"ARTÍCULO": AMOUNT, "P.U.": AMOUNT}, {"FOLIO": "/no/such"}):
            with pytest.raises(BadInput):
                app.mapping.save("x", answers_of(proposal, corrections), proposal.grain)
        assert app.mapping.names() == ()


def test_what_differs_within_a_process_is_of_its_rows(tmp_path):
    """The same titles: in one table the concept is of the purchase, in the other of each article."""
    head = ["Expediente", "Concepto", "Cantidad", "Unidad", "Precio unitario", "Importe"]
    of_purchase = [["E-1", "Papelería", 2, "Caja", 10, 20], ["E-1", "Papelería", 1, "Pieza", 5, 20]]
    of_article = [["E-1", "Papel", 2, "Caja", 10, 20], ["E-1", "Lápiz", 1, "Pieza", 5, 5]]
    found = {}
    with opened(begin(tmp_path)) as app:
        for name, rows in (("purchase", of_purchase), ("article", of_article)):
            proposal = app.mapping.propose(workbook(tmp_path / f"{name}.xlsx", Hoja=[head, *rows]))
            found[name] = {column.title: column.choice.pointer for column in proposal.columns}
    assert (found["purchase"]["Concepto"], found["purchase"]["Importe"]) == ("/tender/title", AMOUNT)
    assert (found["article"]["Concepto"], found["article"]["Importe"]) == ("/contracts/*/items/*/description", "")


def test_what_comes_blank_is_told_and_what_is_in_thousands_is_multiplied(tmp_path):
    head = ["Expediente", "Objeto", "Contrato", "Importe (miles de pesos)", "Fecha de firma"]
    rows = [["E-1", "Uno", "C-1", 12.5, date(2026, 1, 5)], ["E-2", "Dos", "C-2", "#REF!", date(2026, 1, 6)]]
    file = workbook(tmp_path / "f.xlsx", Hoja=[head, *rows])
    with opened(begin(tmp_path)) as app:
        saved(app, file, {"Importe (miles de pesos)": AMOUNT})
        (report,) = app.importing.import_files([file]).files
        told = {problem.code: problem for problem in report.problems}
        assert {"book.errors", "column.times"} <= set(told)
        assert (told["book.errors"].place, told["book.errors"].level) == ("", "warning")
        assert "1,000" in told["column.times"].message
        assert app.capture.body("E-1")["contracts"][0]["value"]["amount"] == 12500


def test_days_counted_from_today_say_nothing_in_a_file(tmp_path):
    """As typed by a person "-1" is yesterday; in a file it would be another day at each import."""
    head = ["Expediente", "Objeto", "Contrato", "Importe", "Fecha de firma"]
    days = ["hoy", "ayer", "+15", -1, "-3"]
    rows = [[f"E-{at}", "Uno", f"C-{at}", 10, day] for at, day in enumerate(days)]
    file = workbook(tmp_path / "f.xlsx", Hoja=[head, *rows, ["E-9", "Dos", "C-9", 10, date(2026, 1, 5)]])
    with opened(begin(tmp_path)) as app:
        saved(app, file, {"Fecha de firma": "/contracts/*/dateSigned"})
        (report,) = app.importing.import_files([file]).files
        assert (report.read, report.stored, report.refused) == (len(days) + 1, 1, len(days))


def test_points_before_three_digits_are_asked_about(tmp_path):
    head = ["Expediente", "Objeto", "Contrato", "Importe"]
    file = text_table(tmp_path / "f.csv", [head, ["E-1", "Uno", "C-1", "1.234"], ["E-2", "Dos", "C-2", "52.800"]])
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(file)
        assert {column.title: column.question for column in proposal.columns}["Importe"] == "decimal_comma"

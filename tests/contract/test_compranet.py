"""CompraNet's lists: every row in a process or refused by its reason, and the money to the cent."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from capture_app.services.import_report import FileReport
from tests.office import begin, opened
from tests.workbooks import text_table, workbook

HEAD = [
    *("DEPENDENCIA", "NOMBRE_DE_LA_UC", "NUMERO_EXPEDIENTE", "TITULO_EXPEDIENTE", "NUMERO_PROCEDIMIENTO"),
    *("TIPO_CONTRATACION", "TIPO_PROCEDIMIENTO", "CODIGO_CONTRATO", "TITULO_CONTRATO", "FECHA_INICIO"),
    *("IMPORTE_CONTRATO", "MONEDA", "PROVEEDOR_CONTRATISTA"),
]


def row(expediente: str, contract: str, amount: str, supplier: str, currency: str = "MXN", start: str = "2014-01-02"):
    return [
        *("Ente Inventado", "Unidad Inventada", expediente, f"Compra {expediente}", f"AA-{expediente}-2014"),
        *("Servicios", "Adjudicación Directa Federal", contract, f"Contrato {contract}", start),
        *(amount, currency, supplier),
    ]


ROWS = [
    row("10", "100", "1000.50", "Papelería Inventada, S.A. de C.V."),
    row("10", "101", "2000.25", "PAPELERIA INVENTADA SA DE CV"),
    row("11", "102", "10", "Persona Inventada Uno", "USD"),
    row("10", "101", "2000.25", "PAPELERIA INVENTADA SA DE CV"),
]


def totals(app) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for record_id in app.capture.record_ids():
        for contract in app.capture.body(record_id).get("contracts", []):
            sums[contract["value"]["currency"]] += contract["value"].get("amount", 0)
    return dict(sums)


def distinct_totals(files: list[Path]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for content in {tuple(item.values()) for item in rows}:
            item = dict(zip(rows[0], content, strict=True))
            sums[item["MONEDA"]] += Decimal(item["IMPORTE_CONTRATO"])
    return dict(sums)


def adds_up(report: FileReport) -> bool:
    rows = report.rows
    return (
        report.read == report.stored + report.unchanged + report.refused
        and rows is not None
        and rows.read == rows.taken + rows.repeated + rows.refused
    )


def test_the_samples_come_in_whole(shared, tmp_path):
    files = sorted((shared / "data" / "samples" / "compranet").glob("*.csv"))
    with opened(begin(tmp_path)) as app:
        first = app.importing.import_files(files)
        found = totals(app)
        again = app.importing.import_files(files)
    assert all(adds_up(report) for report in (*first.files, *again.files))
    assert [report.format for report in first.files] == ["compranet", "compranet"]
    assert [report.rows.read for report in first.files] == [399, 399]
    assert [(report.read, report.stored, report.refused) for report in first.files] == [(369, 369, 0), (366, 366, 0)]
    assert [report.rows.repeated for report in first.files] == [0, 2]
    assert (again.totals["stored"], again.totals["unchanged"]) == (0, 735)
    assert found == distinct_totals(files)


def imported(tmp_path: Path, rows, **how):
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([text_table(tmp_path / "lista.csv", rows, **how)]).files
        bodies = [app.capture.body(name) for name in app.capture.record_ids()]
        return report, bodies, totals(app)


@pytest.mark.parametrize(
    "how", [{}, {"encoding": "cp1252", "delimiter": ";"}, {"encoding": "utf-16", "delimiter": "\t"}]
)
def test_rows_of_one_procedure_are_one_process(tmp_path, how):
    report, bodies, sums = imported(tmp_path, [HEAD, *ROWS], **how)
    assert adds_up(report)
    assert (report.stored, report.rows.taken, report.rows.repeated) == (2, 3, 1)
    assert sums == {"MXN": Decimal("3000.75"), "USD": Decimal(10)}
    body = next(body for body in bodies if body["tender"]["id"] == "AA-10-2014")
    assert [contract["id"] for contract in body["contracts"]] == ["100", "101"]
    assert [contract["awardID"] for contract in body["contracts"]] == ["100", "101"]
    suppliers = [party for party in body["parties"] if "supplier" in party["roles"]]
    assert [party["name"] for party in suppliers] == ["Papelería Inventada, S.A. de C.V."]


@pytest.mark.parametrize("title", ["NOMBRE_BONITO", "IMPORTE_CONTRATO"], ids=["renamed", "twice"])
def test_a_column_that_is_not_read_is_named(tmp_path, title):
    report, _, sums = imported(tmp_path, [[*HEAD, title, "VACIA"], *([*line, "777", ""] for line in ROWS)])
    assert (report.stored, sums) == (2, {"MXN": Decimal("3000.75"), "USD": Decimal(10)})
    (told,) = [problem.message for problem in report.problems if problem.code == "column.unread"]
    assert title in told


def test_columns_in_any_order_and_under_the_titles_of_other_years(tmp_path):
    order = list(range(len(HEAD)))
    random.Random(3).shuffle(order)
    later = {
        "NUMERO_EXPEDIENTE": "Código del expediente",
        "IMPORTE_CONTRATO": "Importe del contrato",
        "PROVEEDOR_CONTRATISTA": "Proveedor o contratista",
        "CODIGO_CONTRATO": "Código del contrato",
        "MONEDA": "Moneda del contrato",
        "TITULO_EXPEDIENTE": "Título del expediente",
    }
    rows = [[later.get(title, title) for title in HEAD], *ROWS]
    report, _, sums = imported(tmp_path, [[line[index] for index in order] for line in rows])
    assert (report.format, report.stored) == ("compranet", 2)
    assert sums == {"MXN": Decimal("3000.75"), "USD": Decimal(10)}


def test_a_row_without_its_number_is_refused_and_kept_for_correcting(tmp_path):
    broken = row("", "103", "5", "Alguien")
    broken[HEAD.index("NUMERO_PROCEDIMIENTO")] = broken[HEAD.index("CODIGO_CONTRATO")] = ""
    report, _, sums = imported(tmp_path, [HEAD, *ROWS, broken])
    assert adds_up(report)
    assert (report.rows.refused, report.stored) == (1, 2)
    assert "row.key_missing" in {problem.code for problem in report.problems}
    assert Path(report.error_sheet).is_file()
    assert sums["MXN"] == Decimal("3000.75")


def test_what_cannot_be_read_in_a_cell_is_kept_aside(tmp_path):
    report, bodies, _ = imported(tmp_path, [HEAD, row("12", "104", "mucho", "Uno", start="2014-13-45"), ROWS[2]])
    assert adds_up(report)
    assert (report.stored, report.kept_aside) == (2, 3)
    assert "amount" not in next(b for b in bodies if b["tender"]["id"] == "AA-12-2014")["contracts"][0].get("value", {})


def test_two_different_contracts_of_one_number_are_both_kept(tmp_path):
    report, bodies, sums = imported(tmp_path, [HEAD, row("12", "104", "1", "Uno"), row("12", "104", "2", "Dos")])
    assert sums == {"MXN": Decimal(3)}
    assert [contract["id"] for contract in bodies[0]["contracts"]] == ["104", "104-2"]
    assert "row.same_number" in {problem.code for problem in report.problems}


def test_a_list_without_its_money_is_refused_by_name(tmp_path):
    at = HEAD.index("IMPORTE_CONTRATO")
    rows = [[cell for index, cell in enumerate(line) if index != at] for line in [HEAD, *ROWS]]
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([text_table(tmp_path / "l.csv", rows)], "compranet").files
        assert app.capture.record_ids() == ()
    assert report.is_refused
    assert [problem.code for problem in report.problems] == ["file.compranet_columns"]


def test_the_list_as_a_workbook_gives_the_same(tmp_path):
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([workbook(tmp_path / "l.xlsx", Contratos=[HEAD, *ROWS])]).files
        assert (report.format, report.stored) == ("compranet", 2)
        assert totals(app) == {"MXN": Decimal("3000.75"), "USD": Decimal(10)}


def test_an_import_is_taken_back_whole_and_can_come_again(tmp_path):
    file = text_table(tmp_path / "lista.csv", [HEAD, *ROWS])
    with opened(begin(tmp_path)) as app:
        app.importing.import_files([file])
        (run,) = app.importing.runs()
        assert (run.created, run.changed, run.file) == (2, 0, "lista.csv")
        app.capture.save_fields(app.capture.record_ids()[0], [])
        undone = app.importing.undo(run.run_id)
        assert (undone.withdrawn, undone.kept, app.capture.search()) == (2, (), ())
        assert app.exchange.status().pending == 0
        (again,) = app.importing.import_files([file]).files
        assert (again.stored, len(app.capture.search())) == (2, 2)
        assert not app.check().bad


def test_what_was_edited_after_the_import_stays(tmp_path):
    from capture_app.changes import FieldEdit

    with opened(begin(tmp_path)) as app:
        app.importing.import_files([text_table(tmp_path / "lista.csv", [HEAD, *ROWS])])
        edited = app.capture.search()[0]
        app.capture.save_fields(edited.id, [FieldEdit("/tender/title", "Corregido a mano")])
        undone = app.importing.undo(app.importing.runs()[0].run_id)
        assert (undone.withdrawn, undone.kept) == (1, (edited.folio,))
        assert [summary.title for summary in app.capture.search()] == ["Corregido a mano"]

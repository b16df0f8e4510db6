"""The transparency platform's workbooks as downloaded, and Karewa's template, come in as processes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from capture_app.exporters.pnt.definition import TABLE, own_format
from tests.office import begin, opened

VALUES = {
    "Número de expediente, folio o nomenclatura": "LPN-01-2026",
    "Número de expediente, folio o nomenclatura que lo identifique": "AD-01-2026",
    "Descripción de las obras, bienes o servicios": "Medicamentos",
    "Descripción de obras, bienes o servicios": "Papelería",
    "Razón social del contratista o proveedor": "Farmacia de Ejemplo, S.A. de C.V.",
    "Razón social del adjudicado": "Papelería Inventada, S.A. de C.V.",
    "RFC de la persona física o moral contratista o proveedor": "FEJ190101AB3",
    "Registro Federal de Contribuyentes (RFC) de la persona física o moral adjudicada": "PIS180514KQ1",
    "Número que identifique al contrato": "C-7",
    "Fecha del contrato": date(2026, 3, 4),
    "Monto total del contrato con impuestos incluidos (MXN)": 1160.5,
    "Monto total del contrato con impuestos incluidos (expresado en pesos mexicanos)": 1160.5,
    "Tipo de moneda": "Peso mexicano",
}


def downloaded(path: Path, name: str, as_index: bool) -> Path:
    """A format with one contract, filled as the platform gives it back, with two rows in each linked table."""
    format = own_format(name)
    book = Workbook()
    sheet = book.active
    sheet.title = "Reporte de Formatos"
    sheet.append([format.id])
    sheet.append(["TÍTULO", "NOMBRE CORTO", "DESCRIPCIÓN"])
    sheet.append([format.title, "LGTA70FXXVIII", ""])
    sheet.append([1] * len(format.fields))
    sheet.append([item.id for item in format.fields])
    sheet.append(["Tabla Campos"])
    sheet.append([item.label + (f"\nTabla_{item.id}" if item.kind == TABLE else "") for item in format.fields])
    sheet.append([_cell(item, as_index) for item in format.fields])
    for item in format.fields:
        if item.kind == TABLE:
            page = book.create_sheet(f"Tabla_{item.id}")
            page.append([None, *([1] * len(item.columns))])
            page.append([None, *(column.id for column in item.columns)])
            page.append(["ID", *(column.label for column in item.columns)])
            for number in (1, 2):
                page.append([1, *(_linked(column.label, number) for column in item.columns)])
    book.save(path)
    return path


def _cell(item, as_index: bool):
    if item.kind == TABLE:
        return 1
    if item.catalogue and item.label.startswith(("Tipo de procedimiento", "Materia")):
        return item.catalogue[0][0 if as_index else 1]
    return VALUES.get(item.label)


def _linked(label: str, number: int):
    if label.startswith("RFC"):
        return f"EMP19010{number}AB{number}"
    if "social" in label.lower():
        return f"Empresa de Ejemplo {number}, S.A."
    if label.startswith("Monto"):
        return 1000 + number
    if "Número de convenio" in label:
        return f"CM-{number}"
    return None


@pytest.mark.parametrize("as_index", [True, False])
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_downloaded_format_comes_in_with_its_linked_tables(tmp_path, name, as_index):
    file = downloaded(tmp_path / "formato.xlsx", name, as_index)
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
        assert [problem.message for problem in report.problems if problem.level in ("error", "warning")] == []
        assert (report.format, report.read, report.stored, report.kept_aside) == ("pnt", 1, 1, 0)
        body = app.capture.body(app.capture.record_ids()[0])
        (again,) = app.importing.import_files([file]).files
        assert (again.unchanged, again.stored) == (1, 0)
    (contract,) = body["contracts"]
    assert (contract["id"], contract["dateSigned"], contract["value"]["currency"]) == ("C-7", "2026-03-04", "MXN")
    assert body["tender"]["procurementMethod"] == {"a": "open", "b": "direct"}[name]
    assert [row["id"] for row in contract["amendments"]] == ["CM-1", "CM-2"]
    roles = [role for party in body["parties"] for role in party["roles"]]
    assert roles.count("supplier") == 1
    if name == "a":
        assert (roles.count("tenderer"), roles.count("invitedSupplier"), len(body["tender"]["tenderers"])) == (2, 2, 2)
    else:
        (request,) = body["planning"]["requestsForQuotes"]
        assert [quote["value"]["amount"] for quote in request["quotes"]] == [1001, 1002]


def test_karewas_template_comes_in(shared, tmp_path):
    file = shared / "data" / "pnt" / "karewa_dataLoadTest.xlsx"
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
        assert report.format == "pnt"
        assert (report.read, report.stored, report.rows.refused) == (3, 3, 1)
        assert "ADQUISICION DE SEGURO TRAX adendum" in {summary.title for summary in app.capture.search()}


@pytest.mark.parametrize(("name", "found"), [("{}", 2), ("copia de {}", 0), ("", 0)])
def test_a_linked_table_of_another_name_is_told_and_case_is_no_other_name(tmp_path, name, found):
    file = downloaded(tmp_path / "formato.xlsx", "a", as_index=True)
    book = load_workbook(file)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("Tabla_"))
    if name:
        known, sheet.title = sheet.title, "otra"
        sheet.title = name.format(known.upper())
    else:
        book.remove(sheet)
    book.save(file)
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
        roles = [role for party in app.capture.body(app.capture.record_ids()[0])["parties"] for role in party["roles"]]
    told = [problem.code for problem in report.problems if problem.level == "warning"]
    assert roles.count("invitedSupplier") == found
    assert told == ([] if found else ["sheet.linked_missing"])


def told_of(tmp_path, file):
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
    assert report.stored == 1
    return [(item.code, item.place, item.message) for item in report.problems if item.level == "warning"]


@pytest.mark.parametrize("title", ["Folio interno", "Número que identifique al contrato"], ids=["renamed", "twice"])
@pytest.mark.parametrize("value", ["OTRO-9", None])
def test_a_column_that_is_not_read_is_named_where_it_says_anything(tmp_path, title, value):
    file = downloaded(tmp_path / "formato.xlsx", "b", as_index=True)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    place = sheet.max_column + 1
    sheet.cell(7, place).value, sheet.cell(8, place).value = title, value
    book.save(file)
    told = told_of(tmp_path, file)
    assert [code for code, _, _ in told] == (["column.unread"] if value else [])
    assert all(title in message for _, _, message in told)


def test_rows_of_a_linked_table_that_the_report_does_not_name_are_told_and_so_are_those_that_lack(tmp_path):
    file = downloaded(tmp_path / "formato.xlsx", "b", as_index=True)
    book = load_workbook(file)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("Tabla_"))
    for number in range(8):
        sheet.append([70 + number, None])
    sheet.cell(4, 1).value = sheet.cell(5, 1).value = 999
    book.save(file)
    orphan, absent = told_of(tmp_path, file)
    assert (orphan[0], absent[0]) == ("sheet.linked_orphan", "sheet.linked_absent")
    assert "(ID 999, 70, 71, 72, 73 …)" in orphan[2]
    assert "(ID 1)" in absent[2]
    assert sheet.title in orphan[2]
    assert sheet.title in absent[2]

"""What municipal spreadsheets really bring: none of it becomes a record nobody meant, and a refusal says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from capture_app.__main__ import main
from capture_app.bootstrap import App
from capture_app.services.import_report import FileReport
from capture_app.services.mapping_tables import answers_of
from tests.office import begin, opened
from tests.workbooks import text_table, workbook

HEAD = ["No. Exp.", "Descripción", "Proveedor", "RFC", "Contrato", "Fecha", "Importe"]
AMOUNT = {"Importe": "/contracts/*/value/amount"}


def row(number: str, when: object = date(2026, 3, 1), amount: object = 100) -> list[object]:
    return [number, f"Compra {number}", "Papelería Inventada SA", "PIS180514KQ1", f"C-{number}", when, amount]


def made(path: Path, fill: Callable[[Workbook, Worksheet], None]) -> Path:
    book = Workbook()
    assert book.active is not None
    fill(book, book.active)
    book.save(path)
    return path


def taken(app: App, file: Path, corrections: dict[str, str] | None = None) -> FileReport:
    """The file described as the program proposes, and imported."""
    proposal = app.mapping.propose(file)
    format = app.mapping.save("tabla", answers_of(proposal, corrections or {}), proposal.grain)
    (report,) = app.importing.import_files([file], format).files
    return report


def folios(app: App) -> list[str]:
    return sorted(summary.folio for summary in app.capture.search())


@pytest.fixture
def app(tmp_path):
    with opened(begin(tmp_path / "office")) as app:
        yield app


def merged_titles_signatures_and_a_hidden_sheet(book: Workbook, sheet: Worksheet) -> None:
    sheet["A1"], sheet["A2"] = "H. AYUNTAMIENTO DE LAGUNA AZUL (INVENTADO)", "RELACIÓN DE CONTRATOS 2026"
    sheet.append([])
    sheet.append(["EXPEDIENTE", None, "PROVEEDOR", None, "CONTRATO", None, None])
    for cells in ("A1:G1", "A2:G2", "A4:B4", "C4:D4", "E4:G4"):
        sheet.merge_cells(cells)
    sheet.append(["Número", "Descripción", "Nombre", "RFC", "Número", "Fecha de firma", "Importe"])
    for number in ("OM-1", "OM-2"):
        sheet.append(row(number))
    sheet.append([None, None, None, None, None, "TOTAL", 200])
    sheet.append([])
    sheet.append(["Elaboró: C. Ana Inventada", None, None, None, "Autorizó: Director"])
    sheet.cell(6, 9000, " ")
    hidden = book.create_sheet("No usar")
    hidden.sheet_state = "hidden"
    hidden.append(HEAD)
    hidden.append(row("OCULTO"))


def test_titles_totals_signatures_hidden_sheets_and_blank_columns_are_no_records(app, tmp_path):
    report = taken(app, made(tmp_path / "f.xlsx", merged_titles_signatures_and_a_hidden_sheet))
    assert folios(app) == ["OM-1", "OM-2"]
    assert (report.refused, report.rows.skipped) == (0, 2)


def test_another_table_under_the_first_is_named_and_not_read_by_the_titles_of_the_first(app, tmp_path):
    works = ["Obra", "Localidad", "Contratista", "Monto contratado", "Inicio", "Término", "Avance"]
    below = [["O-1", "Cabecera", "Constructora Inventada", 5000, date(2026, 1, 1), date(2026, 5, 1), "50%"]]
    rows = [["COMPRAS"], HEAD, row("T-1"), row("T-2"), [], [], ["OBRA PÚBLICA"], works, *below]
    report = taken(app, workbook(tmp_path / "f.xlsx", Hoja1=rows))
    assert folios(app) == ["T-1", "T-2"]
    (told,) = (problem for problem in report.problems if problem.code == "row.table")
    assert told.place == "renglón 7"
    assert "otra hoja" in told.message


def test_a_blank_row_between_rows_of_data_ends_nothing(app, tmp_path):
    rows = [HEAD, row("T-1"), [], row("T-2"), [], row("T-3", "pendiente", "S/C"), [], ["T-4"], row("T-5")]
    report = taken(app, workbook(tmp_path / "f.xlsx", Hoja1=rows), AMOUNT)
    assert folios(app) == ["T-1", "T-2", "T-4", "T-5"]
    assert {p.place for p in report.problems if p.code == "cell.unreadable"} == {
        "renglón 6, Fecha",
        "renglón 6, Importe",
    }
    assert report.error_sheet


def test_dates_of_every_kind_in_one_column(app, tmp_path):
    right = [
        46096,
        "15/03/2026",
        "15 de marzo de 2026",
        datetime.fromisoformat("2026-03-15"),
        "2026-03-15 00:00:00",
        "15-mar-26",
    ]
    rows = [row(f"F-{number}", when) for number, when in enumerate([*right, "31/02/2026"])]
    report = taken(app, workbook(tmp_path / "f.xlsx", Hoja1=[HEAD, *rows]))
    signed = {app.capture.body(name)["contracts"][0]["dateSigned"] for name in folios(app)}
    assert signed == {"2026-03-15"}
    (wrong,) = (problem for problem in report.problems if problem.code == "cell.unreadable")
    assert (wrong.place, report.stored) == ("renglón 8, Fecha", len(right))


def test_amounts_as_people_write_them(app, tmp_path):
    words = "$1,234.50 (Mil doscientos treinta y cuatro pesos 50/100 M.N.)"
    written = {"$1,234.50 M.N.": "1234.5", "1,234.50 MXN": "1234.5", "$ 1'234,567.80": "1234567.8", words: "1234.5"}
    rows = [row(f"M-{number}", amount=text) for number, text in enumerate([*written, "$1,234.5O"])]
    report = taken(app, workbook(tmp_path / "f.xlsx", Hoja1=[HEAD, *rows]), AMOUNT)
    amounts = [str(summary.amount) for summary in sorted(app.capture.search(), key=lambda one: one.folio)]
    assert amounts == list(written.values())
    (wrong,) = (problem for problem in report.problems if problem.code == "cell.unreadable")
    assert wrong.place == "renglón 6, Importe"


def test_columns_of_one_title_are_told_apart(app, tmp_path):
    rows = [["No. Exp.", "Descripción", "Fecha", "Proveedor", "Fecha", "Importe", "Importe"],
            ["D-1", "Doble", date(2026, 1, 1), "P Inventado", date(2026, 2, 1), 100, 116]]  # fmt: skip
    proposal = app.mapping.propose(workbook(tmp_path / "f.xlsx", Hoja1=rows))
    titles = [column.title for column in proposal.columns]
    assert titles[2:] == ["Fecha", "Proveedor", "Fecha (2)", "Importe", "Importe (2)"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp1252", ";"), ("utf-16", "\t"), ("utf-8-sig", "\t")])
def test_texts_of_any_program(app, tmp_path, encoding, delimiter):
    amount = "1.234,50" if delimiter == ";" else "1,234.50"
    rows = [HEAD, *(row(f"Ñ-{number}", f"0{number}/02/2026", amount) for number in (1, 2))]
    taken(app, text_table(tmp_path / "f.csv", rows, encoding, delimiter))
    assert folios(app) == ["Ñ-1", "Ñ-2"]
    assert {str(summary.amount) for summary in app.capture.search()} == {"1234.5"}


def test_formulas_without_their_value_are_told(app, tmp_path):
    rows = [HEAD, row("G-1", amount="=100*2"), row("G-2", amount="=100*3")]
    report = taken(app, workbook(tmp_path / "f.xlsx", Hoja1=rows), AMOUNT)
    (told,) = (problem for problem in report.problems if problem.code == "book.formulas")
    assert "2 fórmulas" in told.message


def test_a_format_of_the_platform_that_is_not_known_begins_under_its_seven_lines(app, tmp_path):
    lines = [["50001"], ["TÍTULO", "NOMBRE CORTO", "DESCRIPCIÓN"], ["Procedimientos", "LTAIPEQROO", "x"], [1, 4, 4],
             ["334271", "334258", "334259"], ["Tabla Campos"],
             ["Ejercicio", "Fecha de inicio del periodo que se informa", "Número de expediente"],
             [2026, "01/01/2026", "PNT-1"], [2026, "01/01/2026", "PNT-2"]]  # fmt: skip
    taken(app, workbook(tmp_path / "f.xlsx", Hoja1=lines))
    assert folios(app) == ["PNT-1", "PNT-2"]


@pytest.mark.parametrize("start", ["<html><table><tr><td>No. Exp.</td></tr></table></html>", "\n<!DOCTYPE html><p>"])
def test_a_page_under_the_name_of_a_workbook_is_refused_with_a_word(tmp_path, capsys, start):
    folder = begin(tmp_path / "office")
    file = tmp_path / "reporte.xls"
    file.write_text(start)
    assert main(["--data", str(folder), "import", str(file)]) == 1
    said = capsys.readouterr().err
    assert "reporte.xls" in said
    assert "página web" in said
    assert ".xlsx" in said


def test_a_workbook_is_read_by_what_it_is_and_not_by_its_name(app, tmp_path):
    file = workbook(tmp_path / "f.xlsx", Hoja1=[HEAD, row("R-1"), row("R-2")])
    taken(app, file.rename(tmp_path / "f.xls"))
    assert folios(app) == ["R-1", "R-2"]


def test_the_command_line_takes_only_the_file_that_was_looked_at(tmp_path, capsys):
    folder = begin(tmp_path / "office")
    file = text_table(tmp_path / "compras.csv", [HEAD, row("S-1")])
    with opened(folder) as app:
        proposal = app.mapping.propose(file)
        app.mapping.save("tabla", answers_of(proposal, {}), proposal.grain)
    command = ["--data", str(folder), "import", str(file)]
    assert main([*command, "--check"]) == 0
    seen = capsys.readouterr().out.partition("--seen ")[2].partition("»")[0]
    text_table(file, [HEAD, row("S-1"), row("S-2")])
    assert main([*command, "--seen", seen]) == 2
    said = capsys.readouterr().err
    assert "compras.csv" in said
    assert "revíselo otra vez" in said
    with opened(folder, read_only=True) as app:
        assert folios(app) == []
    assert main([*command, "--check"]) == 0
    seen = capsys.readouterr().out.partition("--seen ")[2].partition("»")[0]
    assert main([*command, "--seen", seen]) == 0


def test_names_of_parts_and_titles_of_both_levels_on_each_page_are_no_records(app, tmp_path):
    def fill(book: Workbook, sheet: Worksheet) -> None:
        names = ["No. de obra", "Descripción", "Razón social", "RFC", "Número", "Inicio", "Término"]
        for cells in (
            ["DATOS DE LA OBRA", None, "CONTRATISTA", None, "CONTRATO", "PERIODO DE EJECUCIÓN", None],
            names,
            ["FONDO UNO 2026"],
            ["T-1", "Calle", "Obras Inventadas SA", "OIN180514KQ1", "C-1", "15-mzo-26", "2026/6/5"],
            ["T-2", "Pozo", "Obras Inventadas SA", "OIN180514KQ1", "C-2", "1-abr-26", "2026/7/30"],
            [],
            ["FONDO DOS 2026"],
            names,
            ["T-3", "Luz", "Obras Inventadas SA", "OIN180514KQ1", "C-3", date(2026, 5, 1), date(2026, 8, 1)],
            ["Página 2 de 2"],
        ):
            sheet.append(cells)
        for cells in ("A1:B1", "C1:D1", "F1:G1"):
            sheet.merge_cells(cells)

    report = taken(app, made(tmp_path / "f.xlsx", fill))
    assert folios(app) == ["T-1", "T-2", "T-3"]
    assert (report.rows.read, report.rows.skipped, report.refused) == (3, 4, 0)
    bodies = [app.capture.body(record)["contracts"][0]["period"] for record in app.capture.record_ids()]
    assert {"startDate": "2026-03-15", "endDate": "2026-06-05"} in bodies


@pytest.mark.parametrize("when", ["15/3", "15 de marzo", "lunes 2 de marzo", "3 mar"])
def test_a_day_without_its_year_is_asked_for(app, tmp_path, when):
    file = text_table(tmp_path / "f.csv", [HEAD, row("T-1", when, 5), row("T-2", "25/02/2025", 5)])
    report = taken(app, file, AMOUNT)
    assert folios(app) == ["T-2"]
    assert any("no dice de qué año" in problem.message for problem in report.problems)


def test_amounts_torn_by_their_own_commas_are_refused_and_not_cut(app, tmp_path):
    lines = [",".join(HEAD)]
    lines += [
        f"T-{n},Compra,Papel SA,PIS180514KQ1,C-{n},25/03/2026,{amount}" for n, amount in [(1, "1,000.50"), (2, 7)]
    ]
    file = tmp_path / "f.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    report = taken(app, file, AMOUNT)
    assert folios(app) == ["T-2"]
    assert [(problem.code, "7 títulos" in problem.message) for problem in report.problems] == [("row.wide", True)]
    assert report.rows.refused == 1


def test_quotes_that_are_not_closed_swallow_no_rows(app, tmp_path):
    lines = [",".join(HEAD)]
    lines += [f"T-{n},{text},Papel SA,PIS180514KQ1,C-{n},25/03/2026,5" for n, text in [(1, "A"), (2, '"B'), (3, "C")]]
    file = tmp_path / "f.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    report = taken(app, file, AMOUNT)
    assert folios(app) == ["T-1"]
    assert [problem.code for problem in report.problems] == ["row.torn"]


def test_a_file_put_together_of_two_encodings_keeps_its_accents(app, tmp_path):
    file = tmp_path / "f.csv"
    one, two = (f"T-{n},{text},Papel SA,PIS180514KQ1,C-{n},25/03/2026,5\n" for n, text in [(1, "Camión"), (2, "Cañón")])
    file.write_bytes(f"{','.join(HEAD)}\n{one}".encode() + two.encode("cp1252"))
    taken(app, file, AMOUNT)
    assert {app.capture.body(record)["tender"]["title"] for record in app.capture.record_ids()} == {"Camión", "Cañón"}


def test_what_a_spreadsheet_shows_of_nothing_is_nothing_and_thousands_among_decimal_commas_are_asked_about(
    app, tmp_path
):
    amounts = ["$ -", " $ -   ", "—", "150,75", "80,5", "1,500"]
    rows = [row(f"T-{n}", "25/03/2026", amount) for n, amount in enumerate(amounts)]
    report = taken(app, text_table(tmp_path / "f.csv", [HEAD, *rows], delimiter=";"), AMOUNT)
    assert len(folios(app)) == len(amounts)
    (problem,) = report.problems
    assert (problem.code, "se leyó la coma" in problem.message) == ("column.decimal_comma_read", True)

"""Foreign tables are read whole and in a process of their own, or refused by name."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book
from capture_app.importers.tables.heads import Skipped, find_table, tables_of
from capture_app.importers.tables.limits import DEFAULT, MIB
from capture_app.importers.tables.reader import opened_book
from capture_app.importers.tables.wire import CellDate
from tests.workbooks import text_table, workbook

ROWS = [["Número", "Descripción"], ["1", "Señalización, ñandú"], ["2", "dos\nlíneas; y «comillas»"]]


def cells(book: Book, sheet: int = 0) -> list[tuple]:
    return [row.cells for row in book.sheets[sheet].rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_of_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
    file = text_table(tmp_path / "tabla.csv", ROWS, encoding, delimiter)
    with opened_book(file) as book:
        assert cells(book) == [tuple(row) for row in ROWS]


def test_rows_keep_the_line_they_begin_on(tmp_path):
    file = text_table(tmp_path / "t.csv", [*ROWS, ["3", "x"]])
    with opened_book(file) as book:
        assert [row.number for row in book.sheets[0].rows()] == [1, 2, 3, 5]


def test_excels_own_line_about_the_delimiter_is_no_row(tmp_path):
    (tmp_path / "t.csv").write_text("sep=;\na;b\n1;2,5\n", encoding="utf-8")
    with opened_book(tmp_path / "t.csv") as book:
        assert cells(book) == [("a", "b"), ("1", "2,5")]


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_workbook_gives_values_dates_and_the_state_of_its_sheets(tmp_path, is_1904):
    book = Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["x", None, 3, 2.5, True, date(2026, 3, 5), datetime.fromisoformat("2026-03-05T10:30")])
    hidden = book.create_sheet("borrador")
    hidden["A1"], hidden.sheet_state = "secreto", "hidden"
    book.save(tmp_path / "libro.xlsx")
    with opened_book(tmp_path / "libro.xlsx") as read:
        assert cells(read) == [("x", "", 3.0, 2.5, True, CellDate("2026-03-05"), CellDate("2026-03-05T10:30:00"))]
        assert [sheet.name for sheet in read.shown] == ["Sheet"]
        assert read.day_zero == (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))


def test_formulas_saved_without_their_result_and_errors_are_counted(tmp_path):
    file = workbook(tmp_path / "f.xlsx", Hoja=[["a", "b", "c"], [1, "=A2*2", "#REF!"], [1, 2, "#DIV/0!"]])
    with opened_book(file) as book:
        assert book.notes == {"formulas": 1, "errors": 2}


def test_the_header_is_found_among_titles_and_totals_are_no_rows(tmp_path):
    rows = [
        ["MUNICIPIO DE LAGUNA AZUL"],
        ["Relación de contratos 2026"],
        [],
        ["No.", "Proveedor", "Importe", "Fecha"],
        [1, "Uno", 10, date(2026, 1, 2)],
        ["No.", "Proveedor", "Importe", "Fecha"],
        [2, "Total Solutions, S.A.", 20, date(2026, 1, 3)],
        [None, "TOTAL", 30],
        ["Elaboró: Persona Inventada, Jefa del Departamento de Compras"],
    ]
    with opened_book(workbook(tmp_path / "r.xlsx", Hoja=rows)) as book:
        table = find_table(book, book.sheets[0])
        assert [column.title for column in table.columns] == ["No.", "Proveedor", "Importe", "Fecha"]
        assert [row.number for row in table.rows()] == [5, 7]
        kinds = [item.kind for item in table.everything() if isinstance(item, Skipped)]
    assert kinds == ["header", "total", "note"]


def test_merged_and_repeated_titles_name_each_column_apart(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Expediente", "Contrato", None, "Pago", None, "Fecha"])
    sheet.append([None, "Número", "Fecha", "Número", "Fecha", None])
    sheet.append(["E-1", "C-1", "01/02/2026", "P-1", "05/02/2026", "x"])
    for area in ("B1:C1", "D1:E1"):
        sheet.merge_cells(area)
    book.save(tmp_path / "m.xlsx")
    with opened_book(tmp_path / "m.xlsx") as read:
        titles = [column.title for column in tables_of(read)[0].columns]
    assert titles == ["Expediente", "Contrato Número", "Contrato Fecha", "Pago Número", "Pago Fecha", "Fecha"]
    plain = text_table(tmp_path / "p.csv", [["Folio", "Fecha", "Fecha"], ["1", "2", "3"]])
    with opened_book(plain) as read:
        assert [column.title for column in tables_of(read)[0].columns] == ["Folio", "Fecha", "Fecha (2)"]


def refusal_of(file: Path, **limits) -> str:
    with pytest.raises(FileRefused) as refused, opened_book(file, replace(DEFAULT, **limits)):
        pass
    assert refused.value.action_es
    return refused.value.code


def _zip(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def test_what_is_no_table_is_refused_by_its_reason(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 nothing more")
    (tmp_path / "d.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    codes = [refusal_of(tmp_path / name) for name in ("a.csv", "b.csv", "c.xlsx", "d.xls", "none.csv")]
    assert codes == ["empty", "table_not_text", "table_damaged", "table_damaged", "unreadable"]


def test_archives_that_would_swell_or_bring_entities_are_refused_unopened(tmp_path):
    bomb = _zip(tmp_path / "bomb.xlsx", xl__worksheets__sheet1=bytes(40 * MIB))
    entities = _zip(tmp_path / "e.xlsx", **{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'})
    many = _zip(tmp_path / "many.xlsx", **{f"p{number}": b"" for number in range(DEFAULT.entries + 1)})
    assert [refusal_of(file) for file in (bomb, entities, many)] == ["table_bomb", "table_entities", "table_bomb"]


def test_a_zip_of_text_tables_is_a_book_of_them_within_the_same_limits(tmp_path):
    latin = "Descripción;Folio\nCañería;7\n".encode("cp1252")
    tables = {"uno.csv": b"ocid,id\na,1\n", "carpeta__dos.csv": latin, "LEAME.txt": b"no es tabla"}
    with opened_book(_zip(tmp_path / "t.zip", **tables)) as book:
        assert [sheet.name for sheet in book.sheets] == ["uno", "dos"]
        assert [row.cells for row in book.sheets[1].rows()] == [("Descripción", "Folio"), ("Cañería", "7")]
    bomb = _zip(tmp_path / "bomb.zip", **{"uno.csv": bytes(40 * MIB)})
    picture = _zip(tmp_path / "p.zip", **{"uno.csv": b"\x89PNG..."})
    nothing = _zip(tmp_path / "n.zip", **{"foto.jpg": b"x"})
    swollen = _zip(tmp_path / "s.zip", **{"datos.json": bytes(40 * MIB)})
    codes = [refusal_of(file) for file in (bomb, picture, nothing, swollen)]
    assert codes == ["table_bomb", "table_not_text", "table_packed", "table_bomb"]


def test_a_zip_of_other_files_says_what_is_in_it_and_what_to_do(tmp_path):
    file = _zip(tmp_path / "entrega.zip", **{"carpeta__releases.json": b"{}", "LEAME.txt": b"x"})
    with pytest.raises(FileRefused) as refused, opened_book(file):
        pass
    assert "carpeta/releases.json, LEAME.txt" in str(refused.value)
    assert "Descomprímalo" in refused.value.action_es


def test_what_is_damaged_is_said_in_spanish(tmp_path):
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(FileRefused) as refused, opened_book(tmp_path / "c.xlsx"):
        pass
    assert "zip file" not in str(refused.value)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    rows = [[f"texto {number} {column}" for column in range(60)] for number in range(25_000)]
    return workbook(tmp_path_factory.mktemp("large") / "grande.xlsx", Hoja=rows)


def test_the_child_ends_where_its_memory_its_time_or_its_room_ends(large):
    assert refusal_of(large, memory_bytes=40 * MIB) == "table_memory"
    assert refusal_of(large, cpu_seconds=1, wall_seconds=600) == "table_slow"
    assert refusal_of(large, wall_seconds=0) == "table_slow"
    assert refusal_of(large, spool_bytes=1000) in ("table_broke", "unreadable")
    assert refusal_of(large, file_bytes=1000) == "table_large"


def test_waiting_can_be_cancelled(tmp_path):
    file = text_table(tmp_path / "t.csv", [[str(number)] * 30 for number in range(60_000)])
    with pytest.raises(FileRefused) as refused, opened_book(file, cancelled=lambda: True):
        pass
    assert refused.value.code == "cancelled"


def test_the_frozen_program_reads_as_its_own_child(tmp_path, monkeypatch):
    from capture_app.importers.tables import reader

    monkeypatch.setattr(reader.sys, "frozen", True, raising=False)
    assert reader._command() == [reader.sys.executable, "--read-table"]
    monkeypatch.setattr(reader, "_command", lambda: [reader.sys.executable, "-m", "capture_app", "--read-table"])
    with opened_book(text_table(tmp_path / "t.csv", ROWS)) as book:
        assert cells(book) == [tuple(row) for row in ROWS]

"""CSV and XLSX hold every value of a release, none of them a formula, and give the same bytes twice."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from capture_app.exporters import csv_zip, workbook, xlsx
from capture_app.exporters.cells import csv_text, split, unquoted
from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.gzipped import gzip_pieces
from capture_app.ocds.package import OFFICE, PackageHead, Publisher
from sync import canonical

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "ocds"
HEAD = PackageHead("urn:x", Publisher("Municipio (INVENTADO)"), "2026-03-20T15:00:00.000Z", audience=OFFICE)
HOSTILE = {
    "ocid": "ocds-213czf-hostil",
    "id": "r1",
    "tag": ["planning", "tender"],
    "date": "2026-03-20T15:00:00Z",
    "tender": {
        "id": "0012345678901234567890",
        "title": '=HYPERLINK("http://x")',
        "description": "<b>&amp;</b> \r\n _x0041_ \x02 'cita' ",
        "value": {"amount": Decimal("-1234567890123.45"), "currency": "MXN"},
        "minValue": {"amount": Decimal("123456789012345.123456")},
        "status": "complete",
        "hasEnquiries": False,
        "tenderPeriod": {"startDate": "2026-03-02T00:00:00-05:00", "endDate": "2026-03-09T23:59:59-05:00"},
        "awardPeriod": {"startDate": "2026-03-02T10:30:00-05:00", "endDate": "2026-03-09T10:30:00-06:00"},
        "items": [
            {
                "id": "@1",
                "description": "+52",
                "deliveryLocation": {"geometry": {"coordinates": [Decimal("-88.3"), 18]}},
            },
            {"id": "2", "additionalClassifications": [{"id": "a", "scheme": "CUCoP"}, {"id": "b;c"}]},
        ],
        "submissionMethod": ["written", "a;b"],
        "lots": [{"id": "1", "extra/1": "x", "deep": [{"name": "y"}]}],
    },
}


def _leaves(value, name=""):
    """Every cell that a release must have: its column and its value."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, f"{name}/{key.replace('/', '~1')}")
    elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        for row in value:
            yield from _leaves(row, f"{name}/0")
    elif value not in ([], {}):
        yield name[1:], csv_text(value)


def _csv_cells(data):
    """The cells of the tables without those that only link."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name in (csv_zip.READ_ME, csv_zip.COLUMNS_FILE):
                continue
            text = archive.read(name).decode("utf-8-sig")
            head, *rows = csv.reader(io.StringIO(text, newline=""))
            links = (
                []
                if name == "expedientes.csv"
                else [place for place, column in enumerate(head) if _links(column, head)]
            )
            for row in rows:
                yield from ((head[n], cell) for n, cell in enumerate(row) if cell != "" and n not in links)


def _links(column, head):
    """A column of the rows above: ocid, id, and ids of a list that encloses another one of the table."""
    deepest = max(name.count("/0") for name in head)
    return column in ("ocid", "id") or (column.endswith("/0/id") and column.count("/0") < deepest)


def _releases():
    for name in ("direct_purchase.json",):
        yield from canonical.decode_strict((FIXTURES / name).read_bytes())["releases"]


@pytest.mark.parametrize("release", [HOSTILE, *_releases()], ids=lambda release: release["ocid"])
def test_every_value_is_in_one_cell_and_no_cell_is_made_up(release):
    data = b"".join(csv_zip.write([ExportProcess(release["ocid"], (release,))], HEAD))
    wanted = Counter(_leaves(release))
    assert Counter(_csv_cells(data)) == wanted


def _book(release=HOSTILE):
    data = b"".join(xlsx.write([ExportProcess(release["ocid"], (release,))], HEAD))
    return openpyxl.load_workbook(io.BytesIO(data))


def _cell(sheet, name):
    column = next(cell.column for cell in sheet[2] if cell.value == name)
    return sheet.cell(3, column)


def _moment(day, *time):
    return datetime(2026, 3, day, *time)  # noqa: DTZ001 - cells of a spreadsheet have no zone


def test_the_workbook_has_types_titles_and_the_words_of_codes():
    sheet = _book()["Expedientes"]
    assert _cell(sheet, "tender/id").value == "0012345678901234567890"
    assert _cell(sheet, "tender/value/amount").value == -1234567890123.45
    assert _cell(sheet, "tender/minValue/amount").value == "123456789012345.123456"
    assert _cell(sheet, "tender/hasEnquiries").value is False
    assert _cell(sheet, "tender/tenderPeriod/startDate").value == _moment(2, 0)
    assert _cell(sheet, "tender/tenderPeriod/endDate").value == _moment(9, 0)
    assert _cell(sheet, "tender/awardPeriod/startDate").value == _moment(2, 10, 30)
    assert _cell(sheet, "tender/awardPeriod/endDate").value == "2026-03-09T10:30:00-06:00"
    assert _cell(sheet, "tender/status").value == "complete"
    assert _cell(sheet, "tender/status/@").value == "Concluido"
    titles = [cell.value for cell in sheet[1]]
    assert "Qué se compra o construye" in titles


def test_no_cell_of_the_workbook_is_a_formula():
    for sheet in _book():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
    title = _cell(_book()["Expedientes"], "tender/title")
    assert (title.value, title.data_type, title.quotePrefix) == (HOSTILE["tender"]["title"], "s", True)


def test_text_that_xml_cannot_hold_is_kept_as_spreadsheets_keep_it():
    from openpyxl.utils.escape import unescape

    shown = _cell(_book()["Expedientes"], "tender/description").value
    assert unescape(shown) == HOSTILE["tender"]["description"]


def test_who_it_is_for_is_written_in_the_files():
    first = [row[1].value for row in _book()["Léame"].iter_rows(max_row=3)]
    assert first[1] == "Solo para la oficina: contiene datos que no se publican"
    data = b"".join(csv_zip.write([ExportProcess(HOSTILE["ocid"], (HOSTILE,))], HEAD))
    assert "Solo para la oficina" in zipfile.ZipFile(io.BytesIO(data)).read("LEAME.txt").decode("utf-8-sig")
    packed = b"".join(gzip_pieces([b"{}\n"], "audience=office"))
    assert b"audience=office\0" in packed


@pytest.mark.parametrize("write", [csv_zip.write, xlsx.write])
def test_the_same_data_give_the_same_bytes(write):
    first, second = (b"".join(write([ExportProcess("x", (HOSTILE,))], HEAD)) for _ in range(2))
    assert first == second


def test_a_sheet_that_is_full_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = _book()
    assert book.sheetnames.count("Proc. Partidas") == 1
    assert book["Proc. Partidas (2)"].cell(3, 3).value == "2"
    assert book["Proc. Partidas"].cell(3, 3).value == "@1"


def test_names_of_lists_that_the_law_does_not_know_are_told_apart():
    long = "x" * 60
    release = {"ocid": "o", "id": "1", f"{long}a": [{"b": "1"}], f"{long}A": [{"b": "2"}], f"{long}/a": [{"b": "3"}]}
    names = _book(release).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 5
    assert all(len(name) <= 31 for name in names)


def test_a_text_longer_than_a_cell_is_named_before():
    release = {"tender": {"items": [{"description": "x" * 32_768}]}}
    assert [defect.pointer for defect in xlsx.too_long(release)] == ["/tender/items/0/description"]
    assert xlsx.too_long({"tender": {"title": "x" * 32_767}}) == ()


def test_days_before_spreadsheets_agree_stay_text():
    assert xlsx.excel_moment("1900-02-28", "America/Cancun", False) == "1900-02-28"
    assert xlsx.excel_moment("1900-03-01", "America/Cancun", False) == date(1900, 3, 1)
    assert xlsx.excel_moment("2026-02-30", "America/Cancun", False) == "2026-02-30"


def test_moments_come_back_to_the_second():
    zone = ZoneInfo("America/Cancun")
    for seconds in (1, 59, 3599, 43_200, 86_398):
        moment = datetime(2026, 5, 5, tzinfo=zone) + timedelta(seconds=seconds)
        release = {"ocid": "o", "tender": {"awardPeriod": {"startDate": moment.isoformat()}}}
        shown = _cell(_book(release)["Expedientes"], "tender/awardPeriod/startDate").value
        assert shown.replace(tzinfo=zone) == moment


def test_lists_come_back():
    data = b"".join(csv_zip.write([ExportProcess("x", (HOSTILE,))], HEAD))
    cells = dict(_csv_cells(data))
    assert split(unquoted(cells["tender/submissionMethod"])) == ["written", "a;b"]
    assert split(unquoted(cells["tag"])) == ["planning", "tender"]

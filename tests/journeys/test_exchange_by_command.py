"""What goes in and out is chosen in words of the command line: how records hold releases, which tables are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from capture_app.services.import_report import FileReport
from tests.invoices import OFFICE_RFC, invoice
from tests.journeys.test_command_line import FIXTURES, INIT, Within
from tests.office import opened
from tests.workbooks import text_table, workbook

REGISTERS = FIXTURES.parent / "registers"
URL = "https://datos.ejemplo.gob.mx/contratos"
TABLE = [["Expediente", "Objeto", "Contrato", "Importe"], ["E-1", "Uno", "C-1", "10"]]


@pytest.fixture
def captura(tmp_path) -> Within:
    program = Within(tmp_path / "office")
    program.run("init", *INIT, "--user", "Ana Inventada", "--rfc", OFFICE_RFC.lower())
    return program


def record_of(captura: Within, *options: str) -> dict:
    out = captura.folder.parent / "records.json"
    captura.run("export", "ocds-record-package", "--out", out, "--audience", "office", *options)
    (record,) = json.loads(out.read_bytes())["records"]
    return record


def test_records_hold_their_releases_or_say_where_they_stand(captura):
    captura.run("import", FIXTURES / "direct_purchase.json")
    embedded = record_of(captura)
    linked = record_of(captura, "--releases", "linked", "--url", f"{URL}/", "--no-versioned")
    (release,) = embedded["releases"]
    assert embedded["versionedRelease"]["ocid"] == release["ocid"]
    assert "versionedRelease" not in linked
    assert linked["compiledRelease"] == embedded["compiledRelease"]
    (link,) = linked["releases"]
    assert (link["date"], link["tag"]) == (release["date"], release["tag"])
    captura.run("export", "static", "--out", captura.folder.parent / "site", "--url", URL)
    place, _, name = link["url"].removeprefix(f"{URL}/").partition("#")
    published = json.loads((captura.folder.parent / "site" / place).read_bytes())["releases"]
    assert name == release["id"] == published[0]["id"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("ocds-record-package", "--releases", "linked"),
        ("ocds-release-package", "--releases", "embedded"),
        ("csv", "--versioned"),
    ],
)
def test_what_an_option_cannot_do_is_said_and_nothing_is_written(captura, wrong):
    out = captura.folder.parent / "out"
    said = captura.run("export", *wrong, "--out", out, code=2).stderr
    assert "--url" in said or "ocds-record-package" in said
    assert not out.exists()


def test_the_rfc_of_the_office_is_said_at_its_beginning(captura, tmp_path):
    import random

    wrong = tmp_path / "otra.xml"
    wrong.write_text(invoice(random.Random(1)).xml.replace(OFFICE_RFC, "OTR850101AB1"), encoding="utf-8")
    captura.run("import", wrong, code=1)
    refused = Within(tmp_path / "other")
    assert "RFC" in refused.run("init", *INIT, "--user", "Ana", "--rfc", "no es uno", code=2).stderr
    assert not (tmp_path / "other" / "settings.toml").exists()


def test_a_table_that_is_known_can_be_renamed_and_forgotten(captura, tmp_path):
    file = text_table(tmp_path / "compras.csv", TABLE)
    captura.run("mapping", "save", "compras", file)
    captura.run(
        "mapping",
        "save",
        "obras",
        text_table(tmp_path / "o.csv", [[*TABLE[0], "Fecha de firma"], [*TABLE[1], "2026-01-02"]]),
    )
    assert captura.json("mapping", "rename", "compras", "Compras del DIF") == ["Compras del DIF", "obras"]
    assert imported(captura, file)["format"] == "mapping:Compras del DIF"
    assert "obras" in captura.run("mapping", "rename", "Compras del DIF", "obras", code=2).stderr
    assert captura.json("mapping", "delete", "Compras del DIF") == ["obras"]
    captura.run("mapping", "delete", "Compras del DIF", code=2)
    assert len(captura.json("list")) == 1
    assert [problem["code"] for problem in imported(captura, file, code=1)["problems"]] == ["file.unmapped_table"]


def imported(captura: Within, file: Path, code: int = 0) -> dict:
    (report,) = captura.json("import", file, code=code)["files"]
    return report


def test_check_looks_at_invoices_and_at_sheets_of_errors(captura, tmp_path):
    import random

    made = invoice(random.Random(2))
    file = text_table(tmp_path / "compras.csv", [TABLE[0], ["E-1", "Uno", "C-1", "mucho"]])
    captura.run("mapping", "save", "compras", text_table(tmp_path / "m.csv", TABLE))
    captura.run("import", made.write(tmp_path))
    captura.run("import", file, code=1)
    assert captura.json("check")["bad"] == []
    (kept,) = (path for path in (captura.folder / "facturas").rglob("*") if path.is_file())
    (sheet,) = (captura.folder / "errores").glob("*.xlsx")
    kept.write_text(kept.read_text().replace("Total", "Suma"))
    sheet.write_bytes(sheet.read_bytes()[:-900])
    assert codes_of_check(captura) == {(made.uuid, "invoice_content"), (sheet.name, "error_sheet")}
    kept.unlink()
    sheet.unlink()
    assert codes_of_check(captura) == {(made.uuid, "invoice_missing")}


def codes_of_check(captura: Within) -> set[tuple[str, str]]:
    return {(bad["key"], bad["code"]) for bad in captura.json("check", code=1)["bad"]}


def taken(captura: Within, file: Path) -> FileReport:
    with opened(captura.folder) as app:
        (report,) = app.importing.import_files([file]).files
    return report


def test_lists_and_columns_that_are_not_ours_are_named(captura, tmp_path):
    main = [["ocid", "tender/title", "clima"], ["E-1", "Uno", "soleado"]]
    pets = [["ocid", "mascotas/0/nombre"], ["E-1", "Fido"]]
    file = workbook(tmp_path / "libro.xlsx", Expedientes=main, Mascotas=pets, Notas=[["algo"], ["suelto"]])
    report = taken(captura, file)
    assert (report.format, report.stored) == ("template", 1)
    assert {(problem.code, problem.place.rpartition(", ")[2]) for problem in report.problems} == {
        ("sheet.unknown", "Mascotas"),
        ("column.unknown", "clima"),
    }


def test_zeros_that_a_spreadsheet_took_are_put_back(captura, tmp_path):
    names = ["ocid", "parties/0/id", "parties/0/address/postalCode", "parties/0/_pnt/localityKey",
             "parties/0/_pnt/municipalityKey", "parties/0/_pnt/regionKey"]  # fmt: skip
    items = ["ocid", "tender/items/0/id", "tender/items/0/classification/id"]
    file = workbook(
        tmp_path / "libro.xlsx",
        Participantes=[names, ["E-1", "P", 1460, 1, "10", 9]],
        Partidas=[items, ["E-1", "1", 1010101], ["E-1", "2", "2111"], ["E-1", "3", "44121706"]],
    )
    assert taken(captura, file).stored == 1
    with opened(captura.folder) as app:
        body = app.capture.body("E-1")
    (party,) = body["parties"]
    assert party["address"]["postalCode"] == "01460"
    keys = {name: party["_pnt"][name] for name in ("localityKey", "municipalityKey", "regionKey")}
    assert keys == {"localityKey": "0001", "municipalityKey": "010", "regionKey": "09"}
    assert [item["classification"]["id"] for item in body["tender"]["items"]] == ["01010101", "2111", "44121706"]


@pytest.mark.parametrize("record_type", ["sanctioned_supplier", "annual_budget"])
def test_a_register_goes_out_as_tables_for_the_office_and_for_anyone(captura, tmp_path, record_type):
    told = json.loads((REGISTERS / f"{record_type}.json").read_text(encoding="utf-8"))
    code = captura.json("new", record_type, "--title", told["title"])["ocid"]
    for pointer, typed in told["typed"]:
        captura.run("set", code, pointer, typed)
    cells = {}
    for audience in ("office", "public"):
        out = tmp_path / f"{audience}.xlsx"
        report = captura.json("export", "xlsx", "--register", record_type, "--audience", audience, "--out", out)
        assert report["records"] == 1
        book = load_workbook(out)
        cells[audience] = {cell.value for page in book.worksheets[1:] for row in page.iter_rows() for cell in row}
        assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
        assert [page["A2"].value for page in book.worksheets[1:]] == ["code"] * (len(book.worksheets) - 1)
    assert code in cells["public"] <= cells["office"]
    captura.run("export", "csv", "--register", record_type, "--out", tmp_path / "r.zip")
    again = imported(captura, tmp_path / "office.xlsx")
    assert (again["format"], again["read"], again["refused"], again["kept_aside"]) == ("template", 1, 0, 0)
    captura.run("export", "jsonl", "--register", record_type, "--out", tmp_path / "x", code=2)


@pytest.mark.parametrize(("format", "name"), [("csv", "t.zip"), ("xlsx", "t.xlsx")])
def test_numbers_that_begin_like_formulas_keep_what_hangs_from_them(captura, tmp_path, format, name):
    supplier = {"id": "p", "name": "=Papel SA", "roles": ["supplier"]}
    contract = {"id": "=2+2", "awardID": "-C1", "items": [{"id": "+1", "description": "@Papel", "quantity": 2}]}
    release = {
        "ocid": "ocds-213czf-hostil",
        "id": "1",
        "date": "2026-01-01T00:00:00Z",
        "tag": ["contract"],
        "initiationType": "tender",
        "language": "es",
        "tender": {"id": "T-1", "title": "-Compra"},
        "parties": [supplier],
        "awards": [{"id": "-C1", "suppliers": [{"id": "p", "name": "=Papel SA"}]}],
        "contracts": [contract],
    }
    source, out = tmp_path / "r.json", tmp_path / name
    source.write_text(json.dumps(release, ensure_ascii=False), encoding="utf-8")
    captura.run("import", source)
    captura.run("export", format, "--out", out, "--audience", "office")
    before = captura.run("show", release["ocid"]).stdout
    assert "Renglones: 0 leídos" not in captura.run("import", out).stdout
    assert captura.run("show", release["ocid"]).stdout == before

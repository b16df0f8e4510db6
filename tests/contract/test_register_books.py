"""The books of the registers come back: each is written as workbook and as text, and read into another office."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from capture_app.app import App
from capture_app.commands.set_field import edit_of
from capture_app.exporters.registry import register_exporter
from forms.catalog import load_catalog
from forms.sheets import layout_of
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "registers"
TYPES = sorted(record.id for record, _ in load_catalog().registers)


def captured(app: App, record_type: str) -> str:
    """The entry of a register as an office would type it; its public name."""
    told = json.loads((FIXTURES / f"{record_type}.json").read_text(encoding="utf-8"))
    made = app.capture.create(told["title"], record_type)
    for pointer, text in told["typed"]:
        edit = edit_of(app, record_type, app.capture.body(made.record_id), pointer, text)
        app.capture.save_fields(made.record_id, [edit])
    return made.ocid


def plain(value: Any) -> Any:
    """A body without the program's own names of rows and marks."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items() if not name.startswith("_")}
    return [plain(member) for member in value] if isinstance(value, list) else value


def written(app: App, folder: Path, name: str, record_type: str, audience: str) -> Path:
    out = folder / f"{record_type}-{audience}.{'zip' if name == 'csv' else name}"
    exporter = register_exporter(name, app.catalog.record_types[record_type])
    app.exporting.export(exporter, out, audience=audience)
    return out


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """The books of all registers of an office, and what it has in them."""
    folder = tmp_path_factory.mktemp("books")
    with opened(begin(folder / "office")) as app:
        codes = {record_type: captured(app, record_type) for record_type in TYPES}
        for record_type in TYPES:
            for name in ("xlsx", "csv"):
                written(app, folder, name, record_type, "office")
            written(app, folder, "xlsx", record_type, "public")
        return folder, {code: plain(app.capture.body(code)) for code in codes.values()}


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_every_register_comes_back_as_it_was(books, tmp_path, suffix):
    folder, bodies = books
    with opened(begin(tmp_path)) as app:
        files = [folder / f"{record_type}-office.{suffix}" for record_type in TYPES]
        first = app.importing.import_files(files)
        assert [(file.format, file.read, file.stored, file.kept_aside) for file in first.files] == [
            ("template", 1, 1, 0)
        ] * len(TYPES), [file.problems for file in first.files if not file.stored]
        assert {code: plain(app.capture.body(code)) for code in bodies} == bodies
        assert {app.capture.open(code).record_type for code in bodies} == set(TYPES)
        again = app.importing.import_files(files)
        assert again.totals["unchanged"] == len(TYPES)


def test_a_public_book_takes_nothing_away_from_the_office_that_wrote_it(books):
    """What the public may not see is not in it, and what is not in it stays."""
    folder, bodies = books
    with opened(folder / "office") as app:
        report = app.importing.import_files([folder / f"{record_type}-public.xlsx" for record_type in TYPES])
        assert report.totals["refused"] == 0
        assert {code: plain(app.capture.body(code)) for code in bodies} == bodies


def test_a_row_corrected_in_the_book_is_that_row_and_no_second_one(books, tmp_path):
    folder, bodies = books
    file = folder / "annual_budget-office.xlsx"
    book = load_workbook(file)
    page = next(page for page in book.worksheets if "chapters/0/unit" in [cell.value for cell in page[2]])
    columns = {cell.value: cell.column for cell in page[2]}
    page.cell(3, columns["chapters/0/unit"]).value = "Otra unidad"
    book.save(tmp_path / "corregido.xlsx")
    code = next(code for code in bodies if "annual-budget" in code)
    with opened(begin(tmp_path / "office")) as app:
        app.importing.import_files([file])
        (report,) = app.importing.import_files([tmp_path / "corregido.xlsx"]).files
        assert (report.changed, report.created) == (1, 0)
        chapters = app.capture.body(code)["chapters"]
    assert len(chapters) == len(bodies[code]["chapters"])
    assert chapters[0]["unit"] == "Otra unidad"


def test_an_entry_typed_into_the_book_is_new_and_one_corrected_there_changes(books, tmp_path):
    folder, _ = books
    file = folder / "regulation-office.xlsx"
    book = load_workbook(file)
    page = book.worksheets[1]
    columns = {cell.value: cell.column for cell in page[2]}
    page.cell(3, columns["title"]).value = "Reglamento corregido"
    page.cell(4, columns["code"]).value = "REG-7"
    page.cell(4, columns["title"]).value = "Otro reglamento"
    book.save(tmp_path / "corregido.xlsx")
    with opened(begin(tmp_path / "office")) as app:
        app.importing.import_files([file])
        (report,) = app.importing.import_files([tmp_path / "corregido.xlsx"]).files
        assert (report.created, report.changed, report.refused) == (1, 1, 0)
        titles = {entry.title for entry in app.capture.everything("regulation")}
    assert titles == {"Reglamento corregido", "Otro reglamento"}


def test_the_sheets_of_a_register_are_named_in_the_words_of_its_lists() -> None:
    for record, _ in load_catalog().registers:
        sheets = layout_of(record).sheets
        assert sheets[0].name == "Registro"
        lists = [sheet for sheet in sheets[1:] if sheet.pattern.count("/") == 2]
        assert [sheet.name for sheet in lists if sheet.name == sheet.pattern.split("/")[1]] == []

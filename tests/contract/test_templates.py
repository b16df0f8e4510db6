"""Our own workbooks: what is exported comes back equal, and what is filled by hand comes in."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from capture_app.services.template_book import template_book
from forms.catalog import load_catalog
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
BUY = ("direct_purchase.json", "two_awards_record.json")


HEAD = ("id", "date", "tag")


def release_of(app, folder: Path) -> dict[str, Any]:
    """The one process of an office as its compiled release, without what every minting makes anew."""
    out = folder / "todo.jsonl"
    app.exporting.export("jsonl", out, audience="office")
    release = json.loads(out.read_text(encoding="utf-8"))
    return {name: value for name, value in release.items() if name not in HEAD}


@pytest.mark.parametrize("name", BUY)
def test_what_is_exported_as_a_workbook_comes_back_equal(tmp_path, name):
    book = tmp_path / "libro.xlsx"
    with opened(begin(tmp_path / "one")) as app:
        app.importing.import_files([FIXTURES / name])
        before = release_of(app, tmp_path / "one")
        app.exporting.export("xlsx", book, audience="office")
    with opened(begin(tmp_path / "two")) as app:
        (report,) = app.importing.import_files([book]).files
        assert (report.format, report.read, report.stored, report.kept_aside) == ("template", 1, 1, 0)
        after = release_of(app, tmp_path / "two")
        (again,) = app.importing.import_files([book]).files
        assert (again.unchanged, again.stored) == (1, 0)
    assert _differences(before, after) == set()


def _differences(left: Any, right: Any, at: str = "") -> set[str]:
    if isinstance(left, dict) and isinstance(right, dict):
        names = left.keys() | right.keys()
        return set().union(*(_differences(left.get(name), right.get(name), f"{at}/{name}") for name in names), set())
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return set().union(*(_differences(a, b, f"{at}/{place}") for place, (a, b) in pairs), set())
    return set() if left == right else {f"{at}: {left!r} {right!r}"}


def filled_template(folder: Path) -> Path:
    """The template with two processes written as a person would: folios, words of the lists, days."""
    data, _ = template_book(load_catalog())
    file = folder / "plantilla.xlsx"
    file.write_bytes(data)
    book = load_workbook(file)
    pages = {page["A2"].value and _name(page): page for page in book if page.sheet_state == "visible"}
    main, items = pages[""], pages["contracts/0/items"]
    _fill(main, 3, {"ocid": "OM-1", "tender/title": "Papelería", "tender/procurementMethod/@": "Adjudicación directa"})
    _fill(main, 4, {"ocid": "OM-2", "tender/title": "Tóner", "tender/procurementMethod/@": "Licitación pública"})
    contracts = pages["contracts"]
    _fill(contracts, 3, {"ocid": "OM-1", "contracts/0/id": "C-1", "contracts/0/dateSigned": date(2026, 3, 5),
                         "contracts/0/value/amount": 1250.5,
                         "contracts/0/value/currency/@": "Peso mexicano"})  # fmt: skip
    for row, (number, what) in enumerate([("1", "Papel"), ("2", "Lápiz")], 3):
        _fill(items, row, {"ocid": "OM-1", "contracts/0/id": "C-1", "contracts/0/items/0/id": number,
                           "contracts/0/items/0/description": what, "contracts/0/items/0/quantity": 3})  # fmt: skip
    book.save(file)
    return file


def _name(page) -> str:
    names = [cell.value for cell in page[2] if cell.value]
    tails = [name.rpartition("/0/")[0] for name in names]
    return max(tails, key=lambda tail: (tail.count("/0/") + bool(tail), tails.count(tail)))


def _fill(page, row: int, values: dict[str, Any]) -> None:
    columns = {cell.value: cell.column for cell in page[2]}
    for name, value in values.items():
        page.cell(row, columns[name], value)


def check_filled(folder: Path, file: Path) -> None:
    with opened(begin(folder)) as app:
        (report,) = app.importing.import_files([file]).files
        assert [(problem.place, problem.message) for problem in report.problems if problem.level == "error"] == []
        assert (report.format, report.read, report.stored) == ("template", 2, 2)
        body = app.capture.body("OM-1")
        assert (body["tender"]["title"], body["tender"]["procurementMethod"]) == ("Papelería", "direct")
        (contract,) = body["contracts"]
        assert (contract["dateSigned"], contract["value"]["currency"]) == ("2026-03-05", "MXN")
        assert [(item["id"], item["description"], item["quantity"]) for item in contract["items"]] == [
            ("1", "Papel", 3),
            ("2", "Lápiz", 3),
        ]
        assert app.capture.body("OM-2")["tender"]["procurementMethod"] == "open"


def test_a_filled_template_comes_in(tmp_path):
    check_filled(tmp_path, filled_template(tmp_path))


TYPING = Path(__file__).with_name("libreoffice_typing.py")


def _python_of_libreoffice() -> str:
    """An interpreter that can talk to LibreOffice, "" where there is none."""
    if shutil.which("soffice") is None:
        return ""
    asked = [sys.executable, "/usr/bin/python3", shutil.which("python3") or sys.executable]
    return next(
        (one for one in asked if not subprocess.run([one, "-c", "import uno"], capture_output=True).returncode), ""
    )


def test_a_template_filled_by_a_script_in_libreoffice_comes_in(tmp_path):
    """Typed by LibreOffice itself, a day as a day and an amount as a formula, and saved as both kinds of workbook."""
    python = _python_of_libreoffice()
    if not python:
        pytest.skip("LibreOffice (soffice and python3-uno) is not installed on this computer")
    blank, cells = tmp_path / "blanca.xlsx", list(_typed_cells(filled_template(tmp_path)))
    blank.write_bytes(template_book(load_catalog())[0])
    arguments = [blank.as_uri(), tmp_path.as_uri(), str(tmp_path / "profile"), json.dumps(cells)]
    subprocess.run([python, str(TYPING), *arguments], check=True, timeout=300, capture_output=True)
    for ending in ("xlsx", "ods"):
        check_filled(tmp_path / ending, tmp_path / f"llenada.{ending}")


def _typed_cells(filled: Path) -> Iterator[tuple[str, int, int, str]]:
    """What stands in a filled template, as a person would type it."""
    for page in (page for page in load_workbook(filled) if page.sheet_state == "visible"):
        for row in page.iter_rows(min_row=3):
            for cell in (cell for cell in row if cell.value is not None):
                typed = cell.value.date().isoformat() if cell.is_date else str(cell.value)
                yield page.title, cell.row, cell.column, "=1250+0.5" if cell.value == 1250.5 else typed


def test_the_template_has_help_and_lists_to_choose_from(tmp_path):
    book = load_workbook(filled_template(tmp_path))
    pages = [page for page in book if page.sheet_state == "visible"]
    main = pages[1]
    columns = {cell.value: cell.column for cell in main[2]}
    assert main.cell(1, columns["tender/title"]).comment.text
    rules = main.data_validations.dataValidation
    assert any("lista_procurementMethod" in rule.formula1 for rule in rules)
    assert [page.title for page in book if page.sheet_state == "hidden"] == ["Listas"]


def test_what_cannot_be_read_is_refused_by_sheet_row_and_column(tmp_path):
    file = filled_template(tmp_path)
    book = load_workbook(file)
    page = next(page for page in book if page.sheet_state == "visible" and "contracts/0/dateSigned" in
                [cell.value for cell in page[2]])  # fmt: skip
    _fill(page, 3, {"contracts/0/dateSigned": "un día de marzo"})
    book.save(file)
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
        assert (report.read, report.stored, report.refused) == (2, 1, 1)
        assert app.capture.find("OM-1") is None
    problem = next(problem for problem in report.problems if problem.code == "cell.unreadable")
    assert (page.title in problem.place, "renglón 3" in problem.place) == (True, True)

"""While a large table comes in, what is typed is saved; an import can be stopped, and says what is in."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time

import pytest

from capture_app.services.mapping_tables import answers_of
from tests.gui.conftest import WAIT_MS
from tests.office import opened
from tests.workbooks import text_table

LARGE = 400
# By the clock the goal is a quarter of a second; the suite guards against waiting for the whole import.
LATEST_S = 0.25 if os.environ.get("CAPTURA_PROVE") else 5.0
HEAD = ["Expediente", "Objeto", "Contrato", "Importe"]


@pytest.fixture
def large(folder, tmp_path):
    """A table that the office knows already."""
    rows = [[f"E-{number}", f"Objeto {number}", f"C-{number}", str(number)] for number in range(LARGE)]
    file = text_table(tmp_path / "grande.csv", [HEAD, *rows])
    with opened(folder) as app:
        proposal = app.mapping.propose(file)
        app.mapping.save("tabla", answers_of(proposal, {}), proposal.grain)
    return file


def checked(desk, file):
    page = desk.window.importing
    desk.window.go("import")
    page.take([file])
    desk.settle()
    return page


def count(desk) -> int:
    with opened(desk.folder, read_only=True) as app:
        return len(app.capture.record_ids())


def under_way(desk, page, number: int) -> None:
    """So many processes of the import are in."""
    desk.qtbot.waitUntil(lambda: count(desk) > number or page._turns is None, timeout=WAIT_MS)
    assert page._turns is not None, "the import ended before the test could look"


def test_a_key_typed_during_an_import_is_committed_at_once(record, desk, large):
    page = checked(desk, large)
    assert page.report.tiles["created"].number.text() == str(LARGE)
    assert count(desk) == 1
    desk.open(record.record_id)
    page.import_button.click()
    under_way(desk, page, 5)
    waits = []
    for letter in "abcd":
        desk.type(letter)
        begun = time.monotonic()
        desk.page.binding.flush()
        desk.qtbot.waitUntil(lambda: desk.page.binding.state.kind == "saved", timeout=WAIT_MS)
        waits.append(time.monotonic() - begun)
    assert page._turns is not None, "the import should still be under way"
    assert desk.stored(record.record_id)["tender"]["title"].startswith("abcd")
    desk.qtbot.waitUntil(lambda: page._turns is None, timeout=60_000)
    assert max(waits) < LATEST_S, waits
    assert count(desk) == LARGE + 1


def test_a_stopped_import_says_what_is_in_and_can_be_taken_back(desk, large):
    page = checked(desk, large)
    page.import_button.click()
    under_way(desk, page, 3)
    page.cancel_button.click()
    desk.settle()
    taken = count(desk)
    assert 3 < taken < LARGE
    assert f"Entraron {taken} expedientes" in page.banner.text.text()
    assert page.undo_button.isVisible()
    page.undo_button.click()
    desk.settle()
    assert not titles(desk)
    again = checked(desk, large)
    assert again.report.tiles["created"].number.text() == str(LARGE)


def titles(desk) -> list[str]:
    with opened(desk.folder, read_only=True) as app:
        return [summary.title for summary in app.capture.search()]


def test_a_check_that_is_stopped_leaves_everything_as_it_was(desk, large, world):
    page = desk.window.importing
    desk.window.go("import")
    page.take([large])
    page.cancel_button.click()
    desk.settle()
    assert titles(desk) == []
    assert not page.import_button.isEnabled()
    assert "detuvo" in page.banner.text.text() or "canceló" in page.report.model.item(0, 2).text()
    page.leave_button.click()
    assert page.empty.isVisible()


def test_a_table_is_left_at_once_in_the_middle_of_its_first_reading(desk, tmp_path, monkeypatch):
    """The child that reads it is ended, and what it had read is gone."""
    beside = tmp_path / "beside"
    beside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(beside))
    rows = ([f"E-{number}", *(f"Objeto {number} {place}" for place in range(20))] for number in range(40_000))
    file = text_table(tmp_path / "enorme.csv", [["Expediente", *(f"Columna {place}" for place in range(20))], *rows])
    page, begun = desk.window.importing, _followed(monkeypatch)
    desk.window.go("import")
    page.take([file])
    desk.qtbot.waitUntil(lambda: any(beside.glob("captura-tabla-*/spool")) or page._turns is None, timeout=WAIT_MS)
    assert page._turns is not None, "the table was read before the test could look"
    page.cancel_button.click()
    desk.settle()
    assert page.empty.isVisible()
    assert "La revisión se detuvo. No se guardó nada." in page.banner.text.text()
    assert page.choose_button.isEnabled()
    assert list(beside.iterdir()) == []
    assert begun
    assert all(process.returncode is not None for process in begun), "a child still reads"


def _followed(monkeypatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are begun from now on."""
    begun, real = [], subprocess.Popen

    def follow(*given, **named):
        begun.append(real(*given, **named))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", follow)
    return begun


def test_a_table_saved_again_after_it_was_looked_at_does_not_come_in(desk, large):
    page = checked(desk, large)
    text_table(large, [HEAD, ["E-1", "Otra cosa", "C-1", "999999"]])
    page.import_button.click()
    desk.settle()
    assert "grande.csv" in page.banner.text.text()
    assert "cambió después de que se revisó" in page.banner.text.text()
    assert titles(desk) == []
    assert page.empty.isVisible()
    page = checked(desk, large)
    page.import_button.click()
    desk.settle()
    assert titles(desk) == ["Otra cosa"]


def test_closing_the_window_during_an_import_stops_it_between_two_processes(desk, large):
    page = checked(desk, large)
    page.import_button.click()
    under_way(desk, page, 3)
    desk.close()
    taken = count(desk)
    assert 3 < taken < LARGE
    with opened(desk.folder) as app:
        assert not app.check().bad
        assert app.importing.runs()[0].created == taken


def test_what_stays_out_is_listed_with_its_row_and_its_column(desk, tmp_path, large):
    rows = [["E-1", "Uno", "C-1", "10"], ["E-2", "Dos", "C-2", "mucho"]]
    page = checked(desk, text_table(tmp_path / "con_error.csv", [HEAD, *rows]))
    model = page.report.model
    lines = [(model.item(row, 1).text(), model.item(row, 2).text()) for row in range(model.rowCount())]
    assert any(place == "renglón 3, Importe" for place, _ in lines)
    assert any(text.startswith("Sería nuevo: E-1 · Uno") for _, text in lines)
    page.report.kind.setCurrentIndex(page.report.kind.findData("created"))
    page.report.kind.activated.emit(page.report.kind.currentIndex())
    assert model.rowCount() == 1

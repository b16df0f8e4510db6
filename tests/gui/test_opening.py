"""The window is on screen before the office is open, says so, and is the same one afterwards."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from capture_app.bootstrap import build
from capture_app.errors import AnotherWindow
from tests.faults.later import made_by_a_later_program
from tests.gui.conftest import WAIT_MS
from ui.application import Program, prepare
from ui.words import say


@pytest.fixture
def gate():
    opened = threading.Event()
    yield opened
    opened.set()


@pytest.fixture
def program(qapp: QApplication, folder, gate):
    prepare(qapp)

    def slow():
        assert gate.wait(WAIT_MS / 1000)
        return build(folder)

    made = Program(qapp, slow, folder, office="Laguna Azul")
    made.begin()
    yield made
    gate.set()
    made.frame.close()
    made.frame.deleteLater()
    made.jobs.close()


def test_the_frame_is_there_before_the_office_is_open(program, qtbot, gate):
    frame = program.frame
    assert frame.isVisible()
    assert program.window is None
    assert frame.opening.text() == say("opening.office")
    assert frame.rail.office.text() == "Laguna Azul"
    assert not frame.rail.safe.text()
    gate.set()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert program.window is frame
    assert frame.stack.currentWidget() is frame.home
    assert frame.rail.safe.text() == say("rail.safe")


def test_a_page_chosen_meanwhile_is_where_it_opens(program, qtbot, gate):
    program.frame.rail.buttons["review"].click()
    gate.set()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert program.window.stack.currentWidget() is program.window.review


def test_a_new_record_asked_for_meanwhile_is_there_when_it_opens(program, qtbot, gate):
    qtbot.keyClick(program.frame, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    gate.set()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: bool(program.window.is_made("process") and program.window.process.record_id), timeout=WAIT_MS
    )
    assert program.window.stack.currentWidget() is program.window.process


def test_a_window_closed_meanwhile_stays_closed(program, qtbot, gate):
    program.frame.close()
    gate.set()
    qtbot.waitUntil(lambda: not program.jobs.busy, timeout=WAIT_MS)
    assert program.window is None
    assert not program.frame.isVisible()


def test_what_cannot_be_opened_is_told_over_the_frame(qapp, qtbot, folder, monkeypatch):
    told, ended = [], []
    monkeypatch.setattr(QMessageBox, "critical", lambda parent, _title, text: told.append((parent, text)))
    monkeypatch.setattr(QApplication, "quit", lambda *_: ended.append(True))

    def refused():
        raise AnotherWindow

    program = Program(qapp, refused, folder)
    program.begin()
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)
    assert told[0][0] is program.frame
    assert told[0][1].startswith("Captura Abierta ya está abierta con esta oficina.")
    assert "No se modificó nada." in told[0][1]
    assert program.failed
    assert program.window is None
    program.frame.close()
    program.frame.deleteLater()


def test_a_database_of_a_later_program_is_told_and_what_waits_may_be_kept(qapp, qtbot, folder, tmp_path, monkeypatch):
    ended, place = [], tmp_path / "pendiente.jsonl"
    monkeypatch.setattr(QApplication, "quit", lambda *_: ended.append(True))
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.filesSelected.emit([str(place)]))
    made_by_a_later_program(folder)
    program = Program(qapp, lambda: build(folder), folder)
    program.begin()
    qtbot.waitUntil(lambda: program.later is not None, timeout=WAIT_MS)
    assert "versión más reciente" in program.later.text()
    program.later.save.click()
    qtbot.waitUntil(place.exists, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: str(place) in program.later.informativeText(), timeout=WAIT_MS)
    assert not ended
    program.later.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)
    assert program.failed
    program.frame.close()
    program.jobs.close()

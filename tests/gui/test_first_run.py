"""The first day of an office, and its enrolment: nothing is asked twice and nothing waits on the main thread."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.bootstrap import build
from capture_app.commands.joining import enrol, init
from capture_app.errors import CaptureError, NotEnrolled, OtherOffice
from capture_app.services.protecting import standing_of
from capture_app.settings import FILE_NAME, read_settings, write_settings
from tests.gui.screen_reading import nameless
from ui.application import Program, prepare
from ui.dialogs.first_run_dialog import proposed_code
from ui.dialogs.protect_dialog import ProtectDialog
from ui.words import say

WAIT_MS = 10_000


@pytest.fixture
def program(qapp: QApplication, tmp_path, monkeypatch):
    """The program on a folder that does not exist; `init` refuses the main thread."""
    prepare(qapp)
    monkeypatch.setattr(QApplication, "quit", lambda: None)
    folder = tmp_path / "nueva"

    def begin(**answers: Any):
        assert threading.current_thread() is not threading.main_thread()
        return init(folder, **answers)

    made = Program(qapp, partial(build, folder), folder, begin=begin, enrol=partial(enrol, folder))
    made.begin()
    yield made
    if made.window is not None:
        made.window.close()
        made.window.deleteLater()
    made.jobs.close()
    qapp.setQuitOnLastWindowClosed(True)


def write(qtbot, widget: QWidget, text: str) -> None:
    widget.setFocus()
    widget.clear()
    qtbot.keyClicks(widget, text)


def fill(qtbot, dialog, prefix: str = "ocds-213czf") -> None:
    write(qtbot, dialog.lines["office_name"].line, "Municipio de Laguna Azul")
    write(qtbot, dialog.lines["ocid_prefix"].line, prefix)
    write(qtbot, dialog.lines["user"].line, "Ana")


def test_four_answers_and_the_window_opens_on_the_new_office(program, qtbot):
    dialog = program.first_run
    assert not nameless(dialog)
    fill(qtbot, dialog)
    assert dialog.lines["office_code"].text == "LAGUNA-AZUL"
    qtbot.keyClick(dialog.lines["user"].line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert program.window.isVisible()
    assert not dialog.isVisible()
    assert read_settings(program._data_dir).office_name == "Municipio de Laguna Azul"


@pytest.mark.usefixtures("store")
def test_the_protection_asked_for_is_offered_as_soon_as_there_is_an_office(program, qtbot):
    dialog = program.first_run
    assert not dialog.protect.isChecked()
    assert "clave de recuperación" in dialog.protect.accessibleDescription()
    fill(qtbot, dialog)
    dialog.protect.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ProtectDialog), timeout=WAIT_MS)
    offered = QApplication.activeModalWidget()
    qtbot.waitUntil(offered.go.isEnabled, timeout=WAIT_MS)
    offered.last.line.setText(offered.key.text().split()[-1])
    opened_first = program.window
    offered.go.click()
    qtbot.waitUntil(lambda: program.window not in (None, opened_first), timeout=WAIT_MS)
    assert standing_of(program._data_dir).state == "sealed"


def test_protection_declined_after_all_leaves_the_data_open(program, qtbot):
    fill(qtbot, program.first_run)
    program.first_run.protect.setChecked(True)
    program.first_run.go.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ProtectDialog), timeout=WAIT_MS)
    QApplication.activeModalWidget().reject()
    assert program.window.isVisible()
    assert standing_of(program._data_dir).state == "open"


def test_what_is_wrong_is_said_under_its_line(program, qtbot):
    dialog = program.first_run
    dialog.go.click()
    assert dialog.lines["office_name"].message.text() == say("enrol.missing")
    fill(qtbot, dialog, prefix="de nosotros")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    assert "de nosotros" in dialog.lines["ocid_prefix"].message.text()
    assert not (program._data_dir / FILE_NAME).exists()
    write(qtbot, dialog.lines["ocid_prefix"].line, "ocds-213czf")
    write(qtbot, dialog.lines["office_code"].line, "¿?")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    assert dialog.lines["office_code"].message.property("level") == "error"


def test_a_portal_that_does_not_answer_leaves_the_way_open(program, qtbot):
    dialog = program.first_run
    fill(qtbot, dialog)
    dialog.later.setChecked(False)
    dialog.go.click()
    assert dialog.portal.address.message.text() == say("enrol.missing")
    write(qtbot, dialog.portal.address.line, "http://127.0.0.1:9")
    write(qtbot, dialog.portal.code.line, "abc-def")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    told = dialog.portal.address.message.text()
    assert told.startswith("No hay comunicación con esa dirección. Nada cambió.")
    assert say("first.portal_later") in told
    assert dialog.portal.address.line.hasFocus()
    assert not dialog.portal.code.line.property("level")
    assert not (program._data_dir / FILE_NAME).exists()
    dialog.later.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("error", "name", "said"),
    [
        (OtherOffice("MLA", "LAGUNA-AZUL"), "office_code", "escriba aquí esa clave"),
        (NotEnrolled("El código de alta ya se usó.", "enrol_code"), "code", "ya se usó"),
        (NotEnrolled("Esa dirección no está completa.", "portal_url"), "address", "no está completa"),
    ],
)
def test_what_the_portal_refuses_is_said_under_the_line_to_look_at(program, qtbot, error, name, said):
    dialog = program.first_run
    fill(qtbot, dialog)
    dialog.later.setChecked(False)
    write(qtbot, dialog.portal.address.line, "https://portal.ejemplo")
    write(qtbot, dialog.portal.code.line, "abc-def")

    def begin(**_answers: Any):
        raise error

    dialog._begin = begin
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    lines = {**dialog.lines, "address": dialog.portal.address, "code": dialog.portal.code}
    assert said in lines[name].message.text()
    assert lines[name].line.hasFocus()
    assert [at for at, line in lines.items() if line.line.property("level")] == [name]


def test_what_ends_the_assistant_stands_under_what_it_asks(program):
    dialog = program.first_run
    line, ending = dialog.lines["user"].line, dialog.go
    edges = [widget.mapTo(dialog, widget.rect().topRight()).x() for widget in (line, ending)]
    assert edges[0] == edges[1]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Municipio de Laguna Azul", "LAGUNA-AZUL"),
        ("H. Ayuntamiento de Othón P. Blanco", "OTHON-P-BLANCO"),
        ("Dirección de Obras Públicas y Servicios de Zapopan", "DOPSZ"),
        ("", ""),
    ],
)
def test_a_code_is_proposed_from_the_name(name, code):
    assert proposed_code(name) == code


def test_enrolment_from_settings_opens_the_window_again(program, qtbot):
    fill(qtbot, program.first_run)
    program.first_run.go.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    first, tries = program.window, []

    def enrolling(address: str, code: str):
        assert threading.current_thread() is not threading.main_thread()
        tries.append((address, code))
        if len(tries) == 1:
            raise CaptureError("El código ya se usó.")
        settings = read_settings(program._data_dir)
        write_settings(program._data_dir, settings)
        return settings

    first.settings_page._enrol = enrolling
    first.settings_page.enrol_button.click()
    dialog = QApplication.activeModalWidget()
    assert not nameless(dialog)
    write(qtbot, dialog.lines.address.line, "https://portal.ejemplo")
    write(qtbot, dialog.lines.code.line, "c-1")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    assert dialog.lines.code.message.text().startswith("El código ya se usó.")
    dialog.go.click()
    qtbot.waitUntil(lambda: program.window not in (None, first), timeout=WAIT_MS)
    assert tries == [("https://portal.ejemplo", "c-1")] * 2
    assert program.window.isVisible()

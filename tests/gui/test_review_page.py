"""Revisión: what changed since the last approval, side by side; returned with a note on a field, or approved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from capture_app.settings import read_settings, write_settings
from capture_app.store.processes import Birth
from tests.office import opened
from tests.unit.forms.bodies import sound


@pytest.fixture
def waiting(folder):
    """A record that somebody handed over, in an office of two persons where this one reviews."""
    with opened(folder) as app:
        made = app.capture.create("Papel")
        app.capture.save_fields(
            made.record_id, [FieldEdit("/tender/id", "EXP-1"), FieldEdit("/tender/title", "Papel bond")]
        )
        app.review.submit([made.record_id])
    write_settings(folder, replace(read_settings(folder), approval="two_persons", user="Beto", user_role="revisor"))
    return made


def test_a_record_is_returned_with_a_note_on_a_field(waiting, new_desk):
    desk = new_desk()
    desk.window.go("review")
    desk.settle()
    page = desk.window.review
    assert page.list.count() == 1
    assert not page.said.isVisible()
    entry = next(item for item in page.model.entries if item.path == "/tender/title")
    assert (entry.old, entry.new) == (None, "Papel bond")
    assert page.table.isColumnHidden(1)
    assert page.table.isColumnHidden(3)
    page.table.setCurrentIndex(page.model.index(page.model.entries.index(entry), 0))
    page.note_button.click()
    dialog = QApplication.activeModalWidget()
    desk.qtbot.keyClicks(dialog.text, "Diga el tamano")
    dialog.keep.click()
    desk.back()
    desk.settle()
    row = next(n for n, item in enumerate(page.model.entries) if item.path == "/tender/title")
    assert not page.table.isColumnHidden(3)
    assert "Beto: Diga el tamano" in page.model.index(row, 3).data()
    assert page.table.currentIndex().row() == row
    assert "Beto: Diga el tamano" in page.whole.text()
    page.note_button.setFocus()
    desk.jobs.store(lambda app: app.reuse.add_note(waiting.record_id, "/tender/id", "Vea"))
    desk.settle()
    assert page.model.entries[page.table.currentIndex().row()].path == "/tender/title"
    assert QApplication.focusWidget() is page.note_button
    assert page.buttons["return"].isVisible()
    assert page.buttons["approve"].isVisible()
    page.buttons["return"].click()
    dialog = QApplication.activeModalWidget()
    desk.qtbot.keyClicks(dialog._note, "Vea la nota")
    dialog.accept()
    desk.back()
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.list.count() == 0)
    with opened(desk.folder, read_only=True) as app:
        assert app.capture.body(waiting.record_id)["_notes"]["/tender/title"][0]["by"] == "Beto"


def test_only_what_changed_since_the_approval_is_shown(folder, waiting, new_desk):
    with opened(folder) as app:
        app.review.approve([waiting.record_id])
        app.review.return_to_draft([waiting.record_id])
        app.review.submit([waiting.record_id], "Va sin el anexo")
    desk = new_desk()
    desk.window.go("review")
    desk.settle()
    page = desk.window.review
    assert page.said.text() == "Nota de Beto: Va sin el anexo"
    assert page.what.text().startswith("Nada cambió desde que se aprobó, el ")
    assert "«Abrir»" in page.what.text()
    assert not page.note_button.isEnabled()
    assert page.open_button.isEnabled()
    desk.jobs.store(lambda app: app.capture.save_fields(waiting.record_id, [FieldEdit("/tender/title", "Papel carta")]))
    desk.settle()
    assert page.what.text().startswith("1 cambio desde que se aprobó, el ")
    assert [(entry.old, entry.new) for entry in page.model.entries] == [("Papel bond", "Papel carta")]
    assert not page.table.isColumnHidden(1)
    assert "Antes: Papel bond · Después: Papel carta" in page.whole.text()


def test_an_approval_says_where_to_publish(waiting, new_desk):
    desk = new_desk()
    desk.window.go("review")
    desk.settle()
    page = desk.window.review
    page.buttons["approve"].click()
    QApplication.activeModalWidget().accept()
    desk.back()
    desk.settle()
    desk.qtbot.waitUntil(lambda: page.list.count() == 0)
    assert page.banner.isVisible()
    assert page.banner.text.text().startswith("Aprobado.")


def test_nothing_waiting_says_what_the_page_is_for(desk):
    desk.window.go("review")
    desk.settle()
    assert desk.window.review.empty.isVisible()
    assert not desk.window.review.table.isVisible()


@pytest.mark.parametrize(
    ("user", "role", "said"),
    [
        ("Ana Inventada", "revisor", "Usted capturó en este expediente: lo aprueba otra persona."),
        ("Beto", "capturista", "Lo devuelve o lo aprueba quien revisa."),
    ],
)
def test_who_may_not_approve_is_told_who_does(folder, waiting, new_desk, user, role, said):
    write_settings(folder, replace(read_settings(folder), user=user, user_role=role))
    desk = new_desk()
    desk.window.go("review")
    desk.settle()
    page = desk.window.review
    assert not page.buttons["approve"].isVisible()
    assert page.said.text() == said


def test_what_changed_is_told_in_the_order_of_the_form_row_by_row(folder, new_desk, catalog):
    """Not in that of the names of the standard, which put the award before the requisition."""
    with opened(folder) as app:
        made = app.publish._processes.create(sound(), Birth())
        app.review.submit([made.record_id])
    desk = new_desk()
    desk.window.go("review")
    desk.settle()
    steps = [
        catalog.record_types["contracting_process"].step_of(entry.path) for entry in desk.window.review.model.entries
    ]
    numbers = [step.number for step in steps if step is not None and step.number is not None]
    assert set(numbers) >= {1, 2, 3, 4}
    assert numbers == sorted(numbers)

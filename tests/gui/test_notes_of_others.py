"""What somebody else noted on a record is told over it, listed in one place, and leads to its field."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from forms.marks import note_path
from tests.gui.screen_reading import nameless
from tests.office import opened
from ui.dialogs.record_notes_dialog import RecordNotesDialog

TITLE, PLACE, ROW = "/tender/title", "/tender/procurementMethodRationale", "/tender/items/@abcdefghij"


def note(by: str, text: str) -> dict[str, str]:
    return {"by": by, "at": "2026-03-19T15:00:00.000Z", "text": text}


@pytest.fixture
def noted(desk, record) -> str:
    """Luis has noted two fields and a row, who works here another one."""
    said = {TITLE: [note("Luis Chan", "Falta el año")], PLACE: [note("Luis Chan", "Falta el artículo")]}
    said |= {ROW: [note("Luis Chan", "¿Es carta?")], "/_folio": [note("Ana Inventada", "El de la oficina")]}
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit(ROW, {"description": "Papel"}, "row_add")])
        app.capture.save_fields(record.record_id, [FieldEdit(note_path(path), notes) for path, notes in said.items()])
    return str(record.record_id)


def notes_of(desk) -> RecordNotesDialog:
    desk.page.notice.button.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordNotesDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, RecordNotesDialog)
    return found


def column(dialog: RecordNotesDialog, at: int) -> list[str]:
    return [dialog.model.item(row, at).text() for row in range(dialog.model.rowCount())]


def test_the_strip_tells_of_them_and_the_list_leads_to_the_field(desk, noted):
    desk.open(noted, "planning", "")
    assert desk.page.notice.text.text() == "Otra persona dejó notas en 3 datos de este expediente."
    dialog = notes_of(desk)
    assert not nameless(dialog)
    assert column(dialog, 0) == [
        "Folio", "Partidas (bienes o servicios) · Papel", "Fundamento y motivo", "Qué se compra o construye"
    ]  # fmt: skip
    assert not dialog.go_button.isEnabled()
    dialog.choose(3)
    assert dialog.whole.text() == "Falta el año"
    dialog.go_button.click()
    desk.back()
    desk.qtbot.waitUntil(lambda: desk.page.spot.step == "tender")
    assert desk.field(TITLE).editor.input.hasFocus()


def test_what_was_attended_to_goes_and_the_strip_with_the_last(desk, noted):
    desk.open(noted)
    dialog = notes_of(desk)
    for path in (TITLE, PLACE, ROW):
        dialog.choose(dialog._paths.index(path))
        dialog.settle_button.click()
    assert column(dialog, 2) == ["Ana Inventada"]
    dialog.reject()
    desk.settle()
    assert list(desk.stored(noted)["_notes"]) == ["/_folio"]
    desk.qtbot.waitUntil(desk.page.notice.isHidden)


def test_of_what_is_approved_nobody_is_asked_any_more(desk, noted):
    with opened(desk.folder) as app:
        app.capture.save_fields(noted, [FieldEdit("/tender/id", "P-1")])
        app.review.submit([noted])
        app.review.approve([noted])
    desk.open(noted)
    assert desk.page.notice.isHidden()


def test_a_version_that_comes_back_leaves_the_notes_where_they_are_and_is_told(desk, noted):
    desk.open(noted)
    with opened(desk.folder) as app:
        app.capture.save_fields(noted, [FieldEdit(TITLE, "Otro")])
    desk.open(noted)
    first = desk.page.binding.view
    before = desk.stored(noted)
    entry = run(desk, lambda app: app.capture.history(first.record_id))[0]
    desk.window.acts._restore_version(noted, entry)
    desk.settle()
    after = desk.stored(noted)
    assert after["tender"]["title"] != before["tender"]["title"]
    assert after["_notes"] == before["_notes"]
    assert "quedó como estaba" in desk.page.notice.text.text()
    assert desk.page.notice.isVisible()


def test_the_end_of_the_notes_does_not_wipe_other_words_of_the_strip(desk, noted):
    desk.open(noted)
    desk.page.notice.say("Se hizo.", tone="note")
    paths = desk.stored(noted)["_notes"]
    run(desk, lambda app: app.capture.save_fields(noted, [FieldEdit(note_path(path)) for path in paths]))
    desk.settle()
    assert desk.page.notice.isVisible()
    assert desk.page.notice.text.text() == "Se hizo."


def run(desk, task):
    found: list = []
    desk.jobs.store(task, done=found.append)
    desk.settle()
    return found[0]

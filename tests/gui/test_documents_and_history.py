"""Files beside their documents, and who changed what: from the window, through the store lane."""

from __future__ import annotations

import hashlib

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from capture_app.changes import Cause, FieldEdit
from tests.gui.test_window import nameless
from tests.office import opened
from ui.dialogs.history_dialog import HistoryDialog
from ui.form.attachment import AttachmentLine, size_text
from ui.words import say

ROW = "/tender/documents/@abcdefghij"


@pytest.fixture
def line(desk, record) -> AttachmentLine:
    with opened(desk.folder) as app:
        row = {"_key": "abcdefghij", "id": "doc-1"}
        app.capture.save_fields(record.record_id, [FieldEdit(ROW, row, "row_add")])
    desk.open(record.record_id)
    desk.page.go_to(f"{ROW}/title")
    found = desk.page.view.findChild(AttachmentLine)
    assert found is not None
    return found


def drop(line: AttachmentLine, file) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    line.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))


def test_a_file_chosen_is_kept_and_said(desk, record, line, tmp_path, world):
    file = tmp_path / "requisición.pdf"
    file.write_bytes(b"%PDF inventado" * 100)
    assert line.text.toolTip() == say("attachment.none")
    line._choose = lambda _parent: file
    line.choose_button.click()
    desk.settle()
    said = line.text.toolTip()
    assert "requisición.pdf" in said
    assert "1 kB" in said
    assert hashlib.sha256(file.read_bytes()).hexdigest()[:12] in said
    assert "attach" in world.calls
    line.choose_button.click()
    desk.settle()
    assert line.text.toolTip() == said
    with opened(desk.folder, read_only=True) as app:
        (document,) = app.attachments.documents(record.record_id)
        assert app.attachments.path_of(document.sha256).read_bytes() == file.read_bytes()


def test_a_file_dropped_opens_by_its_own_name(desk, line, tmp_path):
    file = tmp_path / "acta.txt"
    file.write_text("Acta de priorización")
    drop(line, file)
    desk.settle()
    opened_files = []
    line._show = opened_files.append
    line.open_button.click()
    desk.settle()
    (copy,) = opened_files
    assert copy.name == "acta.txt"
    assert copy.read_text() == "Acta de priorización"
    copy.write_text("otra cosa")
    line.open_button.click()
    desk.settle()
    assert copy.read_text() == "Acta de priorización"


def test_a_photograph_that_stays_in_the_office_says_so(desk, line, tmp_path):
    file = tmp_path / "obra.heic"
    file.write_bytes(b"ftypheic GPS")
    line.take(file)
    desk.settle()
    assert "obra.heic" in line.text.toolTip()
    assert "no se publica" in line.text.toolTip()


def test_a_file_that_is_gone_says_so_in_its_place(desk, line, tmp_path):
    line.take(tmp_path / "no-existe.pdf")
    desk.settle()
    assert "no-existe.pdf" in line.text.toolTip()
    assert line.property("tone") == "error"


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (1500, "2 kB"), (2_340_000, "2.3 MB")])
def test_sizes_as_people_say_them(size, text):
    assert size_text(size) == text


def test_the_history_says_who_when_and_what_and_gives_a_value_back(desk, record):
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/title", "Del portal")], Cause.MERGED)
    desk.open(record.record_id)
    desk.page.header.history.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HistoryDialog))
    dialog = QApplication.activeModalWidget()
    assert not nameless(dialog)
    texts = [dialog.model.index(0, column).data() for column in range(dialog.model.columnCount())]
    assert texts[1] == "portal · recibido"
    assert texts[2:] == ["Qué se compra o construye", "Papelería para el trimestre", "Del portal"]
    assert len(dialog.model.entries) > 1
    dialog.restore.click()
    desk.settle()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre"
    assert desk.field("/tender/title").editor.input.text() == "Papelería para el trimestre"

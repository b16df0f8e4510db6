"""Files beside their documents, and who changed what: from the window, through the store lane."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from capture_app.changes import Cause, Conflict, FieldEdit
from tests.gui.screen_reading import nameless
from tests.office import opened
from ui.dialogs.document_dialog import DocumentDialog
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
        assert app.attachments.content(document.sha256) == file.read_bytes()


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


def a_pdf(file, pages: int) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(612, 792)
    document.save(str(file))


def look(desk, line) -> DocumentDialog:
    desk.settle()
    line.look_button.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DocumentDialog))
    desk.settle()
    return QApplication.activeModalWidget()


def test_a_pdf_is_read_in_the_window_page_by_page(desk, line, tmp_path):
    a_pdf(tmp_path / "bases.pdf", 3)
    line.take(tmp_path / "bases.pdf")
    dialog = look(desk, line)
    assert not nameless(dialog)
    assert dialog.place.text() == "Página 1 de 3"
    assert dialog.sheet.pixmap().width() > 400
    desk.qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    desk.settle()
    assert dialog.place.text() == "Página 2 de 3"
    near = dialog.sheet.pixmap().width()
    dialog.buttons["nearer"].click()
    desk.settle()
    assert dialog.sheet.pixmap().width() > near * 1.3
    dialog.reject()


def test_a_pdf_that_cannot_be_read_says_so_and_offers_another_program(desk, line, tmp_path):
    (tmp_path / "roto.pdf").write_bytes(b"%PDF-1.7 cortado")
    line.take(tmp_path / "roto.pdf")
    dialog = look(desk, line)
    assert "no se puede mostrar" in dialog.sheet.text()
    assert dialog.buttons["other"].isEnabled()
    dialog.reject()


def test_a_photograph_loses_its_place_unless_it_is_chosen(desk, record, line, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "Calle 14"
    Image.new("RGB", (40, 30), "red").save(tmp_path / "obra.jpg", exif=exif)
    line.take(tmp_path / "obra.jpg")
    desk.settle()

    def public() -> bytes:
        with opened(desk.folder, read_only=True) as app:
            (document,) = app.attachments.documents(record.record_id)
            return app.attachments.content(document.public_sha256)

    assert b"Calle 14" not in public()
    assert not line.public.location.isChecked()
    line.public.location.click()
    desk.settle()
    assert b"Calle 14" in public()
    assert "con el lugar" in line.public.text.toolTip()
    line.public.location.click()
    desk.settle()
    assert b"Calle 14" not in public()
    dialog = look(desk, line)
    assert dialog.sheet.pixmap().width() == 40
    dialog.reject()


def test_a_public_version_stands_beside_the_original(desk, record, line, tmp_path):
    for name in ("contrato", "testado"):
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF " + name.encode())
    line.take(tmp_path / "contrato.pdf")
    desk.settle()
    assert "versión pública" in line.public.text.toolTip()
    line._choose = lambda _parent: tmp_path / "testado.pdf"
    line.public.button.click()
    desk.settle()
    with opened(desk.folder, read_only=True) as app:
        (document,) = app.attachments.documents(record.record_id)
        assert app.attachments.content(document.public_sha256) == b"%PDF testado"
        assert app.attachments.content(document.sha256) == b"%PDF contrato"
    assert "original se queda" in line.public.text.toolTip()


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
    assert dialog.whole.text() == (
        "Qué se compra o construye. Antes: Papelería para el trimestre · Después: Del portal"
    )
    assert len(dialog.model.entries) > 1
    assert not dialog.version.isEnabled()
    dialog.restore.click()
    desk.settle()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre"
    assert desk.field("/tender/title").editor.input.text() == "Papelería para el trimestre"


def test_the_history_says_the_acts_and_what_was_decided_against(desk, record):
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/id", "P-1")])
        app.review.submit([record.record_id])
        app.review.return_to_draft([record.record_id], "Falta la firma")
        conflict = Conflict(1, "/tender/id", "P-2", "P-1", "edit", "", datetime.now(UTC))
        app.capture.decide(record.record_id, conflict, "ours")
    desk.open(record.record_id)
    desk.page.header.history.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HistoryDialog))
    dialog = QApplication.activeModalWidget()
    told = [[dialog.model.index(row, column).data() for column in range(1, 5)] for row in range(4)]
    user = "Ana Inventada"
    number = "Número de expediente"
    assert told[0] == [f"{user} · decisión", number, "(vacío)", "P-1"]
    assert told[1] == [user, "Devolución", "En revisión", "Borrador"]
    assert told[2] == [user, "Envío a revisión", "Borrador", "En revisión"]
    dialog.choose(1)
    assert not dialog.restore.isEnabled()
    assert dialog.version.isEnabled()
    dialog.reject()


def test_the_history_names_the_field_before_the_row_it_stands_in(desk, record):
    with opened(desk.folder) as app:
        row = {"_key": "abcdefghij", "title": "Dictamen de la primera sesión ordinaria del Comité"}
        app.capture.save_fields(record.record_id, [FieldEdit(ROW, row, "row_add")])
        app.capture.save_fields(record.record_id, [FieldEdit(f"{ROW}/description", "Autoriza la excepción")])
    desk.open(record.record_id)
    desk.page.header.history.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HistoryDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog.model.index(0, 2).data().startswith("De qué trata · Dictamen")
    dialog.reject()


def test_a_whole_version_comes_back_and_can_be_undone(desk, record):
    desk.open(record.record_id)
    first = desk.stored(record.record_id)
    with opened(desk.folder) as app:
        items = {"description": "Papel", "quantity": 30}
        app.capture.save_fields(
            record.record_id, [FieldEdit("/tender/title", "Otro"), FieldEdit("/tender/items/@", items, "row_add")]
        )
        app.capture.save_fields(record.record_id, [FieldEdit("/planning/rationale", "Se acabó")])
    desk.open(record.record_id)
    later = desk.stored(record.record_id)
    desk.page.header.history.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HistoryDialog))
    dialog = QApplication.activeModalWidget()
    dialog.table.setCurrentIndex(dialog.model.index(len(dialog.model.entries) - 1, 0))
    dialog.version.click()
    desk.settle()
    assert desk.stored(record.record_id) == first
    assert "quedó como estaba" in desk.page.notice.text.text()
    desk.page.undo()
    desk.settle()
    assert desk.stored(record.record_id) == later

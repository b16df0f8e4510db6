"""Invoices dropped on the open record complete it; what cannot come in is said, and what was typed stays."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from capture_app.settings import change_settings
from tests.gui.screen_reading import nameless
from tests.invoices import OFFICE_RFC, invoice
from tests.office import opened
from ui.form.attachment import AttachmentLine

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def folder(folder):
    change_settings(folder, "office_rfc", OFFICE_RFC)
    return folder


def dropped(page, *files) -> bool:
    """Whether the page takes the files, as the system asks it to."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    if enter.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(5, 5), COPY, data, LEFT, NONE))
    return enter.isAccepted()


def test_invoices_complete_the_open_record_beside_what_is_being_typed(desk, record, tmp_path):
    made = invoice(random.Random(1), lines=2, method="PPD")
    desk.open(record.record_id)
    desk.page.go_to("/tender/title")
    desk.type(" y marzo")
    assert dropped(desk.page, made.write(tmp_path))
    desk.settle()
    assert "1 factura completó este expediente" in desk.page.notice.text.text()
    body = desk.stored(record.record_id)
    (contract,) = body["contracts"]
    assert contract["value"]["amount"] == made.total
    assert "marzo" in body["tender"]["title"]
    assert desk.page.binding.body["contracts"] == body["contracts"]
    assert dropped(desk.page, made.write(tmp_path))
    desk.settle()
    assert "ya estaba" in desk.page.notice.text.text()
    assert nameless(desk.window) == []


def test_an_invoice_of_another_office_changes_nothing_and_says_why(desk, record, tmp_path):
    file = tmp_path / "ajena.xml"
    file.write_text(invoice(random.Random(3)).xml.replace(OFFICE_RFC, "OTR850101AB1"), encoding="utf-8")
    desk.open(record.record_id)
    before = desk.stored(record.record_id)
    assert dropped(desk.page, file)
    desk.settle()
    assert "OTR850101AB1" in desk.page.notice.text.text()
    assert desk.stored(record.record_id) == before


def test_on_the_box_of_a_document_an_invoice_is_still_one_and_another_xml_is_its_file(desk, record, tmp_path):
    row = "/tender/documents/@abcdefghij"
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit(row, {"_key": "abcdefghij", "id": "doc-1"}, "row_add")])
    desk.open(record.record_id)
    desk.page.go_to(f"{row}/title")
    box = desk.page.view.findChild(AttachmentLine)
    assert dropped(box, invoice(random.Random(1)).write(tmp_path))
    desk.settle()
    assert "1 factura completó este expediente" in desk.page.notice.text.text()
    assert box.document is None
    plain = tmp_path / "catálogo.xml"
    plain.write_text("<?xml version='1.0'?><conceptos/>", encoding="utf-8")
    assert dropped(box, plain)
    desk.settle()
    assert box.document.name == "catálogo.xml"


def test_other_files_and_an_empty_page_are_not_taken(desk, record, tmp_path):
    assert not dropped(desk.page, tmp_path / "f.xml")
    desk.open(record.record_id)
    assert not dropped(desk.page, tmp_path / "foto.png")

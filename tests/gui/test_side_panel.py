"""Beside the form: why a point matters, reasons kept, every point with its answer, and the documents asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from capture_app.changes import FieldEdit
from forms.findings import Level
from tests.office import opened
from ui.theme import current_colours
from ui.words import say


@pytest.fixture
def at_process(new_desk, folder):
    with opened(folder) as app:
        record_id = app.capture.create("Compra").record_id
        app.capture.save_fields(
            record_id,
            [
                FieldEdit("/tender/procurementMethod", "direct"),
                FieldEdit("/tender/mainProcurementCategory", "goods"),
                FieldEdit("/tender/description", "Compra"),
            ],
        )
    desk = new_desk()
    desk.open(record_id)
    return desk, record_id


def dialog_of(desk):
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    return QApplication.activeModalWidget()


def mark_one(desk, wanted):
    """Put the mark of the list on the first finding that fits."""
    problems = desk.page.panel.problems
    at = next(row for row in range(problems.model().rowCount()) if wanted(problems.at(problems.model().index(row, 0))))
    problems.setCurrentIndex(problems.model().index(at, 0))
    return problems.at(problems.currentIndex())


def test_a_warning_is_justified_with_a_reason_and_the_reason_is_taken_back(at_process):
    desk, _ = at_process
    card = desk.page.panel.card
    finding = mark_one(desk, lambda item: item.level is Level.WARNING)
    assert card.isVisible()
    desk.qtbot.keyClick(card.justify, Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    desk.qtbot.waitUntil(lambda: dialog.isAncestorOf(desk.focused))
    desk.type("Lo acordamos con la unidad requirente.")
    desk.qtbot.keyClick(dialog.findChildren(type(card.justify))[1], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: "_justified" in desk.page.binding.view.body)
    desk.settle()
    mark_one(desk, lambda item: (item.pointer, item.code) == (finding.pointer, finding.code))
    assert "Lo acordamos" in card.reason.text()
    assert not card.justify.isVisible()
    desk.qtbot.keyClick(card.withdraw, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: "_justified" not in desk.page.binding.view.body)


def test_every_point_is_listed_with_its_answer_and_why_it_has_none(at_process):
    desk, _ = at_process
    desk.qtbot.keyClick(desk.page.panel.tools["guides"], Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    texts = [label.text() for label in dialog.findChildren(type(desk.page.panel.heading))]
    assert any(text.startswith("No evaluable (") for text in texts)
    assert any(text.startswith("No evaluable porque falta") for text in texts)
    assert any(text.startswith("Punto por revisar (") for text in texts)
    assert any(text.startswith("Por qué importa: ") for text in texts)


def test_what_is_to_be_resolved_is_counted_by_level(at_process):
    desk, _ = at_process
    panel = desk.page.panel
    shown = [
        panel.problems.at(panel.problems.model().index(row, 0)).level
        for row in range(panel.problems.model().rowCount())
    ]
    warnings, notes = shown.count(Level.WARNING), shown.count(Level.NOTE)
    assert notes > 0
    assert warnings > 1
    assert f"{warnings} avisos, {notes} nota" in panel.heading.text()


def test_a_document_on_paper_is_said_with_where_it_is_and_kept(at_process):
    desk, record_id = at_process
    desk.qtbot.keyClick(desk.page.panel.tools["papers"], Qt.Key.Key_Space)
    dialog = dialog_of(desk)
    act = dialog.current()
    assert act is not None
    desk.qtbot.keyClick(dialog.buttons["on_paper"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not dialog)
    note = QApplication.activeModalWidget()
    desk.qtbot.waitUntil(lambda: note.isAncestorOf(desk.focused))
    desk.type("Carpeta 3, fojas 10 a 14")
    desk.qtbot.keyClick(note.findChildren(type(dialog.buttons["go"]))[1], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: dialog.current() is not None and dialog.current().standing == "on_paper")
    assert dialog.current().row.id == act.row.id
    assert "fojas 10 a 14" in dialog.reason.text()
    assert act.row.document in dialog.reason.text()
    beside, option = dialog.tree.currentIndex().siblingAtColumn(1), QStyleOptionViewItem()
    dialog.tree.itemDelegate().initStyleOption(option, beside)
    assert option.palette.color(QPalette.ColorRole.Text) == QColor(current_colours().good)
    assert dialog.tree.rowHeight(beside) >= dialog.tree.fontMetrics().height() + 8
    desk.settle()
    assert "fojas 10 a 14" in str(desk.stored(record_id))


def test_the_help_says_where_a_value_comes_from_and_whether_it_is_public(at_process):
    desk, _ = at_process
    desk.page.go_to("/tender/value")
    shown = desk.page.panel.help.source.text()
    assert shown.startswith("Fuente: ")
    assert "se publica después de" in shown or say("help.public") in shown

"""What could not be understood at import: each value as it came, and a link to where it belongs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Aside, ProcessView
from forms.catalog import Catalog
from forms.words import label_at
from ui.focus_order import follow
from ui.form.widgets.any_field import plain_text
from ui.record_table import RecordTable
from ui.screen import fit
from ui.words import load_words, say

COLUMNS = ("field", "value", "reason", "file")
WIDTHS = {"field": 210, "value": 190, "reason": 0, "file": 150}


class AsideDialog(QDialog):
    place_chosen = Signal(str)
    put_away = Signal(object)

    def __init__(self, view: ProcessView, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("aside.title"))
        fit(self, 820, 420)
        self._items = list(view.aside)
        self._record = catalog.record_types[view.record_type]
        heading = QLabel(say("aside.title"), self)
        heading.setObjectName("heading")
        text = QLabel(say("aside.text"), self)
        text.setObjectName("muted")
        text.setWordWrap(True)
        self.model = QStandardItemModel(0, len(COLUMNS), self)
        self.model.setHorizontalHeaderLabels([say(f"aside.column.{name}") for name in COLUMNS])
        for item in self._items:
            self.model.appendRow([self._cell(text) for text in self._texts(item)])
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("aside.title"))
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        self.table.chosen.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        for widget in (heading, text, self.table):
            layout.addWidget(widget)
        layout.addLayout(self._buttons())
        if self._items:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.go_button = QPushButton(say("aside.go"), self)
        self.go_button.setProperty("kind", "primary")
        self.done_button = QPushButton(say("aside.done"), self)
        close = QPushButton(say("aside.close"), self)
        for button in (close, self.done_button, self.go_button):
            button.setAccessibleName(button.text())
        self.go_button.clicked.connect(lambda: self._go(self.table.currentIndex().row()))
        self.done_button.clicked.connect(self._put_away)
        close.clicked.connect(self.reject)
        line.addWidget(close)
        line.addStretch(1)
        line.addWidget(self.done_button)
        line.addWidget(self.go_button)
        follow([self.table, close, self.done_button, self.go_button])
        return line

    def _texts(self, item: Aside) -> tuple[str, str, str, str]:
        label = label_at(item.pointer, self._record)
        return label, plain_text(item.value), reason_text(item.reason), item.source_file

    @staticmethod
    def _cell(text: str) -> QStandardItem:
        cell = QStandardItem(text)
        cell.setToolTip(text)
        return cell

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._items):
            self.place_chosen.emit(self._items[row].pointer)
            self.accept()

    def _put_away(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._items):
            self.put_away.emit(self._items.pop(row))
            self.model.removeRow(row)


def reason_text(reason: str) -> str:
    """The words for why a value was kept aside; an unknown reason says so plainly."""
    return load_words().get(f"aside.reason.{reason}", say("aside.reason.other"))

"""Where the portal says one thing and this computer another: both, field by field, and a person decides."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Conflict, ProcessView
from forms.catalog import Catalog
from forms.formats import display
from forms.record_type import kinds_of
from forms.words import label_at
from ui.form.places import row_title
from ui.form.widgets.any_field import plain_text
from ui.record_table import RecordTable
from ui.screen import fit
from ui.times import OfficeTimes
from ui.words import say

COLUMNS = ("field", "ours", "theirs", "when")
WIDTHS = {"field": 0, "ours": 0, "theirs": 0, "when": 136}


class ConflictDialog(QDialog):
    """`decided` brings a conflict and whose value stays; the other one remains in the history.

    `place_wanted` leads to the field, where a third value is written over ours.
    """

    decided = Signal(object, str)
    place_wanted = Signal(str)

    def __init__(self, view: ProcessView, catalog: Catalog, times: OfficeTimes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("conflict.title"))
        fit(self, 860, 420)
        self._catalog = catalog
        self._times = times
        self._view = view
        self._items = list(view.conflicts)
        heading = QLabel(say("conflict.title"), self)
        heading.setObjectName("heading")
        text = QLabel(say("conflict.text"), self)
        text.setObjectName("muted")
        text.setWordWrap(True)
        self.model = QStandardItemModel(0, len(COLUMNS), self)
        self.model.setHorizontalHeaderLabels([say(f"conflict.column.{name}") for name in COLUMNS])
        for item in self._items:
            self.model.appendRow([self._cell(text) for text in self._texts(item)])
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("conflict.title"))
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        for widget in (heading, text, self.table):
            layout.addWidget(widget)
        layout.addLayout(self._buttons())
        if self._items:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        names = ("close", "other", "theirs", "ours")
        close, self.other, theirs, ours = (QPushButton(say(f"conflict.{name}"), self) for name in names)
        for button in (close, self.other, theirs, ours):
            button.setAccessibleName(button.text())
        self.other.clicked.connect(self._write_another)
        close.clicked.connect(self.reject)
        theirs.clicked.connect(lambda: self._decide("theirs"))
        ours.clicked.connect(lambda: self._decide("ours"))
        line.addWidget(close)
        line.addStretch(1)
        line.addWidget(self.other)
        line.addWidget(theirs)
        line.addWidget(ours)
        return line

    def _texts(self, item: Conflict) -> tuple[str, ...]:
        record = self._catalog.record_types[self._view.record_type]
        row = row_title(record, self._view.body, item.path)
        label = label_at(item.path, record, kinds_of(self._view.body))
        named = say("problems.in_row", row=row, text=label) if row else label
        return (
            named,
            self._shown(item, item.ours),
            self._shown(item, item.theirs),
            self._times.whole(item.at),
        )

    def _shown(self, item: Conflict, value: object) -> str:
        if value is None:
            return say("conflict.nothing")
        field = self._catalog.record_types[self._view.record_type].field_at(item.path)
        return (display(field, value, self._catalog) if field else "") or plain_text(value)

    @staticmethod
    def _cell(text: str) -> QStandardItem:
        cell = QStandardItem(text)
        cell.setToolTip(text)
        return cell

    def _write_another(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._items):
            path = self._items[row].path
            self._decide("ours")
            self.place_wanted.emit(path)
            self.accept()

    def _decide(self, choice: str) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._items):
            return
        self.decided.emit(self._items.pop(row), choice)
        self.model.removeRow(row)
        if not self._items:
            self.accept()

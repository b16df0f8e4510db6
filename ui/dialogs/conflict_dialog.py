"""Where the portal says one thing and this computer another: both, field by field, and a person decides."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import Conflict, ProcessView
from forms.catalog import Catalog
from forms.record_type import kinds_of
from forms.telling import place_words, row_lines, value_words
from ui.form.places import row_title
from ui.inputs.compared import Compared
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.times import OfficeTimes
from ui.words import say

WIDTHS = {"field": 0, "ours": 0, "theirs": 0, "when": 136}
LOW = 400


class ConflictDialog(RowsToChoose):
    """`decided` brings a conflict and whose value stays; the other one remains in the history.

    `place_wanted` leads to the field, where a third value is written over ours.
    """

    decided = Signal(object, str)
    place_wanted = Signal(str)

    def __init__(self, view: ProcessView, catalog: Catalog, times: OfficeTimes, parent: QWidget | None = None) -> None:
        super().__init__("conflict", (900, 580), parent)
        self.said.setText(say("conflict.text"))
        self._catalog, self._times, self._view = catalog, times, view
        self._items = list(view.conflicts)
        self.model = TextRows("conflict", tuple(WIDTHS), self)
        self.model.show_rows([self._texts(item) for item in self._items])
        self.put_table(self.model, WIDTHS)
        self.compared = Compared([say(f"conflict.column.{side}") for side in ("ours", "theirs")], self)
        self.sheet.addWidget(self.compared)
        ending = self.put_ending(
            ("conflict.close", self.reject),
            ("conflict.other", self._write_another),
            ("conflict.theirs", lambda: self._decide("theirs")),
            ("conflict.ours", lambda: self._decide("ours")),
            has_main=False,
        )
        self.other = ending.acts[0]
        self.table.selectionModel().currentRowChanged.connect(lambda current, _before: self._compare(current.row()))
        self._compare(self.row)

    def _texts(self, item: Conflict) -> tuple[str, ...]:
        record = self._catalog.record_types[self._view.record_type]
        row = row_title(record, self._view.body, item.path)
        label = place_words(item.path, record, kinds_of(self._view.body))
        named = say("problems.in_row", row=row, text=label) if row else label
        return (
            named,
            self._shown(item, item.ours),
            self._shown(item, item.theirs),
            self._times.whole(item.at),
        )

    def _shown(self, item: Conflict, value: object) -> str:
        if value is None:
            return say("conflict.no_row" if _is_row(item) else "conflict.nothing")
        record = self._catalog.record_types[self._view.record_type]
        return value_words(item.path, value, "row_add" if _is_row(item) else "set", record, self._catalog)

    def _compare(self, row: int) -> None:
        """Both sides of the row that has the mark, whole."""
        if 0 <= row < len(self._items):
            item = self._items[row]
            self.other.setEnabled(not _is_row(item))
            self.compared.show_texts(self._whole(item, item.ours), self._whole(item, item.theirs))

    def _whole(self, item: Conflict, value: object) -> str:
        if not isinstance(value, Mapping) or not _is_row(item):
            return self._shown(item, value)
        record = self._catalog.record_types[self._view.record_type]
        return row_lines(item.path, value, record, kinds_of(self._view.body), self._catalog)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.said.setVisible(self.height() >= LOW)
        self.compared.set_low(self.height() < LOW)

    def _write_another(self) -> None:
        row = self.row
        if 0 <= row < len(self._items):
            path = self._items[row].path
            self._decide("ours")
            self.place_wanted.emit(path)
            self.accept()

    def _decide(self, choice: str) -> None:
        row = self.row
        if not 0 <= row < len(self._items):
            return
        self.decided.emit(self._items.pop(row), choice)
        self.model.removeRow(row)
        if not self._items:
            self.accept()
        self._compare(self.row)


def _is_row(item: Conflict) -> bool:
    """Whether a whole row is in question: it stays or it goes, and there is no third value to write."""
    return item.path.rpartition("/")[2].startswith("@")

"""What could not be understood at import: each value as it came, and a link to where it belongs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import Aside, ProcessView
from forms.catalog import Catalog
from forms.record_type import kinds_of
from forms.words import label_at
from ui.form.widgets.any_field import plain_text
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.words import load_words, say

WIDTHS = {"field": 210, "value": 190, "reason": 0, "file": 150}


class AsideDialog(RowsToChoose):
    place_chosen = Signal(str)
    put_away = Signal(object)

    def __init__(self, view: ProcessView, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__("aside", (820, 420), parent)
        self.said.setText(say("aside.text"))
        self._items = list(view.aside)
        self._record = catalog.record_types[view.record_type]
        self._kinds = kinds_of(view.body)
        self.model = TextRows("aside", tuple(WIDTHS), self)
        self.model.show_rows([self._texts(item) for item in self._items])
        self.put_table(self.model, WIDTHS)
        self.table.chosen.connect(self._go)
        ending = self.put_ending(
            ("aside.close", self.reject), ("aside.done", self._put_away), ("aside.go", lambda: self._go(self.row))
        )
        self.done_button, self.go_button = ending.acts

    def _texts(self, item: Aside) -> tuple[str, str, str, str]:
        label = label_at(item.pointer, self._record, self._kinds)
        return label, plain_text(item.value), reason_text(item.reason), item.source_file

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._items):
            self.place_chosen.emit(self._items[row].pointer)
            self.accept()

    def _put_away(self) -> None:
        row = self.row
        if 0 <= row < len(self._items):
            self.put_away.emit(self._items.pop(row))
            self.model.removeRow(row)


def reason_text(reason: str) -> str:
    """The words for why a value was kept aside; an unknown reason says so plainly."""
    return load_words().get(f"aside.reason.{reason}", say("aside.reason.other"))

"""Every note on a record in one list: whose, on which field, and the way there."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import ProcessView
from capture_app.patching import FOLIO_PATH
from forms.catalog import Catalog
from forms.marks import noted_paths, notes_at
from forms.pointers import get
from forms.telling import value_words
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.models.history_model import field_words
from ui.times import OfficeTimes
from ui.words import say

ROW_ADD = "row_add"
WIDTHS = {"field": 220, "text": 0, "by": 120, "when": 104}


class RecordNotesDialog(RowsToChoose):
    """`place_chosen` brings the path of the field, `settled` that of one whose notes may go."""

    place_chosen = Signal(str)
    settled = Signal(str)

    def __init__(self, view: ProcessView, catalog: Catalog, times: OfficeTimes, parent: QWidget | None = None) -> None:
        super().__init__("noted", (820, 420), parent)
        self.said.setText(say("noted.text"))
        body = view.body
        self._paths: list[str] = []
        lines = []
        for path in noted_paths(body):
            for note in notes_at(body, path):
                when = times.short(datetime.fromisoformat(str(note["at"]))) if note.get("at") else ""
                said = (str(note.get("text") or ""), str(note.get("by") or ""), when)
                lines.append((_place(path, view, catalog), *said))
                self._paths.append(path)
        self.model = TextRows("noted", tuple(WIDTHS), self)
        self.model.show_rows(lines)
        self.put_table(self.model, WIDTHS)
        self.whole = self.put_whole()
        self.table.chosen.connect(lambda _row: self._go())
        ending = self.put_ending(("aside.close", self.reject), ("notes.settle", self._settle), ("aside.go", self._go))
        self.settle_button, self.go_button = ending.acts
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._marked())
        self._marked()

    def _path(self) -> str:
        return self._paths[self.row] if 0 <= self.row < len(self._paths) else ""

    def _marked(self) -> None:
        """The note in full, which its column cuts, and whether there is a field to go to."""
        note = self.model.item(self.row, 1) if self._path() else None
        self.whole.setText(note.text() if note is not None else "")
        self.go_button.setEnabled(self._path() not in ("", FOLIO_PATH))

    def _go(self) -> None:
        if self.go_button.isEnabled():
            self.place_chosen.emit(self._path())
            self.accept()

    def _settle(self) -> None:
        """All the notes of the field that has the mark."""
        path = self._path()
        if not path:
            return
        self.settled.emit(path)
        for row in reversed([at for at, other in enumerate(self._paths) if other == path]):
            self._paths.pop(row)
            self.model.removeRow(row)
        self._marked()
        if not self._paths:
            self.accept()


def _place(path: str, view: ProcessView, catalog: Catalog) -> str:
    """The field, or the row by its own name where the note is on all of it."""
    record = catalog.record_types[view.record_type]
    label = field_words(record, view.body, path)
    row = value_words(path, get(view.body, path), ROW_ADD, record, catalog) if "@" in path.rpartition("/")[2] else ""
    return say("history.in_row", row=row, text=label) if row else label

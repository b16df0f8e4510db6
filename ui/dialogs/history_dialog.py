"""The history of a record: who changed what and when, and a way back for a value."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from capture_app.changes import ACT, Changes, FieldEdit, HistoryEntry, ProcessView
from forms.catalog import Catalog
from forms.pointers import get
from ui.inputs.rows_to_choose import RowsToChoose
from ui.loads import load_text
from ui.models.history_model import HistoryModel
from ui.times import OfficeTimes
from ui.words import count

WIDTHS = {"when": 136, "who": 180, "field": 0, "old": 0, "new": 0}


@dataclass(frozen=True)
class History:
    """A record and all that happened to it."""

    view: ProcessView
    entries: tuple[HistoryEntry, ...]


def read_history(app: Any, record_id: str) -> History:
    return History(app.capture.open(record_id), tuple(app.capture.history(record_id)))


def restore_value(app: Any, record_id: str, path: str, value: Any) -> Changes:
    """An edit like any other: it has its own line in the history and can be taken back."""
    changes: Changes = app.capture.save_fields(record_id, (FieldEdit(path, value),))
    return changes


def restore_version(app: Any, record_id: str, entry: HistoryEntry) -> Changes:
    """The whole record as it stood after an entry; an edit like any other."""
    changes: Changes = app.capture.restore(record_id, entry)
    return changes


class HistoryDialog(RowsToChoose):
    """`restore_wanted` brings the entry whose old value is to stand again, `version_wanted` the one after which the
    whole record was as it is to be again."""

    restore_wanted = Signal(object)
    version_wanted = Signal(object)

    def __init__(self, history: History, catalog: Catalog, times: OfficeTimes, parent: QWidget | None = None) -> None:
        super().__init__("history", (980, 540), parent)
        self._view = history.view
        self.model = HistoryModel(history.view, history.entries, catalog, times, self)
        loads = [load_text(load) for load in history.view.loads]
        self.said.setText("\n".join([count("history.text", len(self.model.entries)), *loads]))
        self.put_table(self.model, WIDTHS)
        self.whole = self.put_whole()
        ending = self.put_ending(
            ("aside.close", self.reject),
            ("history.version", lambda: self._give_back(self.version_wanted)),
            ("history.restore", lambda: self._give_back(self.restore_wanted)),
            has_main=False,
        )
        self.version, self.restore = ending.acts
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self._chosen()

    def _entry(self) -> HistoryEntry | None:
        return self.model.entries[self.row] if self.row >= 0 else None

    def _chosen(self) -> None:
        entry = self._entry()
        self.whole.setText(self.model.whole(self.row))
        self.restore.setEnabled(self._can_restore(entry))
        self.version.setEnabled(entry is not None and entry.group_id != self.model.entries[0].group_id)

    def _can_restore(self, entry: HistoryEntry | None) -> bool:
        """Only a value, in a place that is still there, that is not the value of now."""
        if entry is None or entry.kind not in ("set", ACT) or entry.path.startswith("/_"):
            return False
        parent, _, name = entry.path.rpartition("/")
        if name.startswith("@"):
            return False
        rows_are_there = "@" not in parent or get(self._view.body, parent) is not None
        return rows_are_there and get(self._view.body, entry.path) != entry.old

    def _give_back(self, wanted: SignalInstance) -> None:
        entry = self._entry()
        if entry is not None:
            wanted.emit(entry)
            self.accept()

"""The command palette: every action, every record by search and every field of the open form, from one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from capture_app.changes import ProcessSummary
from forms.codes import fold
from ui.jobs import Jobs
from ui.screen import fit
from ui.words import say

MOST_OF_A_KIND = 9
MOST_RECORDS = 8
SEARCH_DELAY_MS = 90
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


@dataclass(frozen=True)
class Entry:
    """One line: what it is (`action`, `record`, `field`), how it reads, and what it does."""

    kind: str
    title: str
    detail: str
    run: Callable[[], None]


@dataclass(frozen=True)
class FoundRecords:
    number: int
    rows: tuple[ProcessSummary, ...]


def find_records(app: Any, number: int, text: str) -> FoundRecords:
    """A task of the store lane."""
    return FoundRecords(number, tuple(app.capture.search(text, limit=MOST_RECORDS, record_type=None)))


def matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Entries with every word typed, those whose title begins with it first."""
    words = fold(text).split()
    found = [entry for entry in entries if all(word in fold(f"{entry.title} {entry.detail}") for word in words)]
    return sorted(found, key=lambda entry: not fold(entry.title).startswith(fold(text)))


class PaletteLine(QLineEdit):
    """Up and Down move in the list; the caret stays here."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class PaletteDialog(QDialog):
    """`entries` are the actions and fields of now; records come as they are found, each a line of `kind`."""

    def __init__(
        self,
        jobs: Jobs,
        deed: str,
        kind: str,
        entries: Sequence[Entry],
        take_record: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(f"action.{deed}"))
        self._jobs, self._kind, self._entries, self._take_record = jobs, kind, list(entries), take_record
        self._records: list[Entry] = []
        self._number = 0
        self.shown: list[Entry] = []
        self.line = PaletteLine(self)
        self.line.setPlaceholderText(say(f"palette.hint_{deed}"))
        self.line.setAccessibleName(say(f"action.{deed}"))
        self._model = QStandardItemModel(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setSpacing(2)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(say("suggestions.name"))
        self.list.clicked.connect(self._run)
        self.none = QLabel(say("palette.nothing"), self)
        self.none.setObjectName("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        for widget in (self.line, self.none, self.list):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_DELAY_MS)
        self._timer.timeout.connect(self._search)
        self.line.textChanged.connect(self._typed)
        self.line.stepped.connect(self._step)
        self.line.returnPressed.connect(lambda: self._run(self.list.currentIndex()))
        self.finished.connect(self.deleteLater)
        self._show()
        fit(self, 620, 460)

    def _typed(self, text: str) -> None:
        self._records = []
        self._number += 1
        self._timer.start() if text.strip() else self._timer.stop()
        self._show()

    def _search(self) -> None:
        self._jobs.store(find_records, self._number, self.line.text().strip(), done=self._take)

    def _take(self, found: FoundRecords) -> None:
        """A late answer is for nobody."""
        if found.number == self._number:
            self._records = [self._entry(row) for row in found.rows]
            self._show()

    def _entry(self, row: ProcessSummary) -> Entry:
        title = row.title or say("process.untitled")
        return Entry(self._kind, title, row.folio or row.ocid, lambda: self._take_record(row.id))

    def _show(self) -> None:
        text = self.line.text()
        found = matching(self._entries, text)
        actions = [entry for entry in found if entry.kind == "action"]
        fields = [entry for entry in found if entry.kind == "field"] if text.strip() else []
        self.shown = [*actions[: len(actions) if not text.strip() else MOST_OF_A_KIND], *fields[:MOST_OF_A_KIND]]
        self.shown += self._records
        self._model.clear()
        for entry in self.shown:
            said = say(f"palette.{entry.kind}", title=entry.title, detail=entry.detail)
            item = QStandardItem(said if entry.detail else entry.title)
            item.setAccessibleText(said)
            self._model.appendRow(item)
        self.none.setVisible(not self.shown)
        if self.shown:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def _step(self, step: int) -> None:
        if self.shown:
            at = max(0, min(len(self.shown) - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self._model.index(at, 0))

    def _run(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self.shown[index.row()]
            self.accept()
            entry.run()

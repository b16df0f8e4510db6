"""Revisión: what waits to be approved, what changed in it since the last approval, and saying yes or no with notes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Changes, HistoryEntry, ProcessSummary, ProcessView
from capture_app.services.review import ChangesSinceApproval
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from forms.marks import notes_at
from forms.progress import title_place
from ui.dialogs.notes_dialog import NotesDialog
from ui.error_text import explain
from ui.form.banner import Banner
from ui.form.field_acts import add_note
from ui.jobs import Jobs
from ui.models.history_model import field_words
from ui.models.review_model import REVIEW_COLUMNS, WIDTHS, ReviewModel, in_reading_order, is_captured, reading_ranks
from ui.page_head import PageHead
from ui.painting import WrappedLines
from ui.record_table import RecordTable
from ui.times import times_of
from ui.words import count, say

MOST = 500
LIST_WIDTH, NARROW, FEW_LINES, LARGEST = 220, 620, 62, 16_777_215
ACTS = ("return", "approve", "publish")


@dataclass(frozen=True)
class Reviewed:
    """A record under review: as it is, what changed since it was last approved, and what may be done."""

    view: ProcessView
    changes: ChangesSinceApproval
    acts: tuple[str, ...]


def waiting_for_review(app: Any) -> tuple[ProcessSummary, ...]:
    """A task of the store lane."""
    return tuple(app.capture.search(status="in_review", limit=MOST, record_type=None))


def look_at(app: Any, record_id: str) -> Reviewed:
    offered = app.review.offered(record_id)
    return Reviewed(app.capture.open(record_id), app.review.changes(record_id), tuple(a for a in ACTS if a in offered))


def handed_with(body: Mapping[str, Any], record: RecordType) -> str:
    """What was last written of the record as a whole, "" where nothing was."""
    note = next(reversed(notes_at(body, title_place(record))), None)
    return say("mark.note", by=note.get("by", ""), text=note.get("text", "")) if note is not None else ""


def who_decides(acts: tuple[str, ...]) -> str:
    """Why the button of approving is not there; "" where it is."""
    if "approve" in acts:
        return ""
    return say("review.own" if "return" in acts else "review.others")


class ReviewPage(QWidget):
    """`act_wanted` brings an act and the record; `record_chosen` leads to the full form."""

    act_wanted = Signal(str, object)
    record_chosen = Signal(str)

    def __init__(self, jobs: Jobs, catalog: Catalog, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs, self._catalog, self._times = jobs, catalog, times_of(settings.zone)
        self._rows: tuple[ProcessSummary, ...] = ()
        self._shown: Reviewed | None = None
        self._ranks: dict[str, Mapping[str, int]] = {}
        self.model: ReviewModel | None = None
        self.head = PageHead(say("review.title"), self)
        self.banner = Banner(self)
        self.banner.acted.connect(self.arrive)
        self.list = QListWidget(self)
        self.list.setAccessibleName(say("review.list"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setObjectName("problems")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(WrappedLines(self.list))
        self.list.currentRowChanged.connect(self._choose)
        self.empty = QLabel(say("review.empty"), self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.what = QLabel(self)
        self.what.setObjectName("title")
        self.what.setWordWrap(True)
        self.said = QLabel(self)
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("review.changes"))
        self.table.chosen.connect(lambda _row: self.note())
        self.whole = QLabel(self)
        self.whole.setObjectName("hint")
        self.whole.setWordWrap(True)
        self.whole.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        jobs.changed.connect(self._changed)

    def _lay_out(self) -> None:
        self.note_button = self._button("review.note", self.note)
        self.open_button = self._button("review.open", self._open)
        self.buttons = {act: self._button(f"act.{act}", lambda act=act: self._act(act)) for act in ACTS}
        self.buttons["approve"].setProperty("kind", "primary")
        self.buttons["publish"].setProperty("kind", "primary")
        acts = QHBoxLayout()
        acts.addWidget(self.open_button)
        acts.addWidget(self.note_button)
        acts.addStretch(1)
        for button in self.buttons.values():
            acts.addWidget(button)
        right = QVBoxLayout()
        for widget in (self.what, self.said, self.table, self.whole):
            right.addWidget(widget)
        right.addLayout(acts)
        body = self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        body.setSpacing(12)
        body.addWidget(self.list)
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(10)
        for top in (self.head, self.banner):
            layout.addWidget(top)
        layout.addWidget(self.empty, 1)
        layout.addLayout(body, 1)
        self._show_rows(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the list stands over what changed."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.list.setMinimumWidth(0 if narrow else LIST_WIDTH)
        self.list.setMaximumSize(LARGEST if narrow else LIST_WIDTH, FEW_LINES if narrow else LARGEST)

    def _button(self, key: str, act: Any) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: act())
        return button

    def arrive(self) -> None:
        self._look(self._arrived)

    def _look(self, done: Callable[[tuple[ProcessSummary, ...]], None]) -> None:
        self._jobs.store(waiting_for_review, done=done, failed=self._cannot)

    def _arrived(self, rows: tuple[ProcessSummary, ...]) -> None:
        self._show_rows(rows)
        if rows:
            self.list.setFocus()

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    def _show_rows(self, rows: tuple[ProcessSummary, ...]) -> None:
        kept = self._shown.view.record_id if self._shown is not None else ""
        self._rows = rows
        self.banner.forget(say("process.retry"))
        self.head.subtitle.show_text(count("review.waiting", len(rows)))
        self.list.clear()
        self.list.addItems([f"{row.title or say('process.untitled')}\n{row.folio}" for row in rows])
        for widget in (
            self.list,
            self.what,
            self.said,
            self.table,
            self.whole,
            self.note_button,
            self.open_button,
            *self.buttons.values(),
        ):
            widget.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            ids = [row.id for row in rows]
            self.list.setCurrentRow(ids.index(kept) if kept in ids else 0)

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._rows):
            self._jobs.store(look_at, self._rows[at].id, done=self._show, failed=self._cannot)

    def _show(self, found: Reviewed) -> None:
        """A late answer for another record is for nobody."""
        at = self.list.currentRow()
        if not 0 <= at < len(self._rows) or self._rows[at].id != found.view.record_id:
            return
        kept = (
            self._current() if self._shown is not None and self._shown.view.record_id == found.view.record_id else None
        )
        self._shown = found
        record = self._catalog.record_types[found.view.record_type]
        captured = [item for item in found.changes.entries if is_captured(item, record)]
        changes = in_reading_order(captured, self._ranks_of(record))[::-1]  # the model shows the last first
        self.model = ReviewModel(found.view, changes, self._catalog, self._times, self)
        self.table.setModel(self.model)
        self.table.set_widths(REVIEW_COLUMNS, WIDTHS)
        self.table.hide_below(REVIEW_COLUMNS, {}, self.model.silent)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)
        handed = "\n".join(filter(None, (handed_with(found.view.body, record), who_decides(found.acts))))
        self.said.setText(handed)
        self.said.setVisible(bool(handed))
        self.what.setText(self._told(len(self.model.entries), found.changes.at))
        self.note_button.setEnabled(bool(self.model.entries))
        for act, button in self.buttons.items():
            button.setVisible(act in found.acts)
        paths = [entry.path for entry in self.model.entries]
        if paths:
            at = paths.index(kept.path) if kept is not None and kept.path in paths else 0
            self.table.setCurrentIndex(self.model.index(at, 0))
        self._show_whole()

    def _ranks_of(self, record: RecordType) -> Mapping[str, int]:
        if record.id not in self._ranks:
            self._ranks[record.id] = reading_ranks(record)
        return self._ranks[record.id]

    def _show_whole(self) -> None:
        """The marked change in full, under the table whose columns cut it."""
        if self.model is not None:
            self.whole.setText(self.model.whole(self.table.currentIndex().row()))

    def _told(self, changes: int, approved: datetime | None) -> str:
        if approved is None:
            return count("review.never", changes)
        when = self._times.whole(approved)
        return count("review.since", changes, when=when) if changes else say("review.same", when=when)

    def _current(self) -> HistoryEntry | None:
        index: QModelIndex = self.table.currentIndex()
        return self.model.entries[index.row()] if self.model is not None and index.isValid() else None

    def note(self) -> None:
        """A note on the field of the line; it goes with the record to who captured it."""
        entry, shown = self._current(), self._shown
        if entry is None or shown is None:
            return
        record = self._catalog.record_types[shown.view.record_type]
        dialog = NotesDialog(
            field_words(record, shown.view.body, entry.path),
            notes_at(shown.view.body, entry.path),
            self._times,
            self,
        )
        dialog.written.connect(lambda text: self._write(shown.view.record_id, entry.path, text))
        dialog.open()
        dialog.text.setFocus()

    def _write(self, record_id: str, path: str, text: str) -> None:
        self._jobs.store(add_note, record_id, path, text, failed=self._cannot)

    def _open(self) -> None:
        if self._shown is not None:
            self.record_chosen.emit(self._shown.view.record_id)

    def _act(self, act: str) -> None:
        if self._shown is not None:
            self.act_wanted.emit(act, self._shown.view)

    def _changed(self, _changes: Changes) -> None:
        """News of the lanes: what is marked and where the focus is stay."""
        if self.isVisible():
            self._look(self._show_rows)

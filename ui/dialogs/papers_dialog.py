"""The acts and documents that a procedure leaves, stage by stage: captured, on paper, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QLabel, QPushButton, QTreeView, QVBoxLayout, QWidget

from capture_app.changes import Changes
from forms.acts.required import Act, RequiredActs, Standing
from forms.acts.wording import figure_words, need_word, publication_words, remark, setting_words, standing_word
from forms.catalog import Catalog
from ui.dialogs.note_dialog import NoteDialog
from ui.jobs import Jobs
from ui.painting import KeepColour
from ui.screen import fit
from ui.theme import current_colours
from ui.words import say

COLUMNS = ("act", "standing", "need", "publication")
WIDTHS = (0, 130, 112, 190)  # the document has what is left
NARROW, NARROW_LAST = 700, 130
SAID = (Standing.ON_PAPER, Standing.NONEXISTENT, Standing.NOT_APPLICABLE)
TONES: Mapping[Standing, str] = {Standing.PRESENT: "good", Standing.ON_PAPER: "good", Standing.MISSING: "error"}


@dataclass(frozen=True)
class Papers:
    """The list of a record; `changes` where something was just said of an act."""

    record_id: str
    acts: RequiredActs
    changes: tuple[Changes, ...] = ()


def read_papers(app: Any, record_id: str) -> Papers:
    return Papers(record_id, app.acts.of(record_id))


def say_of(app: Any, record_id: str, act: str, state: str, reason: str) -> Papers:
    changes: Changes = app.acts.say(record_id, act, state, reason)
    return Papers(record_id, app.acts.of(record_id), (changes,))


def unsay(app: Any, record_id: str, act: str) -> Papers:
    changes: Changes = app.acts.unsay(record_id, act)
    return Papers(record_id, app.acts.of(record_id), (changes,))


class PapersDialog(QDialog):
    """`place_chosen` leads to where the document is or would be captured."""

    place_chosen = Signal(str)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, papers: Papers, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("papers.title"))
        fit(self, 980, 560)
        self._jobs = jobs
        self._papers = papers
        self._stages = {stage.id: stage.title for stage in catalog.record_types["contracting_process"].stages}
        self.heading, self.remark, self.reason = (QLabel(self) for _ in range(3))
        self.heading.setObjectName("title")
        self.remark.setObjectName("muted")
        self.reason.setObjectName("hint")
        self._items = QStandardItemModel(self)
        self.tree = QTreeView(self)
        self.tree.setAccessibleName(say("papers.title"))
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.tree.setRootIsDecorated(False)
        self.tree.setModel(self._items)
        self.tree.setItemDelegate(KeepColour(self.tree))
        self.tree.activated.connect(lambda _index: self._go())
        self.tree.selectionModel().currentChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        for label in (self.heading, self.remark):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.tree, 1)
        self.reason.setWordWrap(True)
        layout.addWidget(self.reason)
        layout.addLayout(self._buttons())
        self.show_papers(papers)

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.buttons = {name: QPushButton(say(f"papers.{name}"), self) for name in ("go", *SAID, "unsay", "close")}
        for name, button in self.buttons.items():
            button.setAccessibleName(button.text())
            button.setProperty("kind", "small")
            if name == "close":
                line.addStretch(1)
            line.addWidget(button)
        self.buttons["go"].clicked.connect(lambda _=False: self._go())
        self.buttons["unsay"].clicked.connect(lambda _=False: self._order(unsay))
        self.buttons["close"].clicked.connect(self.accept)
        for state in SAID:
            self.buttons[state].clicked.connect(lambda _=False, state=state: self._ask(state))
        return line

    def show_papers(self, papers: Papers) -> None:
        """The whole list again, the mark on the same act."""
        self._papers = papers
        at = self.current()
        self.heading.setText("  ·  ".join(setting_words(papers.acts.setting)))
        self.remark.setText(remark(papers.acts))
        self.remark.setVisible(bool(self.remark.text()))
        self._items.clear()
        self._items.setHorizontalHeaderLabels([say(f"papers.column.{name}") for name in COLUMNS])
        for stage in papers.acts.stages:
            if stage.acts:
                self._add_stage(self._stages.get(stage.stage, stage.stage), stage.acts)
        self.tree.expandAll()
        self._fit_columns()
        self._mark(at.row.id if at is not None else "")

    def _add_stage(self, title: str, acts: tuple[Act, ...]) -> None:
        top = QStandardItem(title)
        font = top.font()
        font.setBold(True)
        top.setFont(font)
        for act in acts:
            texts = (act.row.document or act.row.act, standing_word(act.standing))
            items = [QStandardItem(words) for words in (*texts, need_word(act.need), publication_words(act))]
            items[0].setData(act, Qt.ItemDataRole.UserRole)
            items[0].setToolTip(act.row.act)
            tone = TONES.get(act.standing)
            if tone:
                items[1].setForeground(QColor(getattr(current_colours(), tone)))
            top.appendRow(items)
        self._items.appendRow([top, *(QStandardItem() for _ in COLUMNS[1:])])

    def _fit_columns(self) -> None:
        header = self.tree.header()
        header.setStretchLastSection(False)
        for column, width in enumerate(WIDTHS):
            if width:
                is_last = column == len(WIDTHS) - 1
                header.resizeSection(column, NARROW_LAST if is_last and self.width() < NARROW else width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _mark(self, wanted: str) -> None:
        """The mark goes to an act by its name, else to the first."""
        places = [
            self._items.index(row, 0, self._items.index(stage, 0))
            for stage in range(self._items.rowCount())
            for row in range(self._items.item(stage).rowCount())
        ]
        same = [place for place in places if place.data(Qt.ItemDataRole.UserRole).row.id == wanted]
        if places:
            self.tree.setCurrentIndex((same or places)[0])
        else:
            self._chosen(QModelIndex(), QModelIndex())

    def current(self) -> Act | None:
        index = self.tree.currentIndex().siblingAtColumn(0)
        found = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        return found if isinstance(found, Act) else None

    def _chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        act = self.current()
        self.reason.setText("\n".join(_told(act)) if act is not None else "")
        self.reason.setVisible(bool(self.reason.text()))
        self.buttons["go"].setEnabled(act is not None and bool(act.found or act.lacking))
        self.buttons["unsay"].setEnabled(act is not None and bool(act.reason))
        for state in SAID:
            self.buttons[state].setEnabled(act is not None and act.standing is not Standing.PRESENT)

    def _go(self) -> None:
        act = self.current()
        if act is not None and (act.found or act.lacking):
            self.accept()
            self.place_chosen.emit((*act.found, *act.lacking)[0])

    def _ask(self, state: Standing) -> None:
        dialog = NoteDialog(f"paper_{state}", self, needed=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._order(say_of, str(state), dialog.note))
        dialog.open()

    def _order(self, task: Any, *more: str) -> None:
        act = self.current()
        if act is not None:
            record_id = self._papers.record_id
            self._jobs.store(task, record_id, act.row.id, *more, done=self.show_papers, failed=self.failed.emit)


def _told(act: Act) -> list[str]:
    """The document and the act in full, what the office said of it, and what its table of figures fixes for it."""
    names = [name for name in (act.row.document, act.row.act) if name]
    said = [say("papers.reason", text=act.reason)] if act.reason else []
    return ["  ·  ".join(dict.fromkeys(names)), *said, *map(figure_words, act.figures)]

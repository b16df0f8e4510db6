"""The table of records: chosen by keys or mouse, columns that give way, widths and columns that a person chose."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from ui.painting import KeepColour
from ui.words import say

ROW_HEIGHT = 36
LEAST_WIDTH = 48


class RecordTable(QTableView):
    chosen = Signal(int)
    mark_wanted = Signal()
    menu_wanted = Signal(object)
    widths_changed = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None, *, several: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("processes.title"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        mode = QTableView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(LEAST_WIDTH)
        self.setItemDelegate(KeepColour(self))
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))
        self._setting = False
        header.sectionResized.connect(self._resized)

    def set_widths(self, columns: tuple[str, ...], widths: Mapping[str, int]) -> None:
        self._setting = True
        for at, name in enumerate(columns):
            if widths[name]:
                self.setColumnWidth(at, widths[name])
            else:
                self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._setting = False

    def _resized(self, at: int, _before: int, _now: int) -> None:
        stretched = self.horizontalHeader().sectionResizeMode(at) is QHeaderView.ResizeMode.Stretch
        if not self._setting and not stretched and not self.isColumnHidden(at):
            self.widths_changed.emit()

    def hide_below(
        self, columns: tuple[str, ...], widths: Mapping[str, int], never: frozenset[str] = frozenset()
    ) -> None:
        """Columns give way one by one where the table's page is narrower than each needs; `never` are not wanted."""
        page = self.parentWidget()
        self._setting = True
        for at, name in enumerate(columns):
            narrow = page is not None and page.width() < widths.get(name, 0)
            self.setColumnHidden(at, narrow or name in never)
        self._setting = False

    def make_room(self, at: int, least: int, yields: Mapping[int, tuple[int, int]]) -> None:
        """The stretched column has at least its room: others yield theirs (column -> its width, and the least it may
        have), and where that is not enough the table is looked at from side to side."""
        self._setting = True
        header = self.horizontalHeader()
        others = [one for one in range(self.model().columnCount()) if one != at and not self.isColumnHidden(one)]
        room = self.viewport().width() - sum(
            yields[one][0] if one in yields else self.columnWidth(one) for one in others
        )
        for one, (width, smallest) in yields.items():
            if one in others:
                given = max(0, min(least - room, width - smallest))
                self.setColumnWidth(one, width - given)
                room += given
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(at, mode.Stretch if room >= least else mode.Fixed)
        if room < least:
            self.setColumnWidth(at, least)
        self._setting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def selected_rows(self) -> list[int]:
        """The rows chosen, in the order of the list."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def put_current(self, row: int) -> None:
        """Make a row the current and only chosen one."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
            return
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.mark_wanted.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        current = self.visualRect(self.currentIndex()).bottomLeft()
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.viewport().mapToGlobal(current if by_key else QPoint(event.pos())))

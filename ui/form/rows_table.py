"""The table of a list of rows, as wide as its fields need."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from forms.catalog import Field, FieldType
from ui.painting import KeepColour

ROW_HEIGHT = 30
MOST_ROWS = 8
WIDTHS = {"number": 84, "integer": 84, "date": 116, "moment": 130, "code": 124, "boolean": 60}
NARROW = 520
HEAD_MARGIN = 26


class RowsTable(QTableView):
    """A table that the Tab key leaves and Enter opens."""

    paste_asked = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._fields: list[Field] = []
        self._head_height = 0
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumWidth(34)
        wrapped = Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | wrapped
        )
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setItemDelegate(KeepColour(self))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def set_columns(self, fields: Sequence[Field]) -> None:
        """Fixed widths by kind of field; the first text column takes the rest."""
        header = self.horizontalHeader()
        self._fields = list(fields)
        stretched = False
        for column, field in enumerate(fields):
            width = 118 if field.group == "value" else WIDTHS.get(field.type.value, 0)
            if field.name == "id":
                width = 76
            if width:
                self.setColumnWidth(column, width)
            elif not stretched:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
                stretched = True
            else:
                self.setColumnWidth(column, 140)
        header.setStretchLastSection(not stretched)
        self._make_heads_high(stretched)

    def _make_heads_high(self, stretched: bool) -> None:
        """As many lines as the longest name takes in the width of its column."""
        header = self.horizontalHeader()
        metrics = header.fontMetrics()
        fixed = [
            column
            for column in range(len(self._fields))
            if header.sectionResizeMode(column) is not QHeaderView.ResizeMode.Stretch
        ]
        taken = [
            metrics.boundingRect(
                QRect(0, 0, self.columnWidth(column) - HEAD_MARGIN, 0), Qt.TextFlag.TextWordWrap, name
            ).height()
            for column, name in ((column, self._fields[column].label) for column in fixed)
            if stretched or column != fixed[-1]
        ]
        line = metrics.height()
        self._head_height = header.sizeHint().height() + max([line, *taken]) - line
        header.setFixedHeight(self._head_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the codes give way to the words."""
        super().resizeEvent(event)
        for column, field in enumerate(self._fields):
            if field.type is FieldType.CODE:
                self.setColumnHidden(column, self.width() < NARROW)

    def fit_rows(self, rows: int) -> None:
        shown = max(1, min(rows, MOST_ROWS))
        self.setFixedHeight(shown * ROW_HEIGHT + self._head_height + 4)

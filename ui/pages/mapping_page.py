"""The assistant for a table: what each column is, what a row is, a name to remember it by; then check or import."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capture_app.services.mapping_proposal import GRAINS, Choice, Proposal
from ui.models.mapping_model import FIELD, READING, MappingModel
from ui.words import count, say

Index = QModelIndex | QPersistentModelIndex
WIDTHS = (180, 230, 340, 110)
LINE = 30


class ChoiceDelegate(QStyledItemDelegate):
    """A list to choose from, in which one can type to find."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self.choices = choices

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        box.setAccessibleName(say("mapping.column.field"))
        model = index.model()
        assert isinstance(model, MappingModel)
        for choice in model.options(index, self.choices):
            box.addItem(choice.label, choice)
        box.setEditable(index.column() == FIELD)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        box.activated.connect(lambda: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        line = editor.lineEdit() if isinstance(editor, QComboBox) else None
        if line is not None:
            line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if not isinstance(editor, QComboBox) or not isinstance(model, MappingModel):
            return
        place = editor.findText(editor.currentText())
        choice = editor.itemData(place if place >= 0 else editor.currentIndex())
        if isinstance(choice, Choice):
            model.choose(index, choice)


class ColumnsTable(QTableView):
    """Enter opens the cell; the arrows walk."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("mapping.table"))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINE)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setWordWrap(False)


class MappingPage(QFrame):
    """Shown in the page of imports while a table is described."""

    check_wanted = Signal()
    import_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.proposal: Proposal | None = None
        self.model: MappingModel | None = None
        self.title = QLabel(self)
        self.title.setObjectName("title")
        self.help = QLabel(say("mapping.help"), self)
        self.help.setObjectName("muted")
        self.help.setWordWrap(True)
        self.table = ColumnsTable(self)
        self.delegate = ChoiceDelegate((), self)
        self.table.setItemDelegate(self.delegate)
        self.grain = QComboBox(self)
        self.grain.setAccessibleName(say("mapping.grain"))
        for grain in GRAINS:
            self.grain.addItem(say(f"mapping.grain.{grain}"), grain)
        self.name = QLineEdit(self)
        self.name.setAccessibleName(say("mapping.name"))
        self.leave_button = self._button("mapping.leave")
        self.check_button = self._button("mapping.check")
        self.import_button = self._button("mapping.import", "primary")
        self.leave_button.clicked.connect(lambda: self.left.emit())
        self.check_button.clicked.connect(lambda: self.check_wanted.emit())
        self.import_button.clicked.connect(lambda: self.import_wanted.emit())
        self._lay_out()

    def _button(self, key: str, kind: str = "") -> QPushButton:
        button = QPushButton(say(key), self)
        button.setProperty("kind", kind)
        button.setAutoDefault(True)
        return button

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for key, widget, stretch in (("mapping.grain", self.grain, 0), ("mapping.name", self.name, 1)):
            label = QLabel(say(key), self)
            label.setBuddy(widget)
            foot.addWidget(label)
            foot.addWidget(widget, stretch)
        acts = QHBoxLayout()
        acts.setSpacing(10)
        acts.addStretch(1)
        for button in (self.leave_button, self.check_button, self.import_button):
            acts.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.help)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        layout.addLayout(acts)

    def show_proposal(self, proposal: Proposal, choices: Sequence[Choice]) -> None:
        """A table to describe."""
        self.proposal = proposal
        self.model = MappingModel(proposal)
        self.delegate.choices = choices
        self.table.setModel(self.model)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        asked = any(column.question for column in proposal.columns)
        self.table.setColumnHidden(READING, not asked)
        self.grain.setCurrentIndex(GRAINS.index(proposal.grain))
        self.name.setText(proposal.file.stem)
        self.title.setText(count("mapping.title", proposal.rows, file=proposal.file.name))
        first = next((row for row in range(self.model.rowCount()) if self.model.is_doubtful(row)), 0)
        self.table.setCurrentIndex(self.model.index(first, FIELD))
        QTimer.singleShot(0, self.table, self.table.setFocus)

    @property
    def chosen_grain(self) -> str:
        return str(self.grain.currentData())

    def set_busy(self, busy: bool) -> None:
        for button in (self.leave_button, self.check_button, self.import_button):
            button.setEnabled(not busy)

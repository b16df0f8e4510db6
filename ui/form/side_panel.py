"""Beside the form: help for the field in hand, and what is to be resolved in this stage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QPushButton, QScrollArea, QVBoxLayout, QWidget

from forms.catalog import Catalog, Field, RecordType
from forms.findings import LEVEL_ORDER, Finding
from forms.justifications import justification_of
from forms.words import describe_in
from ui.form.finding_card import FindingCard
from ui.form.places import row_title
from ui.marks import SIZE, SignedItem
from ui.painting import WrappedLines
from ui.words import count, say

SIGNS = {"error": "error", "warning": "warning", "note": "note", "guide": "guide"}
COUNTED = {"error": "stage.errors", "warning": "stage.warnings", "note": "problems.notes", "guide": "problems.guides"}
MOST_SHOWN = 200
STANDARDS, LOCAL = ("OCDS", "EDCA"), "Extensión local"
TOOLS = ("guides", "papers")


def problem_text(finding: Finding, body: Mapping[str, Any], catalog: Catalog, record: RecordType) -> str:
    """The sentence of a finding, with the row it is about where there are several."""
    title = row_title(record, body, finding.pointer)
    text = describe_in(body, finding, catalog, record.id)
    return say("problems.in_row", row=title, text=text) if title else text


def _with_reason(finding: Finding, text: str, body: Mapping[str, Any]) -> str:
    kept = justification_of(body, finding)
    return say("problems.justified", text=text) if kept is not None and not kept.is_lapsed else text


def _counted(title: str, findings: Sequence[Finding]) -> str:
    """By level and in the words of the stage's tab, so that the two say the same number."""
    numbers = Counter(finding.level.value for finding in findings)
    parts = [count(words, number) for level, words in COUNTED.items() if (number := numbers[level])]
    return say("problems.counted", title=title, parts=", ".join(parts)) if parts else title


class ProblemList(QListView):
    """Each line is a link to its field: Enter or a click goes there."""

    chosen = Signal(object)
    marked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setAccessibleName(say("problems.title"))
        self.setWordWrap(True)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setItemDelegate(WrappedLines(self))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._shown: list[tuple[Finding, str]] = []
        self.clicked.connect(self._go)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.marked.emit(self.at(now)))

    def at(self, index: QModelIndex) -> Finding | None:
        return self._shown[index.row()][0] if index.isValid() and index.row() < len(self._shown) else None

    def show_findings(
        self, findings: Sequence[Finding], body: Mapping[str, Any], catalog: Catalog, record: RecordType
    ) -> None:
        ordered = sorted(findings, key=lambda item: LEVEL_ORDER.index(item.level))[:MOST_SHOWN]
        shown = [(item, _with_reason(item, problem_text(item, body, catalog, record), body)) for item in ordered]
        if shown == self._shown:
            return
        at = self.currentIndex().row()
        self._shown = shown
        self._items.clear()
        for finding, text in shown:
            item = SignedItem(SIGNS[finding.level.value], text)
            item.setAccessibleText(say("problems.line", level=say(f"level.{finding.level.value}"), text=text))
            item.setToolTip(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self._items.appendRow(item)
        if 0 <= at < len(shown):
            self.setCurrentIndex(self._items.index(at, 0))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._shown[index.row()][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)


class HelpCard(QWidget):
    """What the field is, an example and where it is asked for; Ctrl+I adds the standard's details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detailed = False
        self._field: Field | None = None
        self.title = self._label("title")
        self.help = self._label("")
        self.example = self._label("hint")
        self.source = self._label("hint")
        self.detail = self._label("code")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        for label in (self.title, self.help, self.example, self.source, self.detail):
            layout.addWidget(label)
        layout.addStretch(1)
        self.show_nothing()

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name or "muted")
        label.setWordWrap(True)
        return label

    def show_nothing(self) -> None:
        self._field = None
        self.title.setText(say("help.title"))
        self.help.setText(say("help.nothing"))
        for label in (self.example, self.source, self.detail):
            label.hide()

    def show_field(self, field: Field) -> None:
        self._field = field
        self.title.setText(field.label)
        self.help.setText(field.help)
        self.example.setText(say("help.example", text=field.example))
        self.example.setVisible(bool(field.example))
        source = say("help.source", text=_plain_source(field.source)) if field.source else ""
        self.source.setText("\n".join(part for part in (source, _where_published(field), say("help.more")) if part))
        self.source.show()
        self._show_detail()

    def toggle_detail(self) -> None:
        self._detailed = not self._detailed
        self._show_detail()

    def _show_detail(self) -> None:
        field = self._field
        self.detail.setVisible(self._detailed and field is not None)
        if field is not None:
            kind = f"{field.type.value} · {field.codelist}" if field.codelist else field.group or field.type.value
            place = field.pointer.replace("/", "/\u200b")
            self.detail.setText("\n".join((place, kind, field.source)))


def _plain_source(source: str) -> str:
    """The law or standard as it is called; where in the standard stands under Ctrl+I."""
    if source.startswith(LOCAL):
        return say("help.local")
    return source.split(",")[0] if source.startswith(STANDARDS) else source


def _where_published(field: Field) -> str:
    """What becomes of the value: public, public from an act on, or never."""
    if field.visibility == "public" and field.public_after:
        return say(f"help.after_{field.public_after}")
    return say(f"help.{field.visibility}")


class SidePanel(QFrame):
    problem_chosen = Signal(object)
    act_chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._record = next(iter(catalog.record_types.values()))
        self.setObjectName("card")
        self._where = say("problems.title")
        self.help = HelpCard(self)
        help_area = QScrollArea(self)
        help_area.setWidgetResizable(True)
        help_area.setFrameShape(QFrame.Shape.NoFrame)
        help_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        help_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        help_area.setWidget(self.help)
        self.help.setObjectName("content")
        rule = QFrame(self)
        rule.setObjectName("rule")
        self.heading = QLabel(say("problems.title"), self)
        self.heading.setObjectName("title")
        self.heading.setWordWrap(True)
        self.problems = ProblemList(self)
        self.problems.chosen.connect(self.problem_chosen)
        self.card = FindingCard(self)
        self.card.go_wanted.connect(self.problem_chosen)
        self._body: Mapping[str, Any] = {}
        self.problems.marked.connect(lambda finding: self.card.show_finding(finding, self._body))
        self._tools = QHBoxLayout()
        self.tools = {name: self._tool(name) for name in TOOLS}
        self.none = QLabel(say("problems.none"), self)
        self.none.setObjectName("muted")
        self.none.setWordWrap(True)
        self._acts = QVBoxLayout()
        self._acts.setSpacing(6)
        self._buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(help_area, 2)
        layout.addWidget(rule)
        layout.addWidget(self.heading)
        layout.addWidget(self.none)
        layout.addWidget(self.problems, 3)
        layout.addWidget(self.card)
        layout.addLayout(self._tools)
        layout.addLayout(self._acts)

    def _tool(self, name: str) -> QPushButton:
        """A small button that opens a list about the whole process."""
        button = QPushButton(say(f"panel.{name}"), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(say(f"panel.{name}_name"))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: self.act_chosen.emit(name))
        self._tools.addWidget(button)
        return button

    def show_law(self, record: RecordType) -> None:
        self._record = record
        for button in self.tools.values():
            button.setVisible(record.register is None)
        self._where = say("problems.title" if len(record.steps()) > 1 else "problems.title_register")

    def show_findings(self, findings: Sequence[Finding], body: Mapping[str, Any]) -> None:
        """What must or should be mended; notes and signs come after, in the same list."""
        self._body = body
        for button in self.tools.values():
            button.setEnabled(True)
        self.problems.show_findings(findings, body, self._catalog, self._record)
        self.heading.setText(_counted(self._where, findings))
        self.none.setVisible(not findings)
        self.problems.setVisible(bool(findings))
        self.card.show_finding(self.problems.at(self.problems.currentIndex()) if findings else None, body)

    def show_nothing(self) -> None:
        self.help.show_nothing()
        self.show_findings((), {})
        self.show_acts(())
        for button in self.tools.values():
            button.setEnabled(False)

    def show_acts(self, acts: Sequence[str]) -> None:
        """One button for each act that may be done now; the last one is the main one."""
        if [button.property("act") for button in self._buttons] == list(acts):
            return
        for button in self._buttons:
            self._acts.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for act in acts:
            button = QPushButton(say(f"act.{act}"), self)
            button.setProperty("act", act)
            button.setProperty("kind", "primary" if act == acts[-1] else "")
            button.setAccessibleName(say(f"act.{act}"))
            button.setAutoDefault(True)
            button.clicked.connect(lambda _=False, name=act: self.act_chosen.emit(name))
            self._acts.addWidget(button)
            self._buttons.append(button)

    def controls(self) -> list[QWidget]:
        return [self.problems, *self.card.controls(), *self.tools.values(), *self._buttons]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.problems.doItemsLayout()

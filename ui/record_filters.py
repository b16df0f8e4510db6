"""What a list of records is narrowed by: words, stage, situation, method, year, area, amount, problems, marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget

from capture_app.changes import Choice, RecordFilter
from forms.catalog import Catalog, RecordType
from forms.reading import Unreadable, read_amount
from ui.inputs.flow_layout import FlowLayout
from ui.styled import mark
from ui.words import say

STATUSES = ("draft", "in_review", "approved")
PROBLEMS = ("error", "warning", "none")
AMOUNT_WIDTH, BOX_LETTERS, LIST_WIDTH = 112, 11, 260
TYPING_MS = 250


@dataclass(frozen=True)
class Choices:
    """What the office's own records offer to filter by."""

    years: tuple[int, ...] = ()
    areas: tuple[Choice, ...] = ()


def read_choices(app: Any, record_type: str) -> Choices:
    """A task of the store lane."""
    return Choices(app.finding.years(record_type), app.finding.areas())


class SearchBox(QLineEdit):
    """Down and Enter go to the list; `down` says whether it was Enter, `stayed` that a key was for the box itself."""

    down = Signal(bool)
    stayed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit(event.key() != Qt.Key.Key_Down)
            return
        self.stayed.emit()
        super().keyPressEvent(event)


class RecordFilters(QWidget):
    """The boxes; `changed` once something else is asked for."""

    changed = Signal()

    def __init__(self, record: RecordType, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._record_type = record.id
        is_process = record.register is None
        self.boxes: dict[str, QComboBox] = {}
        flow = FlowLayout(self)
        for name, pairs in self._offers(record).items():
            box = self._box(name, pairs)
            flow.addWidget(box)
            box.setVisible(is_process or name in ("status", "problems", "year"))
        self.least, self.most = self._amount("least"), self._amount("most")
        flow.addWidget(self.least)
        flow.addWidget(self.most)
        self.marked = QCheckBox(say("filter.marked"), self)
        self.marked.setAccessibleName(say("filter.marked"))
        self.marked.toggled.connect(lambda _on: self.changed.emit())
        flow.addWidget(self.marked)
        self.clear_button = QPushButton(say("filter.clear"), self)
        self.clear_button.setProperty("kind", "small")
        self.clear_button.setAccessibleName(say("filter.clear"))
        self.clear_button.setAutoDefault(True)
        self.clear_button.clicked.connect(lambda _=False: self.clear())
        flow.addWidget(self.clear_button)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.changed)

    def _offers(self, record: RecordType) -> Mapping[str, Sequence[tuple[str, str]]]:
        methods = self._catalog.codelists["procurementMethod"].codes
        return {
            "stage": [(step.id, f"{step.number}  {step.title}") for step in record.steps()],
            "status": [(name, say(f"status.{name}")) for name in STATUSES],
            "method": [(code.code, code.title) for code in methods],
            "year": [],
            "area": [],
            "problems": [(name, say(f"filter.problems_{name}")) for name in PROBLEMS],
        }

    def _box(self, name: str, pairs: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(say(f"filter.{name}"))
        box.setToolTip(say(f"filter.{name}"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(BOX_LETTERS if name != "year" else 7)
        box.view().setMinimumWidth(LIST_WIDTH)
        box.addItem(say(f"filter.{name}_any"), None)
        for value, text in pairs:
            box.addItem(text, value)
        box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.boxes[name] = box
        return box

    def _amount(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(say(f"filter.{name}"))
        line.setAccessibleName(say(f"filter.{name}"))
        line.setFixedWidth(AMOUNT_WIDTH)
        line.textChanged.connect(lambda _text: self._typing.start())
        return line

    def controls(self) -> list[QWidget]:
        return [*self.boxes.values(), self.least, self.most, self.marked, self.clear_button]

    def offer(self, choices: Choices) -> None:
        """The years and areas that there are; what was chosen stays chosen."""
        self._fill("year", [(str(year), str(year)) for year in choices.years])
        self._fill("area", [(area.value, area.text) for area in choices.areas])

    def _fill(self, name: str, pairs: Sequence[tuple[str, str]]) -> None:
        box = self.boxes[name]
        before = [box.itemData(at) for at in range(1, box.count())]
        if before == [value for value, _ in pairs]:
            return
        chosen, blocked = box.currentData(), box.blockSignals(True)
        while box.count() > 1:
            box.removeItem(1)
        for value, text in pairs:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(blocked)

    def wanted(self, text: str) -> RecordFilter:
        """What is asked for; an amount that cannot be read asks nothing and is marked."""
        year = self.boxes["year"].currentData()
        return RecordFilter(
            text=text,
            record_type=self._record_type,
            year=int(year) if year else None,
            least=self._read(self.least),
            most=self._read(self.most),
            is_marked=self.marked.isChecked(),
            **{name: self.boxes[name].currentData() for name in ("status", "stage", "method", "area", "problems")},
        )

    @staticmethod
    def _read(line: QLineEdit) -> Decimal | None:
        try:
            amount = Decimal(read_amount(line.text())) if line.text().strip() else None
        except Unreadable:
            mark(line, "level", "error")
            return None
        mark(line, "level", "")
        return amount

    def count(self) -> int:
        """How many filters are on."""
        return len(self.texts())

    def texts(self) -> dict[str, str]:
        """The filters that are on, as a view keeps them."""
        chosen = {name: str(box.currentData() or "") for name, box in self.boxes.items()}
        chosen |= {"least": self.least.text().strip(), "most": self.most.text().strip()}
        chosen["is_marked"] = "1" if self.marked.isChecked() else ""
        return {name: text for name, text in chosen.items() if text}

    def put(self, texts: Mapping[str, str]) -> None:
        """The filters of a view, in one change; what is no longer offered asks nothing."""
        blocked = self.blockSignals(True)
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(texts[name])) if name in texts else 0)
        self.least.setText(texts.get("least", ""))
        self.most.setText(texts.get("most", ""))
        self.marked.setChecked(bool(texts.get("is_marked")))
        self.blockSignals(blocked)
        self._typing.stop()
        self.changed.emit()

    def clear(self) -> None:
        self.put({})

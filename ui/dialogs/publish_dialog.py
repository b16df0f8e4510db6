"""Before publishing: which stages, what will be public, and what still hinders it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from capture_app.changes import Changes, ProcessView
from capture_app.settings import Settings
from forms.catalog import Catalog
from forms.findings import Finding, Level
from forms.going_out import GoingOut
from forms.progress import record_title
from forms.record_type import kinds_of
from ui.form.side_panel import ProblemList
from ui.going_out_card import GoingOutCard
from ui.guided.so_far import scrolled
from ui.inputs.ending import Ending
from ui.screen import fit
from ui.words import count, say


@dataclass(frozen=True)
class Checked:
    """A record as it is at the moment of asking, and what would hold its publication back."""

    view: ProcessView
    findings: tuple[Finding, ...]


def check_before(app: Any, record_id: str) -> Checked:
    return Checked(app.capture.open(record_id), tuple(app.publish.check(record_id)))


def preview_of(app: Any, record_id: str, stages: tuple[str, ...]) -> GoingOut:
    going: GoingOut = app.publish.preview(record_id, stages)
    return going


def publish_record(app: Any, record_id: str, stages: tuple[str, ...], reason: str) -> tuple[Changes, ...]:
    changes: tuple[Changes, ...] = app.publish.publish([record_id], stages, reason)
    return changes


class PublishDialog(QDialog):
    """`stages_chosen`: what would go out changed, and is to be shown in `going`."""

    finding_chosen = Signal(object)
    stages_chosen = Signal(object)

    def __init__(self, checked: Checked, catalog: Catalog, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("publish.window"))
        fit(self, 640, 600)
        self.send_now = False
        self.boxes: dict[str, QCheckBox] = {}
        self._view = checked.view
        self._errors = [item for item in checked.findings if item.level is Level.ERROR]
        content = QWidget(self)
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(0, 0, 6, 0)
        self._layout.setSpacing(9)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(22, 18, 22, 16)
        self._outer.addWidget(scrolled(content, self), 1)
        record = catalog.record_types[checked.view.record_type]
        self._add_label(record_title(checked.view.body, record) or say("process.untitled"), "heading")
        if self._errors or checked.view.conflicts:
            self._show_errors(catalog)
        self.boxes = self._show_stages(catalog)
        self.going = GoingOutCard(checked.view, catalog, self)
        self.going.chosen.connect(self._go)
        self._layout.addWidget(self.going, 1)
        if settings.approval == "one_person" and checked.view.status != "approved":
            self._add_label(say("publish.one_person", name=settings.user), "hint")
        self._show_buttons()

    def _add_label(self, text: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label

    def _show_errors(self, catalog: Catalog) -> None:
        if self._errors:
            self._add_label(count("publish.errors", len(self._errors)), "title")
        if self._view.conflicts:
            self._add_label(count("publish.conflicts", len(self._view.conflicts)), "title")
        self.problems = ProblemList(self)
        record = catalog.record_types[self._view.record_type]
        self.problems.show_findings(self._errors, self._view.body, catalog, record)
        self.problems.setFixedHeight(min(150, 8 + 30 * max(1, len(self._errors))))
        self.problems.chosen.connect(self._go)
        self._layout.addWidget(self.problems)

    def _go(self, finding: Finding) -> None:
        self.finding_chosen.emit(finding)
        self.reject()

    def _show_stages(self, catalog: Catalog) -> dict[str, QCheckBox]:
        record = catalog.record_types[self._view.record_type]
        if record.register is not None:
            return {}
        self._add_label(say("publish.stages"), "title")
        states = {item.stage_id: item for item in self._view.progress}
        kinds = kinds_of(self._view.body)
        boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        self._layout.addLayout(grid)
        for stage in record.steps():
            progress = states.get(stage.id)
            has_content = progress is not None and (progress.state != "empty" or progress.filled > 0)
            box = QCheckBox(f"{stage.number}  {stage.title_for(*kinds)}", self)
            box.setAccessibleName(box.text())
            box.setEnabled(has_content)
            box.setChecked(has_content)
            box.toggled.connect(self._choose)
            boxes[stage.id] = box
            grid.addWidget(box, (len(boxes) - 1) // 2, (len(boxes) - 1) % 2)
        return boxes

    def _show_buttons(self) -> None:
        ending = Ending(
            self,
            ("publish.cancel", self.reject),
            ("publish.later", self.accept),
            ("publish.now", self._accept_and_send),
        )
        self.later, self.now = ending.acts
        self.now.setDefault(False)  # Enter alone publishes nothing
        self._outer.addLayout(ending)
        self._enable()

    def _accept_and_send(self) -> None:
        self.send_now = True
        self.accept()

    def _choose(self) -> None:
        self._enable()
        if self.stages():
            self.stages_chosen.emit(self.stages())

    def _enable(self) -> None:
        ready = (bool(self.stages()) or not self.boxes) and not self._errors and not self._view.conflicts
        for button in (getattr(self, "now", None), getattr(self, "later", None)):
            if button is not None:
                button.setEnabled(ready)

    def stages(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

"""The stages of the record with how far each is and what is wrong in it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forms.catalog import Stage
from forms.progress import StageProgress
from ui.form.widgets.base_field import mark
from ui.inputs.elided_label import ElidedLabel
from ui.words import count, say


def state_of(progress: StageProgress) -> tuple[str, str]:
    """The words for a stage and their tone."""
    if progress.errors:
        return count("stage.errors", progress.errors), "error"
    if progress.state == "empty":
        return say("stage.empty"), ""
    if progress.state == "complete" and progress.warnings:
        return count("stage.complete_with", progress.warnings), "warning"
    if progress.state == "complete":
        return say("stage.complete"), "good"
    return say("stage.filled", filled=progress.filled, required=progress.required), "warning"


class StepButton(QPushButton):
    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self.setObjectName("step")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self._title = ElidedLabel(self)
        self._title.setObjectName("stepTitle")
        self._state = ElidedLabel(self)
        self._state.setObjectName("stepState")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 5, 8, 6)
        layout.setSpacing(1)
        for label in (self._title, self._state):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        self.toggled.connect(lambda _on: self._dress())

    def set_compact(self, compact: bool) -> None:
        self._state.setVisible(not compact)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(120, 28 if self._state.isHidden() else 46)

    def minimumSizeHint(self) -> QSize:
        return QSize(70, 28 if self._state.isHidden() else 46)

    def tell(self, title: str, progress: StageProgress | None) -> None:
        text, tone = state_of(progress) if progress else (say("stage.empty"), "")
        name = f"{self.stage.number}  {title}"
        self._title.show_text(name)
        self._state.show_text(f"✓ {text}" if tone == "good" else text)
        mark(self._state, "tone", tone)
        self.setAccessibleName(f"{name}: {text}")
        self.setToolTip(name)

    def _dress(self) -> None:
        for widget in (self, self._title, self._state):
            mark(widget, "chosen", "true" if self.isChecked() else "")
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class Stepper(QWidget):
    chosen = Signal(str)

    def __init__(self, stages: tuple[Stage, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, StepButton] = {}
        self.show_stages(stages)

    def show_stages(self, stages: tuple[Stage, ...]) -> None:
        """One button a stage, in the place of those there were."""
        for old in self.buttons.values():
            self._group.removeButton(old)
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = {}
        for stage in stages:
            button = StepButton(stage, self)
            self._group.addButton(button)
            self.buttons[stage.id] = button
            self._layout.addWidget(button, 1)
            button.clicked.connect(lambda _=False, name=stage.id: self.chosen.emit(name))

    def show_progress(self, kinds: tuple[str | None, ...], progress: tuple[StageProgress, ...]) -> None:
        known = {item.stage_id: item for item in progress}
        for name, button in self.buttons.items():
            button.tell(button.stage.title_for(*kinds), known.get(name))

    def set_compact(self, compact: bool) -> None:
        """One line a stage where the window is short."""
        for button in self.buttons.values():
            button.set_compact(compact)

    def choose(self, stage_id: str) -> None:
        self.buttons[stage_id].setChecked(True)

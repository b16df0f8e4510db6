"""The stages of the record with how far each is and what is wrong in it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forms.catalog import Stage
from forms.progress import StageProgress
from ui.styled import mark
from ui.words import count, say

LEFT, RIGHT, SPACING = 12, 8, 8
MARKS = {"good": "✓", "warning": "!", "error": "✕"}
# How much of a stage's name there is room for: all of it, its first word, its number alone.
WHOLE, FIRST_WORD, NUMBER = range(3)


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
    """A stage; what it is called is cut at a word, never within one."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self._name = self._said = self._tone = ""
        self._compact = False
        self._length = WHOLE
        self.setObjectName("step")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.title = QLabel(self)
        self.title.setObjectName("stepTitle")
        self.state = QLabel(self)
        self.state.setObjectName("stepState")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LEFT, 5, RIGHT, 6)
        layout.setSpacing(1)
        for label in (self.title, self.state):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        self.toggled.connect(lambda _on: self._dress())

    def set_compact(self, compact: bool) -> None:
        """Where the window is short the state is a mark beside the name."""
        self._compact = compact
        mark(self, "compact", "true" if compact else "")
        self.state.setVisible(not compact)
        self.show_length(self._length)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.width_for(self._length), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_for(NUMBER), self._height())

    def _height(self) -> int:
        return 28 if self._compact else 46

    def tell(self, title: str, progress: StageProgress | None) -> None:
        text, self._tone = state_of(progress) if progress else (say("stage.empty"), "")
        self._name = title
        self._said = f"✓ {text}" if self._tone == "good" else text
        self.show_length(self._length)
        mark(self.state, "tone", self._tone)
        name = f"{self.stage.number}  {title}"
        self.setAccessibleName(f"{name}: {text}")
        self.setToolTip(f"{name}: {text}")

    def _texts(self, length: int) -> tuple[str, str]:
        """Name and state at a length."""
        sign = MARKS.get(self._tone, "")
        words = {WHOLE: self._name, FIRST_WORD: (self._name.split() or [""])[0].rstrip(",")}.get(length, "")
        parts = (str(self.stage.number), words, sign if self._compact else "")
        return "  ".join(part for part in parts if part), sign if length == NUMBER else self._said

    def width_for(self, length: int) -> int:
        """The width that the texts need at a length."""
        texts = zip((self.title, self.state), self._texts(length), strict=True)
        needed = [label.fontMetrics().horizontalAdvance(text) for label, text in texts]
        return LEFT + RIGHT + 6 + (needed[0] if self._compact else max(needed))

    def show_length(self, length: int) -> None:
        self._length = length
        for label, text in zip((self.title, self.state), self._texts(length), strict=True):
            if label.text() != text:
                label.setText(text)

    def _dress(self) -> None:
        for widget in (self, self.title, self.state):
            mark(widget, "chosen", "true" if self.isChecked() else "")
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class Stepper(QWidget):
    chosen = Signal(str)

    def __init__(self, stages: tuple[Stage, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
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
        self._fit()

    def set_compact(self, compact: bool) -> None:
        """One line a stage where the window is short."""
        for button in self.buttons.values():
            button.set_compact(compact)
        self._fit()

    def choose(self, stage_id: str) -> None:
        self.buttons[stage_id].setChecked(True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The longest names that fit side by side; the stage chosen keeps more of its own than the others."""
        buttons = list(self.buttons.values())
        room = self.width() - SPACING * (len(buttons) - 1)
        for others, own in ((WHOLE, WHOLE), (FIRST_WORD, WHOLE), (FIRST_WORD, FIRST_WORD), (NUMBER, WHOLE)):
            lengths = [own if button.isChecked() else others for button in buttons]
            widths = [button.width_for(length) for button, length in zip(buttons, lengths, strict=True)]
            if sum(widths) <= room:
                break
        for button, length, width in zip(buttons, lengths, widths, strict=True):
            button.show_length(length)
            self._layout.setStretchFactor(button, width)

"""A strip across the page: what happened, what is safe, and one button.

In a short window it is one line, the rest of it one button away, so that the form keeps its room.
"""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QPushButton, QWidget

from ui.error_text import explain
from ui.inputs.elided_label import ElidedLabel
from ui.screen import SHORT
from ui.styled import mark
from ui.words import say

ROOMY, TIGHT = (14, 8, 10, 8), (10, 2, 4, 2)


class Banner(QFrame):
    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text, self.line = QLabel(self), ElidedLabel(self)
        self.text.setWordWrap(True)
        self.line.hide()
        self.line.cut_changed.connect(lambda _is_cut: self._fit())
        self.more, self.button = QPushButton(self), QPushButton(self)
        self.more.setProperty("kind", "link")
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda _on: self._fit())
        self.button.clicked.connect(self.acted)
        layout = QHBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.line, 1)
        for button in (self.more, self.button):
            button.setAutoDefault(True)
            layout.addWidget(button)
        self._watched: QWidget | None = None
        self._fit()
        self.hide()

    def forget(self, button: str) -> None:
        """Away with a strip whose button is this one: what it offered has been done."""
        if self.button.text() == button:
            self.hide()

    def tell(self, error: Exception) -> None:
        """What a task failed with."""
        self.say(explain(error).whole)

    def say(self, text: str, button: str = "", tone: str = "error") -> None:
        mark(self, "tone", tone)
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.line.show_text(text)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        self.more.setChecked(False)
        self.show()
        self._fit()

    # ---- one line in a short window ----

    @property
    def is_tight(self) -> bool:
        """A dialog is as high as what it says; the window is as high as the screen lets it be."""
        window = self.window()
        return isinstance(window, QMainWindow) and window.height() < SHORT

    def _fit(self) -> None:
        tight = self.is_tight
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*(TIGHT if tight else ROOMY))
        mark(self.button, "kind", "small" if tight else None)
        folded = tight and not self.more.isChecked()
        for label, shown in ((self.line, folded), (self.text, not folded)):
            if label.isHidden() == shown:
                label.setVisible(shown)
        said = say("strip.less" if self.more.isChecked() else "strip.more")
        self.more.setText(said)
        self.more.setAccessibleName(said)
        self.more.setVisible(tight and (not folded or self.line.is_cut))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._watched is not self.window():
            self._watched = self.window()
            self._watched.installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window became shorter or higher while the strip kept its width."""
        if watched is self._watched and event.type() is QEvent.Type.Resize and not self.isHidden():
            self._fit()
        return super().eventFilter(watched, event)

"""Why a field has no value: it does not apply, and why; or it is pending."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forms.marks import NOT_APPLICABLE, PENDING, Absence
from ui.focus_order import follow
from ui.inputs.reading_input import LineInput
from ui.styled import mark
from ui.words import say


class AbsenceDialog(QDialog):
    """`decided` brings an Absence, or None to say nothing any more."""

    decided = Signal(object)

    def __init__(self, label: str, now: Absence | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("absent.title"))
        self.setMinimumWidth(460)
        heading, text = QLabel(label, self), QLabel(say("absent.text"), self)
        heading.setObjectName("title")
        for one in (heading, text):
            one.setWordWrap(True)
        self.reason = LineInput(now.reason if now else "", self)
        self.reason.setPlaceholderText(say("absent.example"))
        self.reason.setAccessibleName(say("absent.reason"))
        self.reason.setMaxLength(500)
        self.message = QLabel(self)
        self.message.setObjectName("message")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        for widget in (heading, text, self.reason, self.message):
            layout.addWidget(widget)
        layout.addLayout(self._buttons(now))
        self.finished.connect(self.deleteLater)

    def _buttons(self, now: Absence | None) -> QHBoxLayout:
        line = QHBoxLayout()
        self.pending = self._button("absent.pending", lambda: self._decide(Absence(PENDING)))
        self.not_applicable = self._button("absent.not_applicable", self._not_applicable)
        self.not_applicable.setProperty("kind", "primary")
        self.not_applicable.setDefault(True)
        first = [self._button("publish.cancel", self.reject)]
        if now is not None:
            first.append(self._button("absent.take_back", lambda: self._decide(None)))
        for button in first:
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.pending)
        line.addWidget(self.not_applicable)
        follow([self.reason, *first, self.pending, self.not_applicable])
        return line

    def _button(self, key: str, act: object) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        button.clicked.connect(act)
        return button

    def _not_applicable(self) -> None:
        """Without a reason it would be no answer."""
        reason = self.reason.text().strip()
        if not reason:
            self.message.setText(say("absent.missing"))
            mark(self.message, "level", "error")
            self.reason.setFocus()
            return
        self._decide(Absence(NOT_APPLICABLE, reason))

    def _decide(self, absence: Absence | None) -> None:
        self.decided.emit(absence)
        self.accept()

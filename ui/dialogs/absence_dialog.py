"""Why a field has no value: it does not apply, and why; or it is pending."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from forms.marks import NOT_APPLICABLE, PENDING, Absence
from ui.inputs.ending import Ending
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
        self.reason = QLineEdit(now.reason if now else "", self)
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
        take_back = [("absent.take_back", lambda: self._decide(None))] if now is not None else []
        ending = Ending(
            self,
            ("publish.cancel", self.reject),
            *take_back,
            ("absent.pending", lambda: self._decide(Absence(PENDING))),
            ("absent.not_applicable", self._not_applicable),
        )
        self.pending, self.not_applicable = ending.acts[-2:]
        layout.addLayout(ending)
        self.finished.connect(self.deleteLater)

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

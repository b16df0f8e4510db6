"""Under the list of problems: why the one in hand matters, how to correct it, and the reason that was given for it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forms.findings import Finding, Level
from forms.justifications import CAN_BE, Justification, justification_of
from forms.words import text
from ui.words import say


class FindingCard(QWidget):
    """`justify_wanted` asks for a reason, `withdraw_wanted` to take it back; `go_wanted` leads to the field."""

    go_wanted = Signal(object)
    justify_wanted = Signal(object)
    withdraw_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finding: Finding | None = None
        self.why, self.how, self.reason = (QLabel(self) for _ in range(3))
        for label in (self.why, self.how, self.reason):
            label.setObjectName("hint")
            label.setWordWrap(True)
        self.go = self._button("finding.go", self.go_wanted)
        self.justify = self._button("finding.justify", self.justify_wanted)
        self.withdraw = self._button("finding.withdraw", self.withdraw_wanted)
        line = QHBoxLayout()
        line.setSpacing(6)
        for button in (self.go, self.justify, self.withdraw):
            line.addWidget(button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in (self.why, self.how, self.reason):
            layout.addWidget(label)
        layout.addLayout(line)
        self.show_finding(None, {})

    def _button(self, key: str, signal: Any) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: signal.emit(self._finding) if self._finding is not None else None)
        return button

    def show_finding(self, finding: Finding | None, body: Mapping[str, Any]) -> None:
        self._finding = finding
        self.setVisible(finding is not None)
        if finding is None:
            return
        is_guide = finding.level is Level.GUIDE
        self.why.setText(say("finding.why", text=text(f"{finding.code}.why")) if is_guide else "")
        self.how.setText(say("finding.how", text=text(f"{finding.code}.how")) if is_guide else "")
        kept = justification_of(body, finding)
        self.reason.setText(_reason_words(kept))
        self.justify.setVisible(finding.level in CAN_BE and (kept is None or kept.is_lapsed))
        self.withdraw.setVisible(kept is not None)
        for label in (self.why, self.how, self.reason):
            label.setVisible(bool(label.text()))

    def controls(self) -> list[QWidget]:
        return [self.go, self.justify, self.withdraw]


def _reason_words(kept: Justification | None) -> str:
    """What was said, by whom; that it no longer holds where the value has changed."""
    if kept is None:
        return ""
    key = "finding.lapsed" if kept.is_lapsed else "finding.justified"
    return say(key, by=kept.by, day=kept.at[:10], reason=kept.reason)

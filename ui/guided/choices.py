"""A question answered by choosing: one card for each option, chosen by its number, by arrows or by Enter."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forms.guided_mode import Option
from ui.styled import mark

FORWARD = (Qt.Key.Key_Down, Qt.Key.Key_Right)
BACK = (Qt.Key.Key_Up, Qt.Key.Key_Left)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Card(QPushButton):
    """One option: its number, its title and what it means."""

    moved = Signal(int)
    numbered = Signal(int)
    entered = Signal()

    def __init__(self, number: int, option: Option, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choice")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(f"{number}. {option.title}")
        self.setAccessibleDescription(option.help)
        sign, title, text = QLabel(str(number), self), QLabel(option.title, self), QLabel(option.help, self)
        for label, name in ((sign, "choiceTitle"), (title, "choiceTitle"), (text, "muted")):
            label.setObjectName(name)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 14, 10)
        layout.setSpacing(16)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setMinimumHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in FORWARD or key in BACK:
            self.moved.emit(1 if key in FORWARD else -1)
        elif key in ENTER:
            self.entered.emit()
        elif event.text().isdigit():
            self.numbered.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


class ChoiceList(QWidget):
    """`chosen` brings the place of the option; `entered` says that the person goes on with it."""

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, options: Sequence[Option], parent: QWidget) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.cards: list[Card] = []
        for at, option in enumerate(options):
            card = Card(at + 1, option, self)
            card.clicked.connect(lambda _=False, at=at: self.chosen.emit(at))
            card.moved.connect(lambda step, at=at: self._move(at + step))
            card.numbered.connect(self._choose_number)
            card.entered.connect(lambda at=at: self._enter(at))
            self.cards.append(card)
            layout.addWidget(card)
        layout.addStretch(1)

    def show_chosen(self, at: int | None) -> None:
        for number, card in enumerate(self.cards):
            card.setAutoExclusive(False)
            card.setChecked(number == at)
            card.setAutoExclusive(True)
            mark(card, "chosen", "true" if number == at else "")

    def focus_first(self) -> None:
        checked = next((card for card in self.cards if card.isChecked()), self.cards[0])
        checked.setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, at: int) -> None:
        self.cards[at % len(self.cards)].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_number(self, number: int) -> None:
        if 1 <= number <= len(self.cards):
            self.cards[number - 1].setFocus(Qt.FocusReason.TabFocusReason)
            self.chosen.emit(number - 1)

    def _enter(self, at: int) -> None:
        self.chosen.emit(at)
        self.entered.emit()

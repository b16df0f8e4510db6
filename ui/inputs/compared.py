"""Two values beside each other in full, what differs between them marked; plain text, never read as a page."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 3000
HEIGHT, LOW_HEIGHT = 96, 58
Span = tuple[int, int]


class Compared(QWidget):
    """One side for each heading."""

    def __init__(self, headings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.sides = tuple(_side(heading, self) for heading in headings)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        for heading, side in zip(headings, self.sides, strict=True):
            label = QLabel(heading, self)
            label.setObjectName("hint")
            column = QVBoxLayout()
            column.setSpacing(3)
            column.addWidget(label)
            column.addWidget(side)
            columns.addLayout(column, 1)

    def set_low(self, is_low: bool) -> None:
        """A few lines a side where there is little room; the rest is scrolled to."""
        for side in self.sides:
            side.setFixedHeight(LOW_HEIGHT if is_low else HEIGHT)

    def show_texts(self, first: str, second: str) -> None:
        marked = differing(first, second)
        for side, text, spans in zip(self.sides, (first, second), marked, strict=True):
            side.setPlainText(text)
            side.setExtraSelections([_selection(side, span) for span in spans])
            if spans:
                _lead_to(side, spans[0][0])


def differing(first: str, second: str) -> tuple[list[Span], list[Span]]:
    """Where the words of each text are that the other has not, as (from, to); nothing where there are too many, or
    where they have no word in common."""
    words = [WORD.findall(text) for text in (first, second)]
    found: tuple[list[Span], list[Span]] = ([], [])
    common = {word for word in words[0] if not word.isspace()} & set(words[1])
    if not common or max(map(len, words)) > MOST_WORDS:
        return found
    places = [_places(one) for one in words]
    for kind, *ends in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        for side, (start, end) in enumerate((ends[:2], ends[2:])):
            if kind != "equal" and start < end:
                found[side].append((places[side][start], places[side][end]))
    return found


def _places(words: list[str]) -> list[int]:
    """Where each word begins, and where the last one ends."""
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _side(heading: str, parent: QWidget) -> QPlainTextEdit:
    side = QPlainTextEdit(parent)
    side.setReadOnly(True)
    side.setTabChangesFocus(True)
    side.setAccessibleName(heading)
    side.setFixedHeight(HEIGHT)
    return side


def _selection(side: QPlainTextEdit, span: Span) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(side.palette().color(QPalette.ColorRole.Highlight))
    look.setForeground(side.palette().color(QPalette.ColorRole.HighlightedText))
    selection.format = look
    cursor = QTextCursor(side.document())
    cursor.setPosition(_units(side.toPlainText(), span[0]))
    cursor.setPosition(_units(side.toPlainText(), span[1]), QTextCursor.MoveMode.KeepAnchor)
    selection.cursor = cursor
    return selection


def _units(text: str, place: int) -> int:
    """A place as Qt counts it, in halves of what stands beyond the first plane."""
    return place + sum(letter > "\uffff" for letter in text[:place])


def _lead_to(side: QPlainTextEdit, place: int) -> None:
    cursor = QTextCursor(side.document())
    cursor.setPosition(_units(side.toPlainText(), place))
    side.setTextCursor(cursor)
    side.ensureCursorVisible()

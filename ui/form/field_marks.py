"""What stands beside a field besides its value: pinned, not applicable, pending, and its notes."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forms.marks import PENDING, absence_at, notes_at
from ui.words import say


class FieldMarks:
    """Two labels: a tag at the right of the name, and the notes under the field; hidden while they say nothing."""

    def __init__(self, parent: QWidget) -> None:
        self.tag = QLabel(parent)
        self.tag.setObjectName("tag")
        self.said = QLabel(parent)
        self.said.setObjectName("noted")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.tag, self.said):
            label.hide()

    def head(self, label: QLabel) -> QHBoxLayout:
        """The line of the field's name with its tag."""
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label, 1)
        line.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def foot(self, layout: QVBoxLayout) -> None:
        layout.addWidget(self.said)

    def show_marks(self, body: Mapping[str, Any], path: str, pinned: bool) -> None:
        absence = absence_at(body, path)
        tags = [say("mark.pinned")] if pinned else []
        if absence is not None:
            tags.append(say("mark.pending" if absence.kind == PENDING else "mark.not_applicable"))
        lines = [say("mark.reason", reason=absence.reason)] if absence is not None and absence.reason else []
        lines += [
            say("mark.note", by=str(note.get("by") or ""), text=str(note.get("text") or ""))
            for note in notes_at(body, path)
        ]
        for label, text in ((self.tag, " · ".join(tags)), (self.said, "\n".join(lines))):
            if label.text() != text:
                label.setText(text)
                label.setAccessibleName(text)
            label.setVisible(bool(text))

"""The cells of one row to be written: a label over each line, some beside the others."""

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ui.words import say

BESIDE = 4


class Cells(QGridLayout):
    """`lines` by name; the label of each is `<topic>.<name>`."""

    def __init__(self, topic: str, names: Iterable[str], parent: QWidget, *, editable: bool) -> None:
        super().__init__()
        self.lines: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        for name in names:
            label, line = QLabel(say(f"{topic}.{name}"), parent), QLineEdit(parent)
            label.setBuddy(line)
            line.setAccessibleName(say(f"{topic}.{name}"))
            line.setReadOnly(not editable)
            self.lines[name], self._labels[name] = line, label
        self.show_only(self.lines)

    @property
    def texts(self) -> dict[str, str]:
        return {name: line.text() for name, line in self.lines.items()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Lines without a text are empty."""
        for name, line in self.lines.items():
            line.setText(texts.get(name, ""))
            line.setCursorPosition(0)

    def show_only(self, names: Iterable[str]) -> None:
        """These side by side without holes, in their order."""
        wanted = list(names)
        for name, line in self.lines.items():
            at = wanted.index(name) if name in wanted else -1
            for below, widget in enumerate((self._labels[name], line)):
                widget.setVisible(at >= 0)
                self.removeWidget(widget)
                if at >= 0:
                    self.addWidget(widget, at // BESIDE * 2 + below, at % BESIDE)

"""What a publication would show, what in it looks personal, and what stays in the office."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from capture_app.changes import ProcessView
from forms.catalog import Catalog
from forms.findings import Finding
from forms.formats import display
from forms.going_out import GoingOut
from forms.pointers import get
from forms.progress import answers
from forms.record_type import RecordType, kinds_of
from forms.words import label_at
from ui.form.side_panel import ProblemList
from ui.words import count, say

MOST_NAMED = 6


def kept_words(pointers: tuple[str, ...], record: RecordType, kinds: tuple[str | None, ...]) -> str:
    """How many values stay back and how they are called, the most frequent first."""
    if not pointers:
        return say("publish.kept_none")
    named = Counter(label_at(pointer, record, kinds) for pointer in pointers).most_common()
    words = [name if times == 1 else say("publish.kept_times", name=name, n=times) for name, times in named]
    names = "; ".join(words[:MOST_NAMED])
    if len(words) > MOST_NAMED:
        names = count("publish.kept_more", len(words) - MOST_NAMED, names=names)
    return count("publish.kept", len(pointers), names=names)


def public_lines(going: GoingOut, record: RecordType, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The eight answers of a process; of a register, every member that goes out."""
    if record.register is None:
        for answer in answers(going.shown, record.id, catalog):
            yield answer.title, answer.told(2) if answer.answered else say("publish.unanswered")
        return
    for item in record.stages[0].fields:
        text = display(item, get(going.shown, item.pointer), catalog)
        if text:
            yield say("publish.member", label=item.label), text


class GoingOutCard(QWidget):
    """`chosen` brings a warning that somebody wants to look at."""

    chosen = Signal(object)

    def __init__(self, view: ProcessView, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._catalog = view, catalog
        self._record = catalog.record_types[view.record_type]
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(9)
        self.warning = self._label("", "title")
        self.personal = ProblemList(self)
        self.personal.setAccessibleName(say("publish.personal_name"))
        self.personal.chosen.connect(self.chosen)
        self._layout.addWidget(self.personal)
        self._label(say("publish.public"), "title")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setMinimumHeight(120)
        self._layout.addWidget(self.area, 1)
        self.kept = self._label("", "hint")
        self._label(say("publish.withheld"), "hint")
        self._say_personal(())

    def _label(self, text: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label

    def show_going(self, going: GoingOut) -> None:
        """What the act would do with the stages chosen now."""
        content = QWidget(self)
        content.setObjectName("content")
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 6, 0)
        lines.setSpacing(3)
        for question, text in public_lines(going, self._record, self._catalog):
            label = QLabel(say("publish.answer", question=question, text=text), content)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            lines.addWidget(label)
        lines.addStretch(1)
        self.area.setWidget(content)
        self.kept.setText(kept_words(going.kept_back, self._record, kinds_of(self._view.body)))
        self._say_personal(going.personal)

    def _say_personal(self, found: tuple[Finding, ...]) -> None:
        self.warning.setText(count("publish.personal", len(found)))
        self.personal.show_findings(found, self._view.body, self._catalog, self._record)
        self.personal.setFixedHeight(min(110, 8 + 36 * max(1, len(found))))
        for widget in (self.warning, self.personal):
            widget.setVisible(bool(found))

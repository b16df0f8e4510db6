"""Every point that is looked at in a process, with its answer: yes, no, or not evaluable and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from forms.catalog import Catalog
from forms.findings import Finding
from forms.guides.explain import explain, missing_words, state_word
from forms.guides.guide import Answer, Outcome
from forms.record_type import kinds_of
from forms.words import text
from ui.inputs.ending import Ending
from ui.screen import fit
from ui.styled import mark
from ui.words import count, say

ORDER = (Answer.YES, Answer.NOT_EVALUABLE, Answer.NO)
LEVELS: Mapping[Answer, str] = {Answer.YES: "guide", Answer.NOT_EVALUABLE: "warning", Answer.NO: "note"}


@dataclass(frozen=True)
class Answers:
    """The outcomes of a record, as its store lane found them."""

    record_id: str
    outcomes: tuple[Outcome, ...]
    kinds: tuple[str | None, ...] = ()


def read_answers(app: Any, record_id: str) -> Answers:
    return Answers(record_id, app.capture.guide_outcomes(record_id), kinds_of(app.capture.body(record_id)))


class GuidesDialog(QDialog):
    finding_chosen = Signal(object)

    def __init__(self, answers: Answers, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("guides.title"))
        fit(self, 640, 560)
        self._catalog, self._kinds = catalog, answers.kinds
        self.buttons: list[QPushButton] = []
        content = QWidget(self)
        content.setObjectName("content")
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(4)
        for state in ORDER:
            self._add_group(state, [item for item in answers.outcomes if item.state == state])
        self._lines.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(say("guides.title"))
        area.setWidget(content)
        note = QLabel(say("guides.note"), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(note)
        layout.addWidget(area, 1)
        layout.addLayout(Ending(self, ("suppliers.leave", self.accept)))

    def _add_group(self, state: Answer, outcomes: list[Outcome]) -> None:
        if not outcomes:
            return
        self._label(say("guides.group", state=state_word(state), n=len(outcomes)), "groupName")
        for outcome in outcomes:
            if state is Answer.YES:
                for finding in outcome.findings:
                    self._add_finding(finding)
            else:
                self._add_plain(outcome)

    def _add_finding(self, finding: Finding) -> None:
        said = explain(finding, self._catalog, kinds=self._kinds)
        mark(self._label(said.message, "fieldLabel"), "level", LEVELS[Answer.YES])
        self._label(say("finding.why", text=said.why), "hint")
        self._label(say("finding.how", text=said.how), "hint")
        button = QPushButton(say("finding.go"), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(f"{say('finding.go')}: {said.message}")
        button.clicked.connect(lambda _=False: self._go(finding))
        self.buttons.append(button)
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        self._lines.addLayout(line)

    def _go(self, finding: Finding) -> None:
        self.accept()
        self.finding_chosen.emit(finding)

    def _add_plain(self, outcome: Outcome) -> None:
        """What the point looks at; of one without an answer, what it would need."""
        self._label(text(f"{outcome.code}.why"), "")
        if outcome.missing:
            words = missing_words(outcome, self._catalog, kinds=self._kinds)
            self._label(count("guides.missing", len(words), what=", ".join(words)), "hint")

    def _label(self, words: str, name: str) -> QLabel:
        label = QLabel(words, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        self._lines.addWidget(label)
        return label

"""Suppliers that may be one: pair by pair, which name stays, and which records will be edited, before anything is."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLabel,
    QListWidget,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from capture_app.changes import KnownParty, ProcessSummary
from ui.inputs.ending import Ending
from ui.jobs import Jobs
from ui.screen import fit
from ui.words import count, say

Pair = tuple[KnownParty, KnownParty]


def read_touched(app: Any, keep: str, lose: str) -> tuple[ProcessSummary, ...]:
    """A task of the store lane."""
    found: tuple[ProcessSummary, ...] = app.suppliers.touched(keep, [lose])
    return found


class JoinDialog(QDialog):
    """`join_wanted(keep, lose)` once the person has seen the list and says so."""

    join_wanted = Signal(str, str)

    def __init__(self, jobs: Jobs, pairs: Sequence[Pair], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("suppliers.duplicates"))
        fit(self, 620, 460)
        self._jobs = jobs
        self._pairs = list(pairs)
        self._at = 0
        self.place, self.touched_title = QLabel(self), QLabel(self)
        self.place.setObjectName("muted")
        self.touched_title.setObjectName("fieldLabel")
        question = QLabel(say("suppliers.which_stays"), self)
        question.setObjectName("title")
        question.setWordWrap(True)
        self.choices = [QRadioButton(self), QRadioButton(self)]
        group = QButtonGroup(self)
        self.touched = QListWidget(self)
        self.touched.setAccessibleName(say("suppliers.touched"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        layout.addWidget(self.place)
        layout.addWidget(question)
        for choice in self.choices:
            group.addButton(choice)
            choice.toggled.connect(lambda on: self._read() if on else None)
            layout.addWidget(choice)
        layout.addWidget(self.touched_title)
        layout.addWidget(self.touched, 1)
        ending = Ending(
            self, ("suppliers.leave", self.reject), ("suppliers.apart", self._next), ("suppliers.join", self._join)
        )
        self.close_button, (self.other, self.join) = ending.out, ending.acts
        self.join.setDefault(False)  # Enter alone joins nothing
        layout.addLayout(ending)
        self._show_pair()

    def _show_pair(self) -> None:
        self.place.setText(say("suppliers.pair", at=self._at + 1, total=len(self._pairs)))
        for choice, party in zip(self.choices, self._pairs[self._at], strict=True):
            rfc = party.rfc or say("suppliers.no_rfc")
            choice.setText(
                say("suppliers.choice", name=party.name, rfc=rfc, times=count("suppliers.times", party.times))
            )
            choice.setAccessibleName(choice.text())
        best = 0 if self._pairs[self._at][0].rfc else 1
        self.choices[1 - best].setChecked(False)
        if self.choices[best].isChecked():
            self._read()
        self.choices[best].setChecked(True)
        self.choices[best].setFocus()

    def chosen(self) -> tuple[KnownParty, KnownParty]:
        """The one that stays and the one that goes."""
        first, second = self._pairs[self._at]
        return (first, second) if self.choices[0].isChecked() else (second, first)

    def _read(self) -> None:
        keep, lose = self.chosen()
        self.join.setEnabled(False)
        at = (self._at, keep.key)

        def show(records: tuple[ProcessSummary, ...]) -> None:
            if self.isVisible() and at == (self._at, self.chosen()[0].key):
                self.touched_title.setText(count("suppliers.will_edit", len(records)))
                self.touched.clear()
                self.touched.addItems([" · ".join(filter(None, (row.title, row.folio))) for row in records])
                self.join.setEnabled(True)

        self._jobs.store(read_touched, keep.key, lose.key, done=show)

    def _join(self) -> None:
        keep, lose = self.chosen()
        self.join_wanted.emit(keep.key, lose.key)
        self._pairs = [pair for pair in self._pairs if lose.key not in (pair[0].key, pair[1].key)]
        self._at -= 1
        self._next()

    def _next(self) -> None:
        self._at += 1
        if self._at >= len(self._pairs):
            self.accept()
        else:
            self._show_pair()

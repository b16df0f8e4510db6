"""One question at a time: the same widgets and binding as the full form, hence the same record."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import FieldEdit
from forms.catalog import Catalog, Field, FieldType
from forms.findings import Finding, Level
from forms.formats import display
from forms.guided_mode import GuidedQuestion, Script, copies_of
from forms.marks import PENDING, Absence
from forms.pointers import get, pattern_of
from forms.progress import answers
from forms.record_type import kinds_of
from forms.words import describe_in
from ui.dialogs.absence_dialog import AbsenceDialog
from ui.focus_order import follow
from ui.form.binding import RecordBinding
from ui.form.grid import FormGrid, RowsBlock
from ui.form.places import is_inside
from ui.form.row import FieldRow
from ui.form.view import make_rows
from ui.form.widgets.base_field import Surroundings
from ui.guided.answering import Asked, Births, absence_of, births_of, blank_edits, choice_edits
from ui.guided.choices import ChoiceList
from ui.guided.so_far import EightAnswers, SoFar, scrolled
from ui.inputs.elided_label import ElidedLabel
from ui.models.rows_model import cell_text
from ui.words import say

NARROW, PANEL, SCROLL_ROOM = 760, 230, 10
JUST_BEGUN = 1


class GuidedView(QWidget):
    """`full_wanted` leads to the full form, `place_changed` says that another question is shown, `act_wanted` asks
    for the dialog that a question opens."""

    full_wanted = Signal()
    act_wanted = Signal(str)
    place_changed = Signal()
    review_wanted = Signal()
    left = Signal()

    def __init__(self, catalog: Catalog, around: Surroundings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._catalog = catalog
        self._around = around
        self._births = Births(around.mint)
        self._binding: RecordBinding | None = None
        self._script: Script | None = None
        self._asked: Asked | None = None
        self._left: set[str] = set()
        self._reached = 0
        self._findings: Sequence[tuple[str, Finding]] = ()
        self.grids: list[FormGrid] = []
        self.choices: ChoiceList | None = None
        self.opener: QPushButton | None = None
        self._answers: EightAnswers | None = None
        self._build()

    # ---- building ----

    def _build(self) -> None:
        self._content = QWidget(self)
        self._answer = QVBoxLayout(self._content)
        self._answer.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        self._answer.setSpacing(8)
        self._answer.addStretch(1)
        self.topic, self.question, self.help, self.example, self.sign = (QLabel(self) for _ in range(5))
        for label, name in (
            (self.topic, "topic"),
            (self.question, "question"),
            (self.help, "muted"),
            (self.example, "hint"),
            (self.sign, "guide"),
        ):
            label.setObjectName(name)
            label.setWordWrap(True)
        column = QVBoxLayout()
        column.setSpacing(6)
        for label in (self.topic, self.question, self.help, self.example):
            column.addWidget(label)
        column.addSpacing(4)
        self._column = column
        column.addWidget(scrolled(self._content, self), 1)
        column.addWidget(self.sign)
        column.addLayout(self._footer())
        self.so_far = SoFar(self)
        self._panel = scrolled(self.so_far, self)
        self._panel.setFixedWidth(PANEL)
        body = QHBoxLayout()
        body.setContentsMargins(40, 22, 30, 16)
        body.setSpacing(30)
        body.addLayout(column, 1)
        body.addWidget(self._panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self._bar())
        layout.addLayout(body, 1)

    def _head(self) -> QFrame:
        head = QFrame(self)
        head.setObjectName("guidedHead")
        self.title, self.saved = ElidedLabel(head), QLabel(head)
        self.title.setObjectName("brand")
        self.saved.setObjectName("connection")
        self.full = self._button("guided.full", self.full_wanted.emit, head)
        self.full.setProperty("kind", "onRail")
        line = QHBoxLayout(head)
        line.setContentsMargins(18, 5, 14, 5)
        line.setSpacing(14)
        line.addWidget(self.title, 1)
        line.addWidget(self.saved)
        line.addWidget(self.full)
        return head

    def _bar(self) -> QProgressBar:
        self.progress = QProgressBar(self)
        self.progress.setObjectName("thin")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(say("guided.progress"))
        return self.progress

    def _footer(self) -> QHBoxLayout:
        self.before = self._button("guided.before", lambda: self.step(-1))
        self.not_applicable = self._button("guided.not_applicable", self._ask_why)
        self.pending = self._button("guided.pending", lambda: self._leave_blank(Absence(PENDING)))
        self.after = self._button("guided.after", lambda: self.step(1))
        self.after.setProperty("kind", "primary")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        for button in (self.before, self.not_applicable, self.pending):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.after)
        return line

    def _button(self, key: str, act: object, parent: QWidget | None = None) -> QPushButton:
        button = QPushButton(say(key), parent or self)
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        button.clicked.connect(act)
        return button

    # ---- showing ----

    @property
    def place(self) -> str:
        """The question on screen."""
        return self._asked.question.id if self._asked else ""

    def show_record(self, binding: RecordBinding, script: Script, question: str = "") -> None:
        self._binding, self._script = binding, script
        self._left = set()
        self._births = Births(self._around.mint)
        self.title.show_text(script.title)
        questions = script.asked(binding.body)
        first_open = self._first_open(questions)
        self._reached = questions.index(first_open)
        wanted = next((item for item in questions if item.id == question), None)
        self._show(wanted or (questions[0] if self._has_just_begun(questions[0]) else first_open))

    def _first_open(self, questions: Sequence[GuidedQuestion]) -> GuidedQuestion:
        """The first question without an answer: where one goes on after a pause."""
        open_ones = (item for item in questions if not item.view and not self._pairs_of(item) and item.start > 0)
        return next(open_ones, questions[-1])

    def _has_just_begun(self, first: GuidedQuestion) -> bool:
        """Such a record says so by itself, and after a pause it may have gone further: how far is asked first."""
        assert self._binding is not None
        said = first.chosen(self._binding.body)
        return said is None or said.reach <= JUST_BEGUN

    def _show(self, question: GuidedQuestion) -> None:
        assert self._binding is not None
        self.commit()
        self._binding.flush()
        self._clear()
        self._asked = self._births.ask(question, self._binding.body)
        for row, birth in births_of(self._asked, self._binding.body).items():
            self._binding.expect_row(row, *birth)
        self.question.setText(question.text)
        self.help.setText(question.help)
        self.example.setText(say("help.example", text=question.example) if question.example else "")
        self.example.setVisible(bool(question.example and question.fields))
        self._draw(question)
        self.refresh()
        self._order()
        self.place_changed.emit()
        self.focus_first()

    def _draw(self, question: GuidedQuestion) -> None:
        assert self._binding is not None
        assert self._asked is not None
        if question.options:
            self.choices = ChoiceList(question.options, self._content)
            self.choices.chosen.connect(self._choose)
            self.choices.entered.connect(lambda: self.step(1))
            self._answer.insertWidget(0, self.choices)
        for base, group in groupby(self._asked.fields, lambda item: item.base):
            fields = [field for item in group if (field := self._field(question, item.pattern)) is not None]
            grid = FormGrid(fields, base, self._binding, self._around, make_rows, self._content)
            grid.left.connect(self.left)
            grid.restructured.connect(self._order)
            self._answer.insertWidget(self._answer.count() - 1, grid)
            self.grids.append(grid)
            grid.take_findings(self._told)
            grid.show()
        if question.opens:
            wanted = question.opens
            self.opener = self._button(f"guided.opens.{wanted}", lambda: self.act_wanted.emit(wanted), self._content)
            self._answer.insertWidget(0, self.opener, 0, Qt.AlignmentFlag.AlignLeft)
            self.opener.show()
        if question.view:
            self._answers = EightAnswers(answers(self._binding.body, self._binding.record.id), self._content)
            self._answers.wanted.connect(self._go_to_topic)
            self._answer.insertWidget(0, self._answers)

    def _field(self, question: GuidedQuestion, pattern: str) -> Field | None:
        """The field as the question calls it."""
        assert self._binding is not None
        field = self._binding.record.field_at(pattern)
        if field is None:
            return None
        named = question.labels.get(pattern)
        return (
            field.named(named, question.widgets.get(pattern)) if named else field.under(*kinds_of(self._binding.body))
        )

    def _clear(self) -> None:
        for widget in [*self.grids, *filter(None, (self.choices, self._answers, self.opener))]:
            self._answer.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.grids, self.choices, self._answers, self.opener = [], None, None, None

    def take_strips(self, *strips: QWidget) -> None:
        """The page's strips stand over the question while this view is shown."""
        for at, strip in enumerate(strips):
            self._column.insertWidget(at, strip)

    def forget(self) -> None:
        """No record any more."""
        self.commit()
        self._clear()
        self._binding = self._asked = None

    def refresh(self) -> None:
        """The body changed: widgets, the choice, the numbers and what is known so far follow."""
        if self._binding is None or self._asked is None or self._script is None:
            return
        body, question = self._binding.body, self._asked.question
        for grid in self.grids:
            grid.refresh()
        if self.choices is not None:
            chosen = question.chosen(body)
            self.choices.show_chosen(question.options.index(chosen) if chosen else None)
        questions = self._script.asked(body)
        at = questions.index(question) + 1 if question in questions else 1
        self._show_place(question, at, len(questions))
        self._reached = max(self._reached, at)
        self.so_far.show_pairs([pair for item in questions[: self._reached] for pair in self._pairs_of(item)])

    def _show_place(self, question: GuidedQuestion, at: int, total: int) -> None:
        assert self._binding is not None
        kinds = kinds_of(self._binding.body)
        titles = {item.id: item.title_for(*kinds) for item in self._binding.record.questions}
        place = say("guided.place", at=at, total=total) if total > 1 else say("guided.first")
        self.topic.setText("  ·  ".join(part for part in (titles.get(question.topic, ""), place) if part))
        self.progress.setRange(0, total)
        self.progress.setValue(at)
        self.before.setEnabled(at > 1)
        self.after.setText(say("guided.review" if question.view else "guided.after"))
        self.after.setAccessibleName(self.after.text())
        for button in (self.not_applicable, self.pending):
            button.setVisible(bool(question.fields))

    def _pairs_of(self, question: GuidedQuestion) -> list[tuple[str, str]]:
        """The name and the value of what the record says to a question."""
        assert self._binding is not None
        body = self._binding.body
        chosen = question.chosen(body)
        if chosen is not None:
            return [(question.text, chosen.title)]
        asked = self._births.ask(question, body)
        pairs = []
        for item in asked.fields:
            field, value = self._field(question, item.pattern), get(body, item.path)
            absence = absence_of(asked, item, body)
            if field is not None and value is not None:
                is_list = field.type is FieldType.ROWS
                text = cell_text(field, value, self._catalog) if is_list else display(field, value, self._catalog)
                pairs += [(field.label, text)] if text else []
            elif field is not None and absence is not None:
                key = "guided.is_pending" if absence.kind == PENDING else "mark.reason"
                pairs.append((field.label, say(key, reason=absence.reason)))
        return pairs

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        self._findings = findings
        for grid in self.grids:
            grid.take_findings(self._told)
        self._show_sign()

    @property
    def _told(self) -> Sequence[tuple[str, Finding]]:
        """What is wrong; of a question that nobody has left yet, not that it is blank."""
        if self._binding is None or self._asked is None or self._asked.question.id in self._left:
            return self._findings
        body = self._binding.body
        return [(path, item) for path, item in self._findings if get(body, path) is not None]

    def _show_sign(self) -> None:
        """A risk sign about a field of the question; it never hinders going on."""
        signs = [item for path, item in self._findings if item.level is Level.GUIDE and self._is_asked(path)]
        binding = self._binding
        text = describe_in(binding.body, signs[0], self._catalog, binding.record.id) if binding and signs else ""
        self.sign.setText(say("guided.sign", text=text) if text else "")
        self.sign.setVisible(bool(text))

    def _is_asked(self, path: str) -> bool:
        return self._asked is not None and any(is_inside(path, item.path) for item in self._asked.fields)

    # ---- answering ----

    def _choose(self, at: int) -> None:
        assert self._binding is not None
        assert self._asked is not None
        question = self._asked.question
        edits = choice_edits(question, question.options[at], self._binding.body, self._births)
        self._binding.edit(*edits)
        self._binding.flush()

    def _ask_why(self) -> None:
        assert self._asked is not None
        dialog = AbsenceDialog(self._asked.question.text, None, self.window())
        dialog.decided.connect(self._leave_blank)
        dialog.open()
        dialog.reason.setFocus()

    def _leave_blank(self, absence: Absence | None) -> None:
        if self._binding is None or self._asked is None or absence is None:
            return
        self.commit()
        edits = blank_edits(self._asked, self._binding.body, absence)
        if edits:
            self._binding.edit(*edits)
        self.step(1)

    def step(self, step: int) -> None:
        """The next (or last) question of those asked now; after the last one, the review."""
        if self._binding is None or self._asked is None or self._script is None:
            return
        self.commit()
        now = self._asked.question
        self._left.add(now.id)
        copied = [FieldEdit(path, value) for path, value in copies_of(now, self._binding.body)]
        if copied:
            self._binding.edit(*copied)
        questions = self._script.asked(self._binding.body)
        at = questions.index(now) + step if now in questions else 0
        if at >= len(questions):
            self.review_wanted.emit()
        elif at >= 0:
            self._show(questions[at])

    def _go_to_topic(self, topic: str) -> None:
        assert self._binding is not None
        assert self._script is not None
        questions = self._script.asked(self._binding.body)
        self._show(next((item for item in questions if item.topic == topic), questions[0]))

    def commit(self) -> None:
        for grid in self.grids:
            grid.commit()

    # ---- focus ----

    def focus_first(self) -> None:
        if self.choices is not None:
            self.choices.focus_first()
        elif not any(grid.focus_first() for grid in self.grids):
            (self._answers.buttons[0] if self._answers else self.after).setFocus()

    def row_of(self, control: QWidget | None) -> FieldRow | RowsBlock | None:
        return self.grids[0].row_of(control) if self.grids and control is not None else None

    def go_to(self, path: str) -> bool:
        """Show the question that asks for a place, the caret in it; False where none does."""
        if self._binding is None or self._script is None:
            return False
        if not any(is_inside(path, item.path) for item in (self._asked.fields if self._asked else ())):
            pattern = pattern_of(path)
            questions = self._script.asked(self._binding.body)
            found = [item for item in questions if any(is_inside(pattern, own) for own in item.patterns)]
            if not found:
                return False
            self._show(found[0])
        if not any(grid.reveal(path) for grid in self.grids):
            self.focus_first()
        return True

    def controls(self) -> list[QWidget]:
        found: list[QWidget] = [*([self.opener] if self.opener else []), *(self.choices.cards if self.choices else [])]
        found += [control for grid in self.grids for control in grid.controls()]
        found += self._answers.buttons if self._answers else []
        return [*found, self.after, self.before, self.not_applicable, self.pending, self.full]

    def _order(self) -> None:
        follow(self.controls())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._panel.setVisible(not narrow)
        self.saved.setVisible(not narrow)
        self.full.setText(say("guided.full_short" if narrow else "guided.full"))
        for grid in self.grids:
            grid.set_narrow(narrow)

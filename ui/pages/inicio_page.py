"""The first page: what needs a person, how far the office is, the last sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capture_app.changes import Changes, OfficeSummary
from capture_app.services.agenda import Deadline
from capture_app.settings import Settings
from forms.catalog import Catalog
from forms.guided_mode import scripts
from forms.progress import answers
from ui.bars import LOW, Bar, Bars
from ui.contracted_note import ContractedNote, look_at_contracted
from ui.error_text import explain
from ui.focus_order import follow
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.page_head import PageHead
from ui.tasks import MOST_READ, Home, TaskList, look_at_days, look_at_office
from ui.times import long_day, times_of
from ui.words import count, say

COMPACT_HEIGHT, NARROW = 640, 700


@dataclass(frozen=True)
class Questions:
    """How many of the records read answer each question."""

    titles: tuple[str, ...]
    shares: tuple[float, ...]
    read: int


def ask_questions(app: Any, record_type: str) -> Questions:
    """Runs in the net lane: it reads many bodies and must not delay a save. In the words of all, not of the first."""
    rows = app.capture.search(limit=MOST_READ)
    found = [answers(app.capture.body(row.id), record_type) for row in rows]
    if not found:
        return Questions((), (), 0)
    titles = tuple(question.title for question in app.catalog.record_types[record_type].questions)
    shares = tuple(sum(one[at].answered for one in found) / len(found) for at in range(len(titles)))
    return Questions(titles, shares, len(found))


class InicioPage(QWidget):
    record_chosen = Signal(str)
    new_wanted = Signal()
    list_wanted = Signal()
    import_wanted = Signal()
    exchange_wanted = Signal()
    practice_wanted = Signal()
    guided_wanted = Signal(str)

    def __init__(self, jobs: Jobs, catalog: Catalog, settings: Settings, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._record = catalog.record_types["contracting_process"]
        self._today = today
        self._times = times_of(settings.zone)
        self._home: Home | None = None
        self._days: tuple[Deadline, ...] = ()
        self.head = PageHead(say(f"home.{self._times.part_of_day()}", name=settings.user), self)
        self.head.add_button(say("processes.import")).clicked.connect(lambda: self.import_wanted.emit())
        self.new_button = self.head.add_button(say("processes.new"), "primary", say("processes.new_short"))
        self.new_button.clicked.connect(lambda: self.new_wanted.emit())
        self.banner = Banner(self)
        self.banner.acted.connect(self.arrive)
        self.stages = Bars(190, 13, self)
        self.questions = Bars(170, 8, self)
        content = QWidget(self)
        content.setObjectName("content")
        self._cards = QHBoxLayout(content)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(12)
        self._cards.addWidget(self._build_tasks(), 3)
        self._cards.addWidget(self._build_progress(), 2)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.banner)
        layout.addWidget(area, 1)
        jobs.changed.connect(self._changed)

    def _build_tasks(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        self.tasks = TaskList(self._times, self._open, card)
        outer = QVBoxLayout(card)
        outer.setContentsMargins(18, 14, 18, 12)
        outer.addWidget(_title(say("home.today"), card))
        self.first_steps = self._build_first_steps(card)
        outer.addWidget(self.tasks)
        outer.addWidget(self.first_steps)
        outer.addStretch(1)
        return card

    def _build_first_steps(self, card: QWidget) -> QWidget:
        """What an office without records may begin with; being asked step by step comes first."""
        steps = QWidget(card)
        self._first_buttons: list[QPushButton] = []
        self._first_grid = QGridLayout(steps)
        self._first_grid.setContentsMargins(0, 8, 0, 8)
        self._first_grid.setHorizontalSpacing(12)
        self._first_grid.setVerticalSpacing(10)
        self._first_grid.setColumnStretch(1, 1)
        for name, script in scripts().items():
            self._add_first(script.title, script.help, partial(self.guided_wanted.emit, name), steps)
        for name, act in (("new", self.new_wanted), ("import", self.import_wanted), ("practice", self.practice_wanted)):
            self._add_first(say(f"home.first_{name}"), say(f"home.first_{name}_text"), act.emit, steps)
        steps.hide()
        return steps

    def _add_first(self, title: str, text: str, act: Callable[[], object], parent: QWidget) -> None:
        button, label = QPushButton(title, parent), QLabel(text, parent)
        button.setAccessibleName(title)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: act())
        label.setObjectName("muted")
        label.setWordWrap(True)
        line = len(self._first_buttons)
        self._first_grid.addWidget(button, line, 0)
        self._first_grid.addWidget(label, line, 1)
        self._first_buttons.append(button)

    def _build_progress(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(8)
        self._total, self._read, self._sent = (QLabel(card) for _ in range(3))
        for label in (self._total, self._read, self._sent):
            label.setObjectName("muted")
            label.setWordWrap(True)
        self._go_send = QPushButton(say("home.exchange"), card)
        self._go_send.setAccessibleName(say("home.exchange"))
        self._go_send.setAutoDefault(True)
        self._go_send.clicked.connect(lambda: self.exchange_wanted.emit())
        layout.addWidget(_title(say("home.by_stage"), card))
        layout.addWidget(self.stages)
        layout.addWidget(self._total)
        self.contracted = ContractedNote(card)
        layout.addWidget(self.contracted)
        layout.addSpacing(6)
        layout.addWidget(_title(say("home.questions"), card))
        layout.addWidget(self.questions)
        layout.addWidget(self._read)
        layout.addStretch(1)
        layout.addWidget(self._sent)
        layout.addWidget(self._go_send, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._cards.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for bars in (self.stages, self.questions):
            bars.set_compact(self.height() < COMPACT_HEIGHT)

    def arrive(self) -> None:
        self.new_button.setFocus()
        self._jobs.store(look_at_office, done=self._show, failed=self._cannot)
        self._jobs.net(look_at_days, done=self._take_days, failed=lambda _error: None)
        self._jobs.net(look_at_contracted, done=self.contracted.show_contracted, failed=lambda _error: None)
        self._jobs.net(ask_questions, self._record.id, done=self._show_questions, failed=lambda _error: None)

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    def _show(self, home: Home) -> None:
        self.banner.forget(say("process.retry"))
        summary = home.summary
        day = long_day(self._today())
        needing = summary.with_errors + summary.conflicts + summary.returned
        self.head.subtitle.show_text(f"{day}  ·  {count('home.needing', needing) if needing else say('home.calm')}")
        most = max([*summary.by_stage.values(), 1])
        counted = [(stage.title, summary.by_stage.get(stage.id, 0)) for stage in self._record.steps()]
        self.stages.show_bars(tuple(Bar(title, number / most, f"{number:,}") for title, number in counted))
        self._total.setText(count("home.total", summary.total))
        self._sent.setText(self._sent_text(summary))
        self.first_steps.setVisible(not summary.total)
        self._home = home
        self._show_tasks(home.with_deadlines(self._days))

    def _show_tasks(self, home: Home) -> None:
        """Their buttons come and go; the Tab key follows the reading all the same."""
        self.tasks.show_home(home)
        chain: list[QWidget] = [
            self.new_button,
            *(line.button for line in self.tasks.lines),
            *self._first_buttons,
            self._go_send,
        ]
        follow(chain)

    def _open(self, record_id: str) -> None:
        """A quarter that ends is about all of them: the list."""
        if record_id:
            self.record_chosen.emit(record_id)
        else:
            self.list_wanted.emit()

    def _take_days(self, days: tuple[Deadline, ...]) -> None:
        self._days = days
        if self._home is not None:
            self._show_tasks(self._home.with_deadlines(days))

    def _sent_text(self, summary: OfficeSummary) -> str:
        """When the portal last answered, and what waits."""
        last = summary.last_receipt_at
        first = say("home.last_sent", when=self._times.whole(last)) if last else say("home.never_sent")
        return f"{first} {count('home.waiting', summary.pending)}" if summary.pending else first

    def _show_questions(self, questions: Questions) -> None:
        self.questions.show_bars(
            tuple(
                Bar(title, share, say("home.percent", n=round(share * 100)), low=share < LOW)
                for title, share in zip(questions.titles, questions.shares, strict=True)
            )
        )
        self.questions.setVisible(bool(questions.read))
        self._read.setText(count("home.read", questions.read) if questions.read else say("home.none_read"))

    def _changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._jobs.store(look_at_office, done=self._show, failed=self._cannot)


def _title(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("title")
    return label

"""The first page: what needs a person, how far the office is, the last sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from capture_app.changes import Changes, OfficeSummary, ProcessSummary
from capture_app.settings import Settings
from forms.catalog import Catalog
from forms.progress import answers
from ui.bars import LOW, Bar, Bars
from ui.error_text import explain
from ui.form.banner import Banner
from ui.form.widgets.base_field import mark
from ui.inputs.elided_label import ElidedLabel
from ui.jobs import Jobs
from ui.models.processes_model import day_text
from ui.page_head import PageHead
from ui.words import count, say

MOST_TASKS = 8
MOST_READ = 300
COMPACT_HEIGHT = 640


@dataclass(frozen=True)
class Home:
    """What the page shows of the office."""

    summary: OfficeSummary
    tasks: tuple[ProcessSummary, ...]


@dataclass(frozen=True)
class Questions:
    """How many of the records read answer each question."""

    titles: tuple[str, ...]
    shares: tuple[float, ...]
    read: int


def look_at_office(app: Any) -> Home:
    rows = app.capture.search(limit=MOST_READ)
    needing = [row for row in rows if row.problems.get("error") or row.sync_state in ("conflict", "rejected")]
    return Home(app.capture.summary(), tuple(needing[:MOST_TASKS]))


def ask_questions(app: Any, record_type: str) -> Questions:
    """Runs in the net lane: it reads many bodies and must not delay a save."""
    rows = app.capture.search(limit=MOST_READ)
    found = [answers(app.capture.body(row.id), record_type) for row in rows]
    if not found:
        return Questions((), (), 0)
    titles = tuple(item.title for item in found[0])
    shares = tuple(sum(one[at].answered for one in found) / len(found) for at in range(len(titles)))
    return Questions(titles, shares, len(found))


class TaskLine(QWidget):
    """One thing that needs a person, and its button."""

    def __init__(self, row: ProcessSummary, open_record: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        conflict = row.sync_state in ("conflict", "rejected")
        dot = QLabel("●", self)
        dot.setObjectName("message")
        mark(dot, "level", "warning" if conflict else "error")
        title, detail = ElidedLabel(self), ElidedLabel(self)
        title.setObjectName("fieldLabel")
        detail.setObjectName("muted")
        name = row.title or say("process.untitled")
        errors = row.problems.get("error", 0)
        title.show_text(say("home.conflict", title=name) if conflict else count("home.errors", errors, title=name))
        detail.show_text(" · ".join(part for part in (row.folio or row.ocid, day_text(row.saved_at)) if part))
        button = QPushButton(say("home.compare" if conflict else "home.mend"), self)
        button.setAccessibleName(say("home.open_name", title=name))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: open_record(row.id))
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(title)
        texts.addWidget(detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(10)
        layout.addWidget(dot)
        layout.addLayout(texts, 1)
        layout.addWidget(button)


class InicioPage(QWidget):
    record_chosen = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()
    exchange_wanted = Signal()

    def __init__(self, jobs: Jobs, catalog: Catalog, settings: Settings, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._record = catalog.record_types["contracting_process"]
        self._today = today
        self.head = PageHead(say(f"home.{part_of_day()}", name=settings.user), self)
        self.head.add_button(say("processes.import")).clicked.connect(lambda: self.import_wanted.emit())
        self.new_button = self.head.add_button(say("processes.new"), "primary")
        self.new_button.clicked.connect(lambda: self.new_wanted.emit())
        self.banner = Banner(self)
        self.banner.acted.connect(self.arrive)
        self.stages = Bars(150, 13, self)
        self.questions = Bars(150, 8, self)
        self._lines: list[QWidget] = []
        cards = QHBoxLayout()
        cards.setSpacing(12)
        cards.addWidget(self._build_tasks(), 3)
        cards.addWidget(self._build_progress(), 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.banner)
        layout.addLayout(cards, 1)
        jobs.changed.connect(self._changed)

    def _build_tasks(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("card")
        outer = QVBoxLayout(card)
        outer.setContentsMargins(18, 14, 12, 12)
        outer.addWidget(_title(say("home.today"), card))
        content = QWidget(card)
        content.setObjectName("content")
        self._tasks = QVBoxLayout(content)
        self._tasks.setContentsMargins(0, 0, 6, 0)
        self._tasks.setSpacing(4)
        self._calm = QLabel(content)
        self._calm.setObjectName("muted")
        self._calm.setWordWrap(True)
        self._tasks.addWidget(self._calm)
        self._tasks.addStretch(1)
        area = QScrollArea(card)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        outer.addWidget(area, 1)
        return card

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
        for bars in (self.stages, self.questions):
            bars.set_compact(self.height() < COMPACT_HEIGHT)

    def arrive(self) -> None:
        self.new_button.setFocus()
        self._jobs.store(look_at_office, done=self._show, failed=self._cannot)
        self._jobs.net(ask_questions, self._record.id, done=self._show_questions, failed=lambda _error: None)

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    def _show(self, home: Home) -> None:
        self.banner.hide()
        summary = home.summary
        day = say("home.day", day=self._today().strftime("%d/%m/%Y"))
        needing = summary.with_errors + summary.conflicts
        self.head.subtitle.show_text(f"{day}  ·  {count('home.needing', needing) if needing else say('home.calm')}")
        most = max([*summary.by_stage.values(), 1])
        counted = [(stage.title, summary.by_stage.get(stage.id, 0)) for stage in self._record.steps()]
        self.stages.show_bars(tuple(Bar(title, number / most, f"{number:,}") for title, number in counted))
        self._total.setText(count("home.total", summary.total))
        self._sent.setText(sent_text(summary.last_receipt_at, summary.pending))
        self._show_tasks(home)

    def _show_tasks(self, home: Home) -> None:
        for line in self._lines:
            self._tasks.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [TaskLine(row, self.record_chosen.emit, self) for row in home.tasks]
        for at, line in enumerate(self._lines):
            self._tasks.insertWidget(at, line)
        self._calm.setVisible(not self._lines)
        self._calm.setText(say("home.nothing" if home.summary.total else "home.first"))

    def _show_questions(self, questions: Questions) -> None:
        self.questions.show_bars(
            tuple(
                Bar(title, share, say("home.percent", n=round(share * 100)), low=share < LOW)
                for title, share in zip(questions.titles, questions.shares, strict=True)
            )
        )
        self._read.setText(count("home.read", questions.read) if questions.read else say("home.none_read"))

    def _changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._jobs.store(look_at_office, done=self._show, failed=self._cannot)


def _title(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("title")
    return label


def part_of_day() -> str:
    hour = datetime.now().astimezone().hour
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 19 else "evening"


def sent_text(last: datetime | None, pending: int) -> str:
    """When the portal last answered, and what waits."""
    first = say("home.last_sent", when=last.astimezone().strftime("%d/%m/%Y %H:%M")) if last else say("home.never_sent")
    return f"{first} {count('home.waiting', pending)}" if pending else first

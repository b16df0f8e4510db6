"""What a person may do next: what needs them, what was left half way, what is nearly there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import OfficeSummary, ProcessSummary
from capture_app.services.agenda import Deadline
from ui.inputs.elided_label import ElidedLabel
from ui.styled import mark
from ui.times import OfficeTimes
from ui.words import count, say

MOST_READ = 300
MOST_OF_A_KIND = {"attention": 8, "continue": 4, "review": 5}
ATTENTION_STATES = ("conflict", "rejected", "held")
PRESSING = ("returned", "attention")
LEVELS = {
    "errors": "error",
    "returned": "error",
    "conflict": "warning",
    "draft": "note",
    "warnings": "warning",
    "quarter": "warning",
    "contract": "warning",
    "guarantee": "warning",
    "publication": "warning",
    "published_late": "error",
}


@dataclass(frozen=True)
class Task:
    """A record (a quarter has none) and why it is here; `said` is what a reviewer wrote or what ends, `day` when."""

    kind: str
    row: ProcessSummary | None
    said: str = ""
    day: date | None = None


@dataclass(frozen=True)
class TaskGroup:
    name: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Home:
    """What the first page shows of the office."""

    summary: OfficeSummary
    groups: tuple[TaskGroup, ...]

    def with_deadlines(self, deadlines: Sequence[Deadline]) -> "Home":
        """The days that come stand after what needs a person now."""
        if not deadlines:
            return self
        tasks = tuple(Task(item.kind, item.row, item.what, item.day) for item in deadlines)
        first = [group for group in self.groups if group.name in PRESSING]
        rest = [group for group in self.groups if group.name not in PRESSING]
        return Home(self.summary, (*first, TaskGroup("deadlines", tasks), *rest))


def look_at_office(app: Any) -> Home:
    rows = app.capture.search(limit=MOST_READ)
    returned = app.agenda.returned()
    given_back = {item.row.id for item in returned}
    groups = grouped([row for row in rows if row.id not in given_back])
    if returned:
        first = TaskGroup("returned", tuple(Task("returned", item.row, item.note) for item in returned))
        groups = (first, *groups)
    return Home(app.finding.summary(), groups)


def look_at_days(app: Any) -> tuple[Deadline, ...]:
    """Runs in the net lane: it reads many bodies and must not delay a save."""
    found: tuple[Deadline, ...] = app.agenda.deadlines()
    return found


def grouped(rows: Sequence[ProcessSummary]) -> tuple[TaskGroup, ...]:
    """Each record once, under the most pressing of its reasons, the newest first."""
    found: dict[str, list[Task]] = {name: [] for name in MOST_OF_A_KIND}
    for row in rows:
        if row.sync_state in ATTENTION_STATES:
            found["attention"].append(Task("conflict", row))
        elif row.problems.get("error"):
            found["attention"].append(Task("errors", row))
        elif row.status == "draft" and len(found["continue"]) < MOST_OF_A_KIND["continue"]:
            found["continue"].append(Task("draft", row))
        elif row.problems.get("warning"):
            found["review"].append(Task("warnings", row))
    found["review"].sort(key=lambda task: -task.row.problems["warning"] if task.row else 0)
    groups = (TaskGroup(name, tuple(tasks[: MOST_OF_A_KIND[name]])) for name, tasks in found.items())
    return tuple(group for group in groups if group.tasks)


class TaskLine(QWidget):
    """One thing to do, and its button."""

    def __init__(self, task: Task, times: OfficeTimes, open_record: Callable[[str], None], parent: QWidget) -> None:
        """`open_record` with "" leads to the list."""
        super().__init__(parent)
        row = task.row
        dot = QLabel("●", self)
        dot.setObjectName("message")
        mark(dot, "level", LEVELS[task.kind])
        title, detail = ElidedLabel(self), ElidedLabel(self)
        title.setObjectName("fieldLabel")
        detail.setObjectName("muted")
        title.show_text((row.title or say("process.untitled")) if row is not None else say("task.quarter_title"))
        parts = (_reason(task), row.folio if row else "", times.short(row.saved_at) if row and task.day is None else "")
        detail.show_text(" · ".join(part for part in parts if part))
        button = self.button = QPushButton(say(f"task.{task.kind}_act"), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(say("home.open_name", title=title.toolTip()))
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: open_record(row.id if row is not None else ""))
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(title)
        texts.addWidget(detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 3, 0, 3)
        layout.setSpacing(10)
        layout.addWidget(dot)
        layout.addLayout(texts, 1)
        layout.addWidget(button)


def _reason(task: Task) -> str:
    if task.day is not None:
        return say(f"task.{task.kind}", day=task.day.strftime("%d/%m/%Y"), what=task.said)
    if task.kind == "returned":
        return say("task.returned_note", note=task.said) if task.said else say("task.returned")
    assert task.row is not None
    problems = task.row.problems
    if task.kind == "errors":
        return count("stage.errors", problems["error"])
    if task.kind == "warnings":
        return count("stage.warnings", problems["warning"])
    if task.kind == "conflict":
        return say("task.conflict")
    waiting = problems.get("warning")
    return count("task.draft_with", waiting) if waiting else say("task.draft")


class TaskList(QWidget):
    """The groups one under the other, each with its name; a calm word when there are none."""

    def __init__(self, times: OfficeTimes, open_record: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._times = times
        self._open_record = open_record
        self.lines: list[TaskLine] = []
        self._shown: list[QWidget] = []
        self._groups: tuple[TaskGroup, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._calm = QLabel(self)
        self._calm.setObjectName("muted")
        self._calm.setWordWrap(True)
        self._layout.addWidget(self._calm)
        self._layout.addStretch(1)

    def show_home(self, home: Home) -> None:
        self._calm.setVisible(not home.groups or home.groups[0].name not in PRESSING)
        self._calm.setText(say("home.nothing" if home.summary.total else "home.first"))
        if home.groups == self._groups and self._shown:
            return
        for widget in self._shown:
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._groups, self.lines, self._shown = home.groups, [], []
        for group in home.groups:
            self._add(self._heading(group.name))
            for task in group.tasks:
                self.lines.append(TaskLine(task, self._times, self._open_record, self))
                self._add(self.lines[-1])

    def _add(self, widget: QWidget) -> None:
        self._layout.insertWidget(self._layout.count() - 1, widget)
        self._shown.append(widget)
        widget.show()

    def _heading(self, name: str) -> QLabel:
        label = QLabel(say(f"task.group_{name}"), self)
        label.setObjectName("groupName")
        label.setContentsMargins(0, 8, 0, 0)
        return label

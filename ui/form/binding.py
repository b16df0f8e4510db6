"""Ties the widgets of one record to the store lane.

A key is only written down, and the word that all is saved taken back (`begun`); what else follows from it on screen
comes a moment after, once for all keys since.
Edits gather and are saved 250 ms after the first unsaved key (a throttle: never restarted), right behind a key that
comes in the last of them, as the next is then farthest away, or at once when a field, page or program is left. Edits
typed while a save is on its way wait for it. "Guardado" is said only when the lane confirms the commit.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from capture_app.changes import Changes, Document, FieldEdit, PagePicture, ProcessView
from capture_app.errors import UndoBlocked
from capture_app.patching import PathError
from forms.catalog import RecordType
from forms.marks import typed_path
from forms.pointers import get
from ui.error_text import explain
from ui.form.draft import KeptText, Step, apply_step, rows_on_the_way, whole_unit, with_rows
from ui.jobs import Jobs

THROTTLE_MS = 250
EARLY_MS = 50
FOLLOW_MS = 30


@dataclass(frozen=True)
class Saved:
    """A confirmed save and the record as it is after it."""

    changes: tuple[Changes, ...]
    view: ProcessView


@dataclass(frozen=True)
class SaveState:
    """What the chip says: saved, saving or failed."""

    kind: str
    saved_at: datetime
    pending: int
    error: Exception | None = None


def place_of(step: Step) -> tuple[str, str]:
    """Steps of the same place take each other's place."""
    return ("value" if step.kind in ("set", "typed") else step.kind, step.path)


@dataclass
class Queue:
    """Edits not yet sent, in order; of two values of the same place the earlier goes, and with it its turn."""

    steps: dict[tuple[str, str], Step] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        if step.kind == "row_remove":
            self.steps = {key: old for key, old in self.steps.items() if not old.path.startswith(step.path + "/")}
        place = place_of(step)
        self.steps.pop(place, None)
        self.steps[place] = step

    def take(self) -> tuple[Step, ...]:
        taken, self.steps = tuple(self.steps.values()), {}
        return taken

    def put_back(self, steps: tuple[Step, ...]) -> None:
        """Steps that were not saved go before those typed since."""
        later, self.steps = self.steps, {}
        for step in (*steps, *later.values()):
            self.add(step)


def save_steps(app: Any, record_id: str, steps: tuple[Step, ...]) -> Saved:
    """Runs in the store lane: what is read and what is kept as typed, in order, as one save and one step of undo."""
    if any(rows_on_the_way(step.path) for step in steps):
        steps = tuple(with_rows(app.capture.body(record_id), steps))
    edits = tuple(FieldEdit(typed_path(step.path), step.text) if isinstance(step, KeptText) else step for step in steps)
    changes: tuple[Changes, ...] = (app.capture.save_fields(record_id, edits),) if edits else ()
    return Saved(changes, app.capture.open(record_id))


@dataclass(frozen=True)
class Blocked:
    """A step back or forward over a value that changed since; `task` again with force makes it."""

    task: Callable[..., Saved]
    error: UndoBlocked


def undo_edit(app: Any, record_id: str, force: bool = False) -> Saved:
    done = app.capture.undo(record_id, force=force)
    return Saved((done,) if done else (), app.capture.open(record_id))


def redo_edit(app: Any, record_id: str, force: bool = False) -> Saved:
    done = app.capture.redo(record_id, force=force)
    return Saved((done,) if done else (), app.capture.open(record_id))


def attach_file(app: Any, record_id: str, path: str, file: Path) -> Saved:
    done: Changes = app.attachments.attach(record_id, path, file)
    return Saved((done,), app.capture.open(record_id))


def attach_public_file(app: Any, record_id: str, path: str, file: Path) -> Saved:
    done: Changes = app.attachments.attach_public(record_id, path, file)
    return Saved((done,), app.capture.open(record_id))


def choose_location(app: Any, record_id: str, path: str, keeps: bool) -> Saved:
    done: Changes = app.attachments.choose_location(record_id, path, keeps=keeps)
    return Saved((done,), app.capture.open(record_id))


def draw_page(app: Any, document: Document, page: int, width: int) -> PagePicture:
    drawn: PagePicture = app.attachments.picture(document, page, width)
    return drawn


def take_out_file(app: Any, document: Document) -> Path:
    found: Path = app.attachments.take_out(document)
    return found


def open_record(app: Any, record_id: str) -> ProcessView:
    view: ProcessView = app.capture.open(record_id)
    return view


class RecordBinding(QObject):
    """The record on screen. `body` is what is shown; `view` is what the store last confirmed."""

    body_changed = Signal()
    view_changed = Signal(object)
    state_changed = Signal(object)
    begun = Signal()
    moved = Signal(object)
    ended = Signal()
    stranded = Signal(object)
    handed = Signal()
    attached = Signal(str, str)

    def __init__(self, jobs: Jobs, record: RecordType, view: ProcessView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.record = record
        self.view = view
        self._body: dict[str, Any] = view.body
        self._fresh: list[Step] = []
        self._queue = Queue()
        self._sent: tuple[Step, ...] = ()
        self._last: tuple[Step, ...] = ()
        self._wanted = False
        self._error: Exception | None = None
        self._closed = False
        self._has_begun = False
        self._expected: dict[str, tuple[FieldEdit, ...]] = {}
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(THROTTLE_MS)
        self.timer.timeout.connect(self.flush)
        self._behind = QTimer(self)
        self._behind.setSingleShot(True)
        self._behind.setInterval(0)
        self._behind.timeout.connect(self.flush)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._tell_body)

    @property
    def body(self) -> dict[str, Any]:
        """With everything typed in it."""
        self._lay()
        return self._body

    @property
    def is_quiet(self) -> bool:
        """Whether everything is in the store."""
        return not (self._fresh or self._queue.steps or self._sent)

    @property
    def record_id(self) -> str:
        return self.view.record_id

    @property
    def state(self) -> SaveState:
        kind = "failed" if self._error else "saved" if self.is_quiet else "saving"
        return SaveState(kind, self.view.saved_at, self.view.pending, self._error)

    def value(self, path: str) -> Any:
        return get(self.body, path)

    def typed(self, path: str) -> dict[str, str]:
        """Texts kept for a field: by its own place ("") and by the places inside it."""
        kept = self.body.get("_typed")
        if not isinstance(kept, Mapping):
            return {}
        return {
            place[len(path) :]: str(text)
            for place, text in kept.items()
            if place == path or place.startswith(path + "/")
        }

    def expect_row(self, path: str, *birth: FieldEdit) -> None:
        """The edits that bring forth a row that is shown already, made with the first edit inside it."""
        self._expected[path] = birth

    def edit(self, *steps: Step) -> None:
        """Values read, and texts kept that cannot be read, of one act; the screen follows at once."""
        self.write(*steps)
        self._tell_body()

    def write(self, *steps: Step) -> None:
        """The same for a key: only written down, the screen follows a moment after."""
        begins = self.is_quiet or self._error is not None
        self._error = None
        if len(steps) == 1 and self._fresh and place_of(self._fresh[-1]) == place_of(steps[0]):
            self._fresh[-1] = steps[0]
        else:
            self._fresh += steps
        if not self.timer.isActive():
            self.timer.start()
        elif self.timer.remainingTime() < EARLY_MS:
            self._behind.start()
        if not self._follow.isActive():
            self._follow.start()
        if begins:
            self._has_begun = True
            self.begun.emit()

    def _lay(self) -> None:
        """What was written down takes its place in the body and in the queue."""
        fresh, self._fresh = self._fresh, []
        for step in fresh:
            self._bring_forth(step.path)
            self._take(step)

    def catch_up(self) -> None:
        """Let the screen follow now what it does not yet."""
        if self._follow.isActive():
            self._tell_body()

    def _tell_body(self) -> None:
        self._follow.stop()
        if not self._closed:
            self.body_changed.emit()
            if self._has_begun:
                self._tell_state()

    def _tell_state(self) -> None:
        self._has_begun = False
        self.state_changed.emit(self.state)

    def _bring_forth(self, path: str) -> None:
        for row in [row for row in self._expected if path.startswith(row + "/")]:
            birth = self._expected.pop(row)
            if get(self._body, row) is None:
                for edit in birth:
                    self._take(edit)

    def _take(self, step: Step) -> None:
        """Into the body and the queue; a row that has gone from under the key comes back with what was typed in it."""
        for one in with_rows(self._body, (step,)):
            try:
                self._body = apply_step(self._body, one)
            except PathError:
                continue
            self._queue.add(whole_unit(self.record, self._body, one))

    def flush(self) -> None:
        """Send what waits, now or as soon as the save on its way is answered."""
        self.timer.stop()
        self._behind.stop()
        self._lay()
        if self._sent:
            self._wanted = True
        elif self._queue.steps:
            self._sent = self._queue.take()
            self._jobs.store(save_steps, self.record_id, self._sent, done=self._saved, failed=self._failed)
            self.handed.emit()

    def _saved(self, saved: Saved) -> None:
        self._sent = ()
        self._error = None
        if self._closed:
            self._settle()
            return
        self._adopt(saved.view)
        if self._wanted:
            self._wanted = False
            self.flush()

    def _adopt(self, view: ProcessView) -> None:
        """Show the confirmed record with what was typed since laid over it."""
        self._lay()
        self.view = view
        body = view.body
        for step in with_rows(body, tuple(self._queue.steps.values())):
            with suppress(PathError):
                body = apply_step(body, step)
        self._body = body
        if not self._closed:
            self._tell_body()
            self.view_changed.emit(view)
            self._tell_state()

    def _failed(self, error: Exception) -> None:
        newer = {place_of(step) for step in self._last}
        self._queue.put_back(tuple(step for step in self._sent if place_of(step) not in newer))
        self._sent = ()
        self._wanted = False
        self._error = error
        if self._closed:
            self._settle()
        else:
            self._tell_state()

    def retry(self) -> None:
        self._error = None
        self.flush()
        self._tell_state()

    def undo(self) -> None:
        self._travel(undo_edit)

    def redo(self) -> None:
        self._travel(redo_edit)

    def travel_anyway(self, blocked: Blocked) -> None:
        self._travel(blocked.task, force=True)

    def _travel(self, task: Callable[..., Saved], force: bool = False) -> None:
        self.flush()
        self._jobs.store(
            task, self.record_id, force, done=self._travelled, failed=lambda error: self._not_travelled(task, error)
        )

    def _not_travelled(self, task: Callable[..., Saved], error: Exception) -> None:
        self._tell_moved(Blocked(task, error) if isinstance(error, UndoBlocked) else error)

    def _travelled(self, saved: Saved) -> None:
        self._adopt(saved.view)
        self._tell_moved(saved)

    def _tell_moved(self, result: Saved | Blocked | Exception) -> None:
        if not self._closed:
            self.moved.emit(result)

    def attach(self, path: str, file: Path) -> None:
        """Adjoin a file to a row of documents; `attached` says when it is, or why it is not."""
        self._do_with_file(attach_file, path, file)

    def attach_public(self, path: str, file: Path) -> None:
        """Put the version for the public beside the original."""
        self._do_with_file(attach_public_file, path, file)

    def choose_location(self, path: str, keeps: bool) -> None:
        """Whether a photograph goes out with the place where it was taken."""
        self._do_with_file(choose_location, path, keeps)

    def draw(
        self,
        document: Document,
        page: int,
        width: int,
        done: Callable[[PagePicture], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """A page of a document, drawn in the store lane."""
        self._jobs.store(draw_page, document, page, width, done=done, failed=failed)

    def _do_with_file(self, task: Callable[..., Saved], path: str, given: Path | bool) -> None:
        self.flush()
        self._jobs.store(
            task,
            self.record_id,
            path,
            given,
            done=lambda saved: self._attached(path, saved),
            failed=lambda error: self._tell_file(path, error),
        )

    def _attached(self, path: str, saved: Saved) -> None:
        self._adopt(saved.view)
        if not self._closed:
            self.attached.emit(path, "")

    def _tell_file(self, path: str, error: Exception) -> None:
        if not self._closed:
            self.attached.emit(path, explain(error).whole)

    def take_out(self, path: str, document: Document, show: Callable[[Path], None]) -> None:
        """A copy of a row's file for another program."""
        self._jobs.store(take_out_file, document, done=show, failed=lambda error: self._tell_file(path, error))

    def perform(self, task: Callable[..., Saved], *args: Any, done: Callable[[Saved], None] | None = None) -> None:
        """Let the store lane change the record (`task(app, record_id, *args)`) behind what was typed; show it after."""
        self.flush()
        self._jobs.store(task, self.record_id, *args, done=partial(self._performed, done), failed=self._not_performed)

    def ask(self, task: Callable[..., Any], *args: Any, done: Callable[[Any], None]) -> None:
        """Ask the store lane about the record (`task(app, record_id, *args)`); the answer comes while it is open."""
        self._jobs.store(task, self.record_id, *args, done=lambda found: None if self._closed else done(found))

    def _performed(self, done: Callable[[Saved], None] | None, saved: Saved) -> None:
        self._adopt(saved.view)
        if done is not None and not self._closed:
            done(saved)

    def _not_performed(self, error: Exception) -> None:
        self._tell_moved(error)

    def refresh(self) -> None:
        """Read the record again, when something else than this screen changed it."""
        if self.is_quiet:
            self._jobs.store(open_record, self.record_id, done=self._adopt)

    def close(self) -> None:
        """All that was typed goes to the lane now, behind a save on its way; `ended` or `stranded` tells the rest."""
        self.timer.stop()
        self._lay()
        self._closed = True
        self._wanted = False
        self.hand_over()

    def hand_over(self) -> None:
        if not self._last:
            self._last = self._queue.take()
            if self._last:
                self._jobs.store(save_steps, self.record_id, self._last, done=self._end, failed=self._end_failed)
        self._settle()

    def _end(self, _saved: Saved) -> None:
        self._last = ()
        self._settle()

    def _end_failed(self, error: Exception) -> None:
        for step in self._last:
            self._queue.add(step)
        self._last = ()
        self._error = error
        self._settle()

    def _settle(self) -> None:
        """Once nothing is on its way any more: is everything in the store?"""
        if self._sent or self._last:
            return
        if self._queue.steps:
            self.stranded.emit(self._error)
        else:
            self.ended.emit()

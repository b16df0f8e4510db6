"""One act on many records: one record a task, so that what is typed meanwhile is saved between two of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from capture_app.changes import Changes
from ui.jobs import Cancel, Jobs

NUMBERS_AT_ONCE = 500


@dataclass
class BulkResult:
    """How it ended: how many were done and which, why others were not, and whether the person stopped it."""

    act: str
    total: int
    done: int = 0
    failed: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_stopped: bool = False


def submit_one(app: Any, record_id: str) -> tuple[Changes, ...]:
    changes: tuple[Changes, ...] = app.review.submit([record_id])
    return changes


def copy_one(app: Any, record_id: str) -> Changes:
    changes: Changes = app.reuse.create_copy(record_id)
    return changes


def delete_one(app: Any, record_id: str) -> Changes:
    changes: Changes = app.capture.delete(record_id)
    return changes


def bring_back_one(app: Any, record_id: str) -> Changes:
    changes: Changes = app.capture.bring_back(record_id)
    return changes


def mark_one(app: Any, record_id: str) -> None:
    app.finding.mark([record_id], on=True)


def unmark_one(app: Any, record_id: str) -> None:
    app.finding.mark([record_id], on=False)


def ids_of(app: Any, numbers: Sequence[int]) -> tuple[str, ...]:
    """The records behind the numbers of a list; a task of the store lane."""
    return tuple(name for part in _parts(numbers) for name in app.finding.ids_of(part))


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + NUMBERS_AT_ONCE] for at in range(0, len(numbers), NUMBERS_AT_ONCE))


ACTS: dict[str, Callable[..., Any]] = {
    "submit": submit_one,
    "copy": copy_one,
    "delete": delete_one,
    "bring_back": bring_back_one,
    "mark": mark_one,
    "unmark": unmark_one,
}


class BulkRun(QObject):
    """Runs one act over records, one task after the other, until the end or until it is asked to stop."""

    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._names: tuple[str, ...] = ()
        self._result: BulkResult | None = None
        self._cancel: Cancel | None = None

    @property
    def is_running(self) -> bool:
        return self._result is not None

    def start(self, act: str, numbers: Sequence[int]) -> None:
        if self.is_running or not numbers:
            return
        self._result = BulkResult(act, len(numbers))
        self._cancel = Cancel()
        self.progressed.emit(0, len(numbers))
        self._jobs.store(ids_of, numbers, done=self._begin, failed=self._fail_all)

    def again(self, act: str, names: Sequence[str]) -> None:
        """An act on records that are known by name."""
        if not self.is_running and names:
            self._result, self._cancel = BulkResult(act, len(names)), Cancel()
            self._begin(tuple(names))

    def stop(self) -> None:
        if self._cancel is not None:
            self._cancel.ask()

    def _begin(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._next()

    def _next(self) -> None:
        result = self._result
        assert result is not None
        assert self._cancel is not None
        at = result.done + len(result.failed)
        self.progressed.emit(at, result.total)
        if at >= len(self._names) or self._cancel():
            result.is_stopped = at < len(self._names)
            self._end()
            return
        self._jobs.store(ACTS[result.act], self._names[at], done=self._one_done, failed=self._one_failed)

    def _one_done(self, _answer: object) -> None:
        assert self._result is not None
        self._result.names.append(self._names[self._result.done + len(self._result.failed)])
        self._result.done += 1
        self._next()

    def _one_failed(self, error: Exception) -> None:
        assert self._result is not None
        self._result.failed.append(str(getattr(error, "message_es", "")) or type(error).__name__)
        self._next()

    def _fail_all(self, error: Exception) -> None:
        assert self._result is not None
        self._result.failed.append(str(getattr(error, "message_es", "")) or type(error).__name__)
        self._end()

    def _end(self) -> None:
        result, self._result, self._cancel, self._names = self._result, None, None, ()
        self.ended.emit(result)

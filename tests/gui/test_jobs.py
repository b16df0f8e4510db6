"""The lanes: serial, off the main thread, flushed and closed at the end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtCore import QObject

from capture_app.changes import Changes
from capture_app.errors import StoreBusy
from ui.jobs import Cancel, Jobs

CHANGES = Changes("r1", "ocds-1", (), "draft", datetime(2026, 3, 20, tzinfo=UTC))


class Lane:
    def __init__(self, made: list[object]) -> None:
        self.thread = threading.current_thread()
        self.closed_in: threading.Thread | None = None
        made.append(self)

    def close(self) -> None:
        self.closed_in = threading.current_thread()


@pytest.fixture
def made() -> list[Lane]:
    return []


@pytest.fixture
def jobs(qapp, made):
    lanes = Jobs(lambda: Lane(made))
    yield lanes
    lanes.close()


def where(app: Lane, *args: object) -> tuple[object, ...]:
    return (threading.current_thread(), *args)


def test_each_lane_has_its_own_app_in_its_own_thread(jobs, made, qtbot):
    seen: list[object] = []
    jobs.store(where, "s", done=lambda result: seen.append((result, threading.current_thread())))
    jobs.net(where, "n", done=lambda result: seen.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    threads = {result[0] for result, _ in seen}
    assert len(threads) == 2
    assert {app.thread for app in made} == threads
    assert {delivered for _, delivered in seen} == {threading.main_thread()}


def test_tasks_keep_their_order(jobs, qtbot):
    seen: list[int] = []
    for number in range(50):
        jobs.store(lambda _app, n=number: n, done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == list(range(50))


def test_an_expected_error_goes_to_who_asked(jobs, qtbot):
    def fail(_app: Lane) -> None:
        raise StoreBusy

    errors: list[Exception] = []
    jobs.store(fail, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], StoreBusy)


def test_a_bug_rises_besides(jobs, qtbot):
    errors: list[Exception] = []
    jobs.crashed.connect(errors.append)
    jobs.store(lambda _app: 1 // 0, failed=lambda _error: None)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_changes_of_any_result_are_announced(jobs, qtbot):
    seen: list[Changes] = []
    jobs.changed.connect(seen.append)
    jobs.store(lambda _app: (CHANGES, CHANGES))
    jobs.store(lambda _app: CHANGES)
    qtbot.waitUntil(lambda: len(seen) == 3)


def test_closing_lets_what_was_ordered_end_and_closes_in_the_lane(qapp, made):
    jobs, ended = Jobs(lambda: Lane(made)), []
    for number in range(20):
        jobs.store(lambda _app, n=number: ended.append(n))
    jobs.close()
    assert ended == list(range(20))
    assert made[0].closed_in is made[0].thread
    jobs.store(lambda _app: ended.append(99))
    assert 99 not in ended


def test_cancel_is_asked_from_the_main_thread(jobs, qtbot):
    cancel, result = Cancel(), []

    def wait(_app: Lane) -> bool:
        for _ in range(1000):
            if cancel():
                return True
            threading.Event().wait(0.01)
        return False

    jobs.net(wait, done=lambda value: result.append(value))
    cancel.ask()
    qtbot.waitUntil(lambda: bool(result))
    assert result == [True]


def refuse(_app: Lane) -> None:
    raise StoreBusy


class Asking(QObject):
    """Somebody who may be gone when the answer comes."""

    def take(self, _result: object) -> None:
        self.objectName()


def test_an_answer_for_a_dialog_that_is_gone_is_nobodys_and_a_failure_is_still_told(jobs, qtbot):
    gone, told = Asking(), []
    shiboken6.delete(gone)
    jobs.crashed.connect(told.append)
    jobs.store(where, done=gone.take)
    jobs.store(refuse, done=gone.take, failed=gone.take)
    qtbot.waitUntil(lambda: bool(told))
    assert [type(error) for error in told] == [StoreBusy]

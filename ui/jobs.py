"""The only place that starts threads: a store lane, a net lane and a long lane, each with its own App.

A task is a plain function `task(app, *args)` that runs inside a lane and returns a frozen result;
`done` and `failed` are called on the main thread. Whatever a result brings as Changes is announced
by the one signal `changed`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from ui.error_text import is_expected

if TYPE_CHECKING:
    from capture_app.changes import Changes

# A lane at work in Python lets the window's thread in after so many seconds: a key asks for it several times, each
# time that Qt calls back.
YIELD_S = 0.0001
# So long at most a long task waits for the store lane before it goes on with the next of its short transactions.
MOST_GIVEN_S = 5.0
TELL_S = 0.1
Task = Callable[..., Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


@dataclass(frozen=True)
class Order:
    """One task on its way to a lane; None as task closes the lane's App."""

    number: int
    task: Task | None
    args: tuple[Any, ...]


@dataclass(frozen=True)
class Delivery:
    """What came of an order."""

    number: int
    result: Any = None
    error: Exception | None = None


class Cancel:
    """A flag that a long task may look at; set from the main thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ask(self) -> None:
        self._event.set()

    def __call__(self) -> bool:
        return self._event.is_set()


class Turns:
    """What a long task looks at between its short transactions: whether to stop, and whether the store lane waits.

    `tell` is told how far it has come, some times a second at most, in the lane's thread.
    """

    def __init__(self, resting: threading.Event, closing: Cancel, tell: Callable[[int], None]) -> None:
        self.cancel = Cancel()
        self._closing = closing
        self._resting = resting
        self._tell = tell
        self._told_at = 0.0

    def is_cancelled(self) -> bool:
        return self.cancel() or self._closing()

    def is_wanted(self) -> bool:
        return not self._resting.is_set()

    def give_way(self) -> None:
        self._resting.wait(MOST_GIVEN_S)

    def tell(self, number: int) -> None:
        now = time.monotonic()
        if now - self._told_at >= TELL_S:
            self._told_at = now
            self._tell(number)


class Lane(QObject):
    """A serial queue of tasks in one thread, with an App that is opened and closed there."""

    worked = Signal(object)
    delivered = Signal(object, object)

    def __init__(self, name: str, factory: Callable[[], Any]) -> None:
        super().__init__()
        self._factory = factory
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=False)
        self._waiting: dict[int, tuple[Done | None, Failed | None]] = {}
        self._last = 0
        self._closed = False
        self.resting = threading.Event()
        self.resting.set()
        self.worked.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def order(self, task: Task, args: tuple[Any, ...], done: Done | None, failed: Failed | None) -> None:
        if self._closed:
            return
        if not self._last:
            self._thread.start()
        self._last += 1
        self._waiting[self._last] = (done, failed)
        self.resting.clear()
        self._orders.put(Order(self._last, task, args))

    def _run(self) -> None:
        """The thread: tasks one by one until the order that has none."""
        app: Any = None
        while (order := self._orders.get()).task is not None:
            self.resting.clear()
            app, delivery = self._work(app, order)
            self.worked.emit(delivery)
            if self._orders.empty():
                self.resting.set()
        if app is not None:
            app.close()

    def _work(self, app: Any, order: Order) -> tuple[Any, Delivery]:
        """The App (opened at the first task) and what came of the order."""
        try:
            app = app or self._factory()
            assert order.task is not None
            return app, Delivery(order.number, order.task(app, *order.args))
        except Exception as error:  # noqa: BLE001 - job delivery
            return app, Delivery(order.number, error=error)

    @Slot(object)
    def _deliver(self, delivery: Delivery) -> None:
        done, failed = self._waiting.pop(delivery.number, (None, None))
        if not self._closed:
            self.delivered.emit(delivery, failed if delivery.error is not None else done)

    def close(self) -> None:
        """Let the tasks already ordered end, close the App in its thread and end the thread."""
        if not self._closed:
            self._closed = True
            if self._last:
                self._orders.put(Order(0, None, ()))
                self._thread.join()


class Jobs(QObject):
    """The two lanes and the one application signal."""

    changed = Signal(object)
    crashed = Signal(object)

    def __init__(self, factory: Callable[[], Any], net_factory: Callable[[], Any] | None = None) -> None:
        super().__init__()
        sys.setswitchinterval(YIELD_S)
        self._store = Lane("store", factory)
        self._net = Lane("net", net_factory or factory)
        self._long = Lane("long", factory)
        self._closing = Cancel()
        for lane in (self._store, self._net, self._long):
            lane.delivered.connect(self._finish)

    def store(self, task: Task, *args: Any, done: Done | None = None, failed: Failed | None = None) -> None:
        """Run the task in the store lane, after those ordered before."""
        self._store.order(task, args, done, failed)

    def net(self, task: Task, *args: Any, done: Done | None = None, failed: Failed | None = None) -> None:
        """Run the task in the net lane; it may take long and should look at its Cancel."""
        self._net.order(task, args, done, failed)

    def long(
        self,
        task: Task,
        *args: Any,
        tell: Callable[[int], None],
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> Turns:
        """Run `task(app, turns, *args)` in the long lane: what a person typed goes before each of its transactions."""
        turns = Turns(self._store.resting, self._closing, tell)
        self._long.order(partial(_in_turns, task, turns), args, done, failed)
        return turns

    @property
    def busy(self) -> bool:
        return self._store.busy or self._net.busy or self._long.busy

    @Slot(object, object)
    def _finish(self, delivery: Delivery, answer: Callable[[Any], None] | None) -> None:
        """An answer for a dialog that is gone is nobody's; what failed is told all the same."""
        if isinstance(receiver := getattr(answer, "__self__", None), QObject) and not isValid(receiver):
            answer = None
        if delivery.error is not None:
            if answer is not None:
                answer(delivery.error)
            if answer is None or not is_expected(delivery.error):
                self.crashed.emit(delivery.error)
            return
        if answer is not None:
            answer(delivery.result)
        for changes in changes_in(delivery.result):
            self.changed.emit(changes)

    def close(self) -> None:
        self._closing.ask()
        self._long.close()
        self._net.close()
        self._store.close()


def _in_turns(task: Task, turns: Turns, app: Any, *args: Any) -> Any:
    return task(app, turns, *args)


def changes_in(result: Any) -> Iterator[Changes]:
    """The Changes of a result: itself, its `changes`, or those of a tuple."""
    from capture_app.changes import Changes

    if isinstance(result, Changes):
        yield result
    elif isinstance(result, tuple):
        for item in result:
            yield from changes_in(item)
    elif isinstance(getattr(result, "changes", None), (Changes, tuple)):
        yield from changes_in(result.changes)

"""A window of its own for each test, over an office in a temporary folder, with guards at every port."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.bootstrap import build
from capture_app.changes import Changes
from forms.catalog import Catalog, load_catalog
from tests.office import begin, opened
from ui.application import prepare, welcome
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.window_state import read_state

TODAY = date(2026, 3, 20)
# Against hanging alone; the long proofs run beside other work, at the lowest priority.
WAIT_MS = 120_000 if os.environ.get("CAPTURA_PROVE") else 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Offscreen says this of every window; any other word of Qt fails the test."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="module", autouse=True)
def rubbish() -> Iterator[None]:
    """Garbage waits for the end of the file, in the thread of the window, as in the program (ui.rubbish)."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


class Port:
    """A service that refuses the main thread, may be slow, and may fail once with an error given."""

    def __init__(self, inner: Any, world: World) -> None:
        self._inner = inner
        self._world = world

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:
            assert threading.current_thread() is not threading.main_thread(), f"{name} was called on the main thread"
            self._world.calls.append(name)
            if self._world.delay:
                threading.Event().wait(self._world.delay)
            error = self._world.errors.pop(name, None)
            if error is not None:
                raise error
            return found(*args, **options)

        return call


class World:
    """What a test may do to the ports."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.errors: dict[str, Exception] = {}
        self.calls: list[str] = []


class GuardedApp:
    PORTS = (
        "capture",
        "finding",
        "reuse",
        "review",
        "publish",
        "exchange",
        "importing",
        "mapping",
        "attachments",
        "exporting",
        "printing",
        "catalogues",
        "suppliers",
        "acts",
        "agenda",
        "contracted",
        "figures",
        "users",
        "backups",
        "authorities",
        "platform_uploads",
        "protecting",
    )

    def __init__(self, folder: Path, world: World) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self._app = build(folder)
        self.settings, self.catalog, self.close = self._app.settings, self._app.catalog, self._app.close
        for name in self.PORTS:
            setattr(self, name, Port(getattr(self._app, name), world))


class Desk:
    """The window and what a test needs to act on it as a person would."""

    def __init__(self, qtbot: Any, folder: Path, world: World) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.world = world
        self.closed = False
        self.rested = False
        self.jobs = Jobs(lambda: GuardedApp(folder, world))
        self.window = self._open()

    def _open(self) -> MainWindow:
        found: list[Any] = []
        self.jobs.store(welcome, self.folder, done=found.append)
        self.qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
        first = found[0]
        window = MainWindow(self.folder, read_state(self.folder), lambda _theme: None)
        window.rested.connect(lambda: setattr(self, "rested", True))
        window.furnish(self.jobs, first.catalog, first.settings, lambda: TODAY, pins=first.pins)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
        window.start()
        self.settle()
        return window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy, timeout=WAIT_MS)

    def rest(self) -> None:
        """Until nothing is left to load: no answer comes any more that nobody asked for."""
        self.qtbot.waitUntil(lambda: self.rested and not self.jobs.busy, timeout=WAIT_MS)

    def open(self, record_id: str, step: str = "tender", section: str = "tender/general") -> None:
        from ui.form.spot import Spot

        self.window.open_record(record_id, Spot(step, section))
        self.qtbot.waitUntil(
            lambda: self.page.binding is not None and self.page.binding.record_id == record_id, timeout=WAIT_MS
        )
        self.settle()

    @property
    def page(self) -> Any:
        return self.window.process

    @property
    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        for letter in text:
            if letter.isascii():
                self.qtbot.keyClick(self.focused, letter)
            else:
                press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.focused, press)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.focused, key, modifier)

    def back(self) -> None:
        """A dialog went away: the window is active again and has the focus it had."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=WAIT_MS)

    def field(self, pointer: str) -> Any:
        return next(row for row in self.page.view.grid.rows if row.path == pointer)

    def saved(self) -> None:
        """Wait until the store has confirmed all that was typed."""
        self.qtbot.waitUntil(lambda: self.page.binding.state.kind in ("saved", "failed"), timeout=WAIT_MS)
        assert self.page.binding.state.error is None, self.page.binding.state.error
        self.settle()

    def stored(self, record_id: str) -> dict[str, Any]:
        """The body as another process would read it."""
        with opened(self.folder, read_only=True) as app:
            return app.capture.body(record_id)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.window.close()
            self.window.deleteLater()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begin(tmp_path / "oficina")


@pytest.fixture
def record(folder: Path) -> Changes:
    with opened(folder) as app:
        return app.capture.create("Papelería para el trimestre")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def new_desk(qtbot: Any, qapp: QApplication, folder: Path, world: World) -> Iterator[Callable[[], Desk]]:
    prepare(qapp)
    desks: list[Desk] = []

    def make() -> Desk:
        desks.append(Desk(qtbot, folder, world))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    return new_desk()

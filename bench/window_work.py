"""Work in the window beside bare Qt in one process: keys, the list's filter, opening a record."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Any

from bench.timing import milliseconds, times

KEYS, TURNS, PAUSE_MS = 20, 14, 40
REST_MS = 300  # so that the last save of one typist is over before the next begins
OPENS, FILTERS = 7, 6
FSYNC_S = 0.02


class Window:
    """The real window on a folder, with a store whose commits may be slow."""

    def __init__(self, folder: Path, delay: float = 0.0) -> None:
        from capture_app.bootstrap import build
        from tests.journeys.window_driver import until
        from ui.application import Program, QApplication, prepare

        self.until = until
        self.application = QApplication.instance() or QApplication([])
        prepare(self.application)

        def wait(name: str) -> None:
            if delay and name == "save.before_commit":
                threading.Event().wait(delay)

        self.program = Program(self.application, lambda: build(folder, failpoint=wait), folder)
        self.program.begin()
        until(lambda: self.program.window is not None)
        self.settle()

    def settle(self) -> None:
        self.until(lambda: not self.program.jobs.busy)

    def open(self, record_id: str) -> float:
        window = self.program.window
        begun = perf_counter()
        window.open_record(record_id)
        self.until(lambda: window.process.record_id == record_id)
        taken = perf_counter() - begun
        self.settle()
        return taken

    def close(self) -> None:
        self.program.window.close()
        self.program.jobs.close()


@dataclass
class Typist:
    """A line to type in: seconds of each key until its letter is painted, and of the main thread for all of it."""

    window: Any
    line: Any
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    in_all: list[float] = field(default_factory=list)

    def type(self) -> None:
        from PySide6.QtTest import QTest

        self.window.activateWindow()
        self.line.setFocus()
        self.line.selectAll()
        QTest.qWait(2 * PAUSE_MS)
        begun = thread_time()
        for number in range(KEYS):
            clock, processor = perf_counter(), thread_time()
            QTest.keyClick(self.line, "abcdefghij "[number % 11])
            self.line.repaint()
            self.clock.append(perf_counter() - clock)
            self.processor.append(thread_time() - processor)
            QTest.qWait(PAUSE_MS)
        self.in_all.append((thread_time() - begun) / KEYS)


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


def bare_form() -> Typist:
    from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

    form = QWidget()
    layout = QFormLayout(form)
    lines = [QLineEdit(form) for _ in range(14)]
    for line in lines:
        layout.addRow("Dato", line)
    layout.addRow("Texto", QPlainTextEdit(form))
    form.resize(900, 700)
    form.show()
    return Typist(form, lines[0])


def title_of(window: Window, record_id: str) -> Typist:
    window.open(record_id)
    page = window.program.window.process
    page.go_to("/tender/title")
    return Typist(window.program.window, page.view.focusWidget())


def keystrokes(folder: Path, record_id: str) -> list[list[str]]:
    from PySide6.QtTest import QTest

    beside = folder.with_name("slow")
    shutil.copytree(folder, beside)
    windows = [Window(folder), Window(beside, FSYNC_S)]
    ours, slow = (title_of(window, record_id) for window in windows)
    bare = bare_form()
    for _ in range(TURNS):
        for typist in (ours, bare, slow):
            typist.type()
            QTest.qWait(REST_MS)
            for window in windows:
                window.settle()
    bare.window.close()
    for window in windows:
        window.close()
    return [
        _keys("a key with autosave and checks until it is painted, p95", p95, ours, bare, "≤ 2 ×"),
        _keys("the same, the middle key", median, ours, bare, ""),
        _keys("the same with 20 ms in each commit, p95, to without", p95, slow, ours, "≤ 1.2 ×"),
        [
            "main thread for a key with all that follows from it",
            milliseconds(median(ours.in_all)),
            milliseconds(median(bare.in_all)),
            "",
            times(median(ours.in_all) / median(bare.in_all)),
            "",
        ],
    ]


def _keys(name: str, part: Callable[[list[float]], float], first: Typist, second: Typist, goal: str) -> list[str]:
    clock, processor = part(first.clock) / part(second.clock), part(first.processor) / part(second.processor)
    return [
        name,
        milliseconds(part(first.clock)),
        milliseconds(part(second.clock)),
        times(clock),
        times(processor),
        goal,
    ]


def openings(folder: Path) -> list[list[str]]:
    from capture_app.bootstrap import build
    from capture_app.changes import FieldEdit

    ids = {}
    app = build(folder)
    for count in (5, 500):
        made = app.capture.create(f"Con {count} partidas")
        items = [{"id": str(n), "description": f"Concepto {n}", "quantity": n + 1} for n in range(count)]
        app.capture.save_fields(made.record_id, [FieldEdit("/tender/items", items)])
        ids[count] = made.record_id
    app.close()
    window = Window(folder)
    taken: dict[int, list[float]] = {5: [], 500: []}
    for _ in range(OPENS):
        for count, record_id in ids.items():
            taken[count].append(window.open(record_id))
    window.close()
    large, small = median(taken[500]), median(taken[5])
    name = "opening a record of 500 items, to one of 5"
    return [[name, milliseconds(large), milliseconds(small), times(large / small), "", "≤ 4 ×"]]


# ---- the filter ----


@dataclass
class Filtered:
    """Seconds of the main thread for each key, for painting its rows, and by the clock until they are on screen."""

    main: list[float] = field(default_factory=list)
    paint: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def texts(records: int) -> list[str]:
    return [f"carta {number * 7919 % records}" for number in range(FILTERS)]


def filter_list(folder: Path, records: int) -> Filtered:
    """Keys in the search of the real list: the key itself, what it orders, and what is done with the answer."""
    from PySide6.QtTest import QTest

    from ui.record_list import RecordList

    found, spent, answered = Filtered(), [0.0], [0]

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*given: Any) -> Any:
            begun = thread_time()
            done = work(*given)
            spent[0] += thread_time() - begun
            answered[0] += work.__name__ == "_show"
            return done

        return run

    kept = RecordList.search, RecordList._show
    RecordList.search, RecordList._show = timed(kept[0]), timed(kept[1])
    window = Window(folder)
    window.program.window.go("processes")
    window.settle()
    page = window.program.window.processes
    press = timed(QTest.keyClick)
    for text in texts(records):
        page.search_box.clear()
        window.until(lambda: not page.list._timer.isActive() and not window.program.jobs.busy)
        for letter in text:
            spent[0], before, begun = 0.0, answered[0], perf_counter()
            press(page.search_box, letter)
            while answered[0] == before:
                QTest.qWait(1)
            painting = thread_time()
            page.table.viewport().repaint()
            found.main.append(spent[0])
            found.paint.append(thread_time() - painting)
            found.shown.append(perf_counter() - begun)
    window.close()
    RecordList.search, RecordList._show = kept
    return found


def filter_proxy(records: int) -> Filtered:
    """The same keys before Qt's own proxy, over a model in Qt of the columns that the list shows."""
    from PySide6.QtCore import QSortFilterProxyModel, Qt
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit, QTableView

    source, proxy, table, line = QStandardItemModel(), QSortFilterProxyModel(), QTableView(), QLineEdit()
    rest = ("Licitación", "Borrador", "1,234.00", "Sin errores", "En esta computadora", "12:40")
    for number in range(records):
        cells = (f"F-{number}", f"Papel bond tamaño carta {number}", *rest)
        source.appendRow([QStandardItem(cell) for cell in cells])
    proxy.setSourceModel(source)
    proxy.setFilterKeyColumn(-1)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    table.setModel(proxy)
    table.resize(1100, 600)
    line.textChanged.connect(proxy.setFilterFixedString)
    for widget in (table, line):
        widget.show()
    found = Filtered()
    for text in texts(records):
        line.clear()
        QTest.qWait(1)
        for letter in text:
            begun, processor = perf_counter(), thread_time()
            QTest.keyClick(line, letter)
            painting = thread_time()
            table.viewport().repaint()
            found.main.append(painting - processor)
            found.paint.append(thread_time() - painting)
            found.shown.append(perf_counter() - begun)
    for widget in (table, line):
        widget.close()
    return found


def filters(folder: Path, records: int) -> list[list[str]]:
    ours, theirs = filter_list(folder, records), filter_proxy(records)
    main, shown = (median(a) / median(b) for a, b in ((ours.main, theirs.main), (ours.shown, theirs.shown)))
    return [
        [
            f"a key of the filter over {records:,}, main thread, to Qt's own proxy",
            milliseconds(median(ours.main)),
            milliseconds(median(theirs.main)),
            "",
            f"1/{1 / main:,.0f}",
            "≤ 1/40",
        ],
        [
            "painting its rows",
            milliseconds(median(ours.paint)),
            milliseconds(median(theirs.paint)),
            "",
            times(median(ours.paint) / median(theirs.paint)),
            "",
        ],
        [
            "the same until its rows are shown, 60 ms of it awaiting the next key",
            milliseconds(median(ours.shown)),
            milliseconds(median(theirs.shown)),
            times(shown),
            "",
            "",
        ],
    ]

"""The window beside bare PySide6: first paint, a keystroke, a slow disk, the list's filter, a large record, memory.

`python -m bench ui [--records N]`. Each start is a process of its own; rivals of a keystroke type in turns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, time
from typing import Any

from bench.timing import milliseconds, table, times

ROOT = Path(__file__).resolve().parents[1]
STARTS, KEYS, OPENS, FILTERS = 5, 240, 7, 12
FSYNC_S = 0.02
FEW, MANY = 100, 100_000
PREFIX = "ocds-213czf"


def office(folder: Path, records: int) -> str:
    """An office with one record captured and copies of its row beside it; the id of the first."""
    from capture_app.bootstrap import build
    from capture_app.ids import RandomIds
    from capture_app.settings import Settings, write_settings
    from capture_app.store import rows

    write_settings(folder, Settings("LAGUNA", "Laguna Azul (INVENTADA)", (PREFIX,), "Ana Inventada"))
    app = build(folder)
    made = app.capture.create("Papel bond tamaño carta 0")
    connection = app.capture._desk.connection
    row = rows.read_one(connection, "record", "record_id = ?", (made.record_id,))
    ids = RandomIds()
    with connection.transaction():
        for number in range(1, records):
            text = f"{row['search_text']} {number}"
            copy = {**row, "record_id": ids.record_id(), "ocid": f"{row['ocid']}{number}", "folio": f"F-{number}"}
            copy |= {"title": f"Papel bond tamaño carta {number}", "search_text": text}
            del copy["digest"]
            rows.insert(connection, "record", copy)
    app.close()
    return made.record_id


# ---- starts: each in a process of its own ----

BARE = """
import sys, json, time
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
class W(QMainWindow):
    def paintEvent(self, e):
        super().paintEvent(e); QTimer.singleShot(0, done)
def done():
    import resource
    print(json.dumps({"frame": time.time() - float(sys.argv[1]),
                      "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})); app.exit()
app = QApplication(sys.argv[:1]); w = W(); w.resize(1366, 728); w.show(); app.exec()
"""
OURS = """
import sys, json, time, resource
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QTimer
from capture_app.bootstrap import build
from ui.application import Program, prepare
from ui.window_state import FILE_NAME
folder = Path(sys.argv[2]); told = {}
(folder / FILE_NAME).write_text("[ventana]\\npage=processes\\n")
app = QApplication(sys.argv[:1]); prepare(app)
program = Program(app, lambda: build(folder), folder)
def look():
    window = program.window
    if window is None or not window.isVisible(): return
    told.setdefault("frame", time.time() - float(sys.argv[1]))
    if window.processes.model.rowCount():
        told["list"] = time.time() - float(sys.argv[1])
        told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        timer.stop(); window.close()
timer = QTimer(); timer.setInterval(1); timer.timeout.connect(look); timer.start()
program.begin(); app.exec(); program.jobs.close(); print(json.dumps(told))
"""


def start(code: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-c", code, str(time()), *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=300)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def middle(runs: list[dict[str, float]], name: str) -> float:
    return median(run[name] for run in runs)


def starts(few: Path, many: Path) -> list[list[str]]:
    bare, ours, large = [], [], []
    for _ in range(STARTS):
        bare.append(start(BARE))
        ours.append(start(OURS, str(few)))
        large.append(start(OURS, str(many)))
    frame, first = middle(bare, "frame"), middle(ours, "frame")
    filled, memory = middle(ours, "list"), middle(ours, "memory")
    return [
        ["first paint of the frame", milliseconds(first), milliseconds(frame), times(first / frame), "≤ 3 ×"],
        ["first page of the list filled", milliseconds(filled), milliseconds(frame), times(filled / frame), "≤ 5 ×"],
        row_of_memory("memory, many records to few", middle(large, "memory"), memory, "≤ 1.2 ×"),
        row_of_memory(
            "memory, many records to a bare window", middle(large, "memory"), middle(bare, "memory"), "≤ 4 ×"
        ),
    ]


def row_of_memory(name: str, ours: float, theirs: float, goal: str) -> list[str]:
    return [name, f"{ours / 1024:.0f} MB", f"{theirs / 1024:.0f} MB", times(ours / theirs), goal]


# ---- keystrokes and opening: in this process ----


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
        until(lambda: self.program.window is not None and self.program.window.isVisible())
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


def type_keys(control: Any, pause: Callable[[], None]) -> list[float]:
    """Seconds of each key until the loop has nothing left to do for it."""
    from PySide6.QtTest import QTest

    taken = []
    for number in range(KEYS):
        begun = perf_counter()
        QTest.keyClick(control, "abcdefghij "[number % 11])
        control.repaint()
        taken.append(perf_counter() - begun)
        pause()
    return taken


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


def keystrokes(folder: Path, record_id: str) -> list[list[str]]:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

    pause = lambda: QTest.qWait(8)  # noqa: E731
    taken = {}
    for name, delay in (("ours", 0.0), ("slow", FSYNC_S)):
        window = Window(folder, delay)
        window.open(record_id)
        page = window.program.window.process
        page.go_to("/tender/title")
        taken[name] = p95(type_keys(page.view.focusWidget(), pause))
        window.close()
    form = QWidget()
    layout = QFormLayout(form)
    lines = [QLineEdit(form) for _ in range(14)]
    for line in lines:
        layout.addRow("Dato", line)
    layout.addRow("Texto", QPlainTextEdit(form))
    form.resize(900, 700)
    form.show()
    lines[0].setFocus()
    taken["bare"] = p95(type_keys(lines[0], pause))
    ours, slow, bare = taken["ours"], taken["slow"], taken["bare"]
    return [
        ["a key with autosave and checks, p95", milliseconds(ours), milliseconds(bare), times(ours / bare), "≤ 2 ×"],
        ["the same with 20 ms in each commit", milliseconds(slow), milliseconds(ours), times(slow / ours), "≤ 1.2 ×"],
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
    return [
        [
            "opening a record of 500 items, to one of 5",
            milliseconds(large),
            milliseconds(small),
            times(large / small),
            "≤ 4 ×",
        ]
    ]


def filters(folder: Path, records: int) -> list[list[str]]:
    """A word typed key by key: the store's search beside Qt's proxy over a model of the same rows."""
    from PySide6.QtCore import QSortFilterProxyModel, QStringListModel

    from capture_app.bootstrap import build

    app = build(folder, read_only=True)
    proxy = QSortFilterProxyModel()
    source = QStringListModel([f"Papel bond tamaño carta {number}" for number in range(records)])
    proxy.setSourceModel(source)
    proxy.setFilterKeyColumn(-1)
    ours, theirs = [], []
    for number in range(FILTERS):
        text = f"carta {number * 7919 % records}"
        for end in range(1, len(text) + 1):
            ours.append(clock(lambda end=end, text=text: app.capture.search(text[:end].strip(), limit=100)))
            theirs.append(clock(lambda end=end, text=text: proxy.setFilterFixedString(text[:end])))
    app.close()
    first, second = median(ours), median(theirs)
    return [
        [
            f"a key of the filter over {records:,}",
            milliseconds(first),
            milliseconds(second),
            times(first / second),
            "≤ 1/40",
        ]
    ]


def clock(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main(arguments: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    records = int(arguments[arguments.index("--records") + 1]) if "--records" in arguments else MANY
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place, "few"), Path(place, "many")
        for folder in (few, many):
            folder.mkdir()
        first = office(few, FEW)
        office(many, records)
        lines = starts(few, many)
        lines += keystrokes(few, first)
        lines += openings(few)
        lines += filters(many, records)
    print(table(("", "ours", "beside", "ratio", "goal"), lines))
    print(f"\n{records:,} records; load {os.getloadavg()[0]:.1f}; middle of {STARTS} starts, p95 of {KEYS} keys")
    return 0

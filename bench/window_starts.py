"""Starts of the window and of a bare one, each in a process of its own, in turns.

The order of a turn is left to chance (seeded): who always came after the lightest of the three found a rested
processor and was up to 15 % faster.

Both find their bytecode as a program does that was started before or is frozen: kept for the run in a folder of its
own, whatever the environment says of writing it, and filled by a first start of each that is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import time

from bench.timing import milliseconds, times

ROOT = Path(__file__).resolve().parents[1]
STARTS = 9

PROBE = """
import sys, json, time, resource
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
told = {}
def note(name):
    used = resource.getrusage(resource.RUSAGE_SELF)
    told.setdefault(name, [time.time() - float(sys.argv[1]), used.ru_utime + used.ru_stime])
    told["memory"] = used.ru_maxrss
def painted(window, event):
    QMainWindow.paintEvent(window, event)
    if "frame" not in told:
        QTimer.singleShot(0, lambda: note("frame"))
"""
BARE = (
    PROBE
    + """
class Window(QMainWindow):
    paintEvent = painted
app = QApplication(sys.argv[:1]); window = Window(); window.resize(1366, 728); window.show()
timer = QTimer(); timer.setInterval(1); timer.timeout.connect(lambda: "frame" in told and app.exit()); timer.start()
app.exec(); print(json.dumps(told))
"""
)
# The program as a person starts it, with the folder as only argument; it opens on the list.
OURS = (
    PROBE
    + """
from pathlib import Path
folder = Path(sys.argv[2])
(folder / "ventana.ini").write_text("[ventana]\\npage=processes\\n")
app = QApplication(sys.argv[:1])
def look():
    for window in app.topLevelWidgets():
        if "processes" in vars(window) and window.processes.model.rowCount():
            note("list"); timer.stop(); window.rested.connect(lambda: (note("rested"), main_window[0].close()))
            main_window.append(window)
main_window = []
timer = QTimer(); timer.setInterval(1); timer.timeout.connect(look); timer.start()
from capture_app.__main__ import main
from ui.main_window import MainWindow
MainWindow.paintEvent = painted
main(["--data", str(folder)]); print(json.dumps(told))
"""
)

Told = dict[str, list[float]]


def start(bytecode: Path, code: str, *arguments: str) -> Told:
    """What a program told of its start: seconds by the clock and of the processor, and its most memory in kB."""
    command = [sys.executable, "-c", code, str(time()), *arguments]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, timeout=300, stdin=subprocess.DEVNULL
    )
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def middle(runs: list[Told], name: str, which: int) -> float:
    return median(run[name][which] for run in runs)


def memory(runs: list[Told]) -> float:
    return median(run["memory"] for run in runs) / 1024  # type: ignore[type-var,operator]


def starts(few: Path, many: Path, records: int) -> list[list[str]]:
    programs = {"bare": (BARE,), "ours": (OURS, str(few)), "large": (OURS, str(many))}
    told: dict[str, list[Told]] = {name: [] for name in programs}
    chance = Random(STARTS)
    with tempfile.TemporaryDirectory() as place:
        for _ in range(STARTS + 1):
            for name in chance.sample(list(programs), len(programs)):
                told[name].append(start(Path(place), *programs[name]))
    bare, ours, large = (runs[1:] for runs in told.values())
    frame = lambda which: middle(bare, "frame", which)  # noqa: E731 - one line of glue
    lines = []
    for name, key, goal in (
        ("first paint of the frame, to a bare window", "frame", "≤ 3 ×"),
        (f"first page of the list filled ({records:,} records)", "list", "≤ 5 ×"),
    ):
        clock, processor = (middle(large, key, which) / frame(which) for which in (0, 1))
        lines.append(
            [name, milliseconds(middle(large, key, 0)), milliseconds(frame(0)), times(clock), times(processor), goal]
        )
    few_memory, many_memory, bare_memory = memory(ours), memory(large), memory(bare)
    return [
        *lines,
        _memory(f"memory, {records:,} records to 100", many_memory, few_memory, "≤ 1.2 ×"),
        _memory("memory, to a bare window", many_memory, bare_memory, "≤ 4 ×"),
    ]


def _memory(name: str, ours: float, theirs: float, goal: str) -> list[str]:
    return [name, f"{ours:.0f} MB", f"{theirs:.0f} MB", times(ours / theirs), "", goal]

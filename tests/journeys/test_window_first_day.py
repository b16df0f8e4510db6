"""The first day: `captura --data NEW` in a process of its own, from the assistant to a record that is saved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from capture_app.settings import read_settings
from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import ROOT, clean_environment

FIRST_DAY = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from capture_app.__main__ import main
from ui.dialogs.first_run_dialog import FirstRunDialog
from ui.main_window import MainWindow

application = QApplication([])
steps = []

def shown(kind):
    return next((one for one in application.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)

def answer():
    dialog = shown(FirstRunDialog)
    if dialog is None:
        return False
    for name, text in (("office_name", "Municipio de Laguna Azul"), ("ocid_prefix", "ocds-213czf"), ("user", "Ana")):
        QTest.keyClicks(dialog.lines[name].line, text)
    QTest.keyClick(dialog.lines["user"].line, Qt.Key_Return)
    return True

def ask_for_a_record():
    window = shown(MainWindow)
    if window is None:
        return False
    window.new_record()
    return True

def write():
    window = shown(MainWindow)
    focused = QApplication.focusWidget()
    if window.process.binding is None or focused is None or not window.process.isAncestorOf(focused):
        return False
    QTest.keyClicks(focused, "Llantas")
    window.close()
    return True

def look():
    if steps and steps[0]():
        steps.pop(0)

steps += [answer, ask_for_a_record, write]
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main(sys.argv[1:]))
"""


def test_the_first_day_goes_from_four_answers_to_a_saved_record(tmp_path):
    folder: Path = tmp_path / "nueva"
    done = subprocess.run(
        [sys.executable, "-c", FIRST_DAY, "--data", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=clean_environment(QT_QPA_PLATFORM="offscreen"),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    settings = read_settings(folder)
    assert (settings.office_code, settings.user) == ("LAGUNA-AZUL", "Ana")
    (summary,) = Desktop(folder).captura("list")
    assert summary["title"] == "Llantas"

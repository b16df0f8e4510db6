"""What is loaded before the list is on screen; the rest waits until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.office import begin, opened

# The program as a person starts it, until its window is shown or its list is filled: what is loaded by then.
START = """
import os, sys
from {module} import {name}
def tell(*_given):
    print(" ".join(sys.modules), flush=True)
    os._exit(0)
{name}.{step} = tell
from capture_app.__main__ import main
main(["--data", {folder!r}])
"""
STEPS = {
    "frame": ("ui.main_window", "MainWindow", "show"),
    "list": ("ui.record_list", "RecordList", "_show"),
}
NOT_FOR_THE_FRAME = ("forms.catalog", "capture_app.bootstrap", "capture_app.store")
NOT_FOR_THE_LIST = (
    "apsw",
    "capture_app.commands.registry",
    "capture_app.exporters.registry",
    "capture_app.importers.registry",
    "capture_app.services.capture",
    "cryptography",
    "forms.rules",
    "forms.scanner",
    "forms.survey",
    "forms.validate",
    "logging.handlers",
    "ocdsmerge",
    "openpyxl",
    "PIL",
    "requests",
    "sqlite_utils",
    "stdnum",
    "sync.wire",
    "ui.pages.process_page",
)


def loaded(folder: Path, step: str) -> set[str]:
    module, name, step = STEPS[step]
    code = START.format(module=module, name=name, step=step, folder=str(folder))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("step", "heavy"),
    [
        pytest.param("frame", (*NOT_FOR_THE_FRAME, *NOT_FOR_THE_LIST), id="frame"),
        pytest.param("list", NOT_FOR_THE_LIST, id="list"),
    ],
)
def test_the_start_waits_for_nothing_it_does_not_show(tmp_path, step, heavy):
    folder = begin(tmp_path / "oficina")
    with opened(folder):
        pass
    (folder / "ventana.ini").write_text("[ventana]\npage=processes\n", encoding="utf-8")
    assert sorted(loaded(folder, step) & set(heavy)) == []

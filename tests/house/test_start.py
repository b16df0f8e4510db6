"""What is loaded before the list is on screen; the rest waits until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.source import ROOT

STEPS = {
    "the frame": "import capture_app.__main__, ui.application",
    "the list": "import capture_app.bootstrap, capture_app.services.finding, ui.pages.processes_page",
}
NOT_FOR_THE_FRAME = ("forms.catalog", "capture_app.bootstrap", "capture_app.store")
NOT_FOR_THE_LIST = (
    "capture_app.commands.registry",
    "capture_app.exporters.registry",
    "capture_app.importers.registry",
    "capture_app.services.capture",
    "cryptography",
    "forms.rules",
    "forms.validate",
    "ocdsmerge",
    "openpyxl",
    "PIL",
    "requests",
    "sqlite_utils",
    "stdnum",
    "ui.pages.process_page",
)


def loaded(*steps: str) -> set[str]:
    code = "\n".join([*(STEPS[step] for step in steps), "import sys; print(' '.join(sys.modules))"])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("steps", "heavy"),
    [
        pytest.param(("the frame",), (*NOT_FOR_THE_FRAME, *NOT_FOR_THE_LIST), id="frame"),
        pytest.param(("the frame", "the list"), NOT_FOR_THE_LIST, id="list"),
    ],
)
def test_the_start_waits_for_nothing_it_does_not_show(steps, heavy):
    assert not loaded(*steps) & set(heavy)

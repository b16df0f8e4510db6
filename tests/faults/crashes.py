"""Running the crash driver and reading what it had acknowledged before it died."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.journeys.portal_server import ROOT, clean_environment

DRIVER = (sys.executable, "-m", "tests.faults.crash_driver")
WAIT = 60


def crash(folder: Path, **order: Any) -> list[list[Any]]:
    """What was acknowledged by a process that then died by SIGKILL."""
    done = _drive(folder, order)
    assert done.returncode == -signal.SIGKILL, f"not killed: {done.returncode} {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def survive(folder: Path, **order: Any) -> list[list[Any]]:
    """What was acknowledged by a process that came to its end."""
    done = _drive(folder, order)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _drive(folder: Path, order: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    command = [*DRIVER, str(folder), json.dumps(order)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), timeout=WAIT, check=False
    )

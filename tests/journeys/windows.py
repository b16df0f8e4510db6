"""The real window in a process of its own, worked by its driver; it may be killed at any moment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.journeys.portal_server import ROOT, clean_environment

DRIVER = (sys.executable, "-m", "tests.journeys.window_driver")
WAIT = 60


class Window:
    """One run of the window on a data folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            [*DRIVER, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment(QT_QPA_PLATFORM="offscreen", **environment),
        )

    def __enter__(self) -> Window:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def do(self, verb: str, *arguments: str) -> dict[str, Any]:
        """Have something done with the keyboard; what the window shows afterwards."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([verb, *arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the window ended while it should {verb}"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def kill(self) -> None:
        """SIGKILL: nothing of the program runs any more."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate(timeout=WAIT)

    def close(self) -> None:
        """As a person closes it."""
        self.do("close")
        self._process.communicate(timeout=WAIT)
        assert self._process.returncode == 0

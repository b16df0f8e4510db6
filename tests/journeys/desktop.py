"""A desktop's data folder, worked on by the command line as an office would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from capture_app.__main__ import main
from capture_app.app import App
from capture_app.bootstrap import build
from capture_app.commands.joining import init
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PREFIX, ROOT, USER, PortalServer, clean_environment

CAPTURA = (sys.executable, "-m", "capture_app")
WAIT = 60


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        return json.loads(self.out)


class Desktop:
    """One computer of the office."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def enrol(self, portal: PortalServer) -> None:
        init(self.folder, OFFICE, OFFICE_NAME, PREFIX, USER, portal.url, portal.new_code())

    def begin(self) -> None:
        """An office that no portal knows."""
        init(self.folder, OFFICE, OFFICE_NAME, PREFIX, USER)

    def tell(self, *arguments: str | Path) -> str:
        """What a verb tells a person."""
        return self.words(*arguments).out

    def words(self, *arguments: str | Path, code: int | None = 0) -> Said:
        """A verb in this process, in words."""
        return self._say(arguments, code)

    def say(self, *arguments: str | Path, code: int | None = 0) -> Said:
        """A verb in this process, with --json."""
        return self._say(("--json", *arguments), code)

    def _say(self, arguments: Sequence[str | Path], code: int | None) -> Said:
        given = ["--data", str(self.folder), *map(str, arguments)]
        keep, said = (sys.stdout, sys.stderr), (StringIO(), StringIO())
        sys.stdout, sys.stderr = said
        try:
            found = main(given)
        except SystemExit as leaving:
            found = int(leaving.code or 0)
        finally:
            sys.stdout, sys.stderr = keep
        answer = Said(found, said[0].getvalue(), said[1].getvalue())
        assert code is None or answer.code == code, answer
        return answer

    def run(self, *arguments: str | Path, environment: dict[str, str] | None = None) -> Said:
        """A verb in a process of its own."""
        done = subprocess.run(
            [*CAPTURA, "--data", str(self.folder), "--json", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=clean_environment(**(environment or {})),
            timeout=WAIT,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def captura(self, *arguments: str | Path, code: int | None = 0) -> Any:
        """The JSON that a verb answers."""
        return self.say(*arguments, code=code).value

    @contextmanager
    def opened(self, **options: Any) -> Iterator[App]:
        app = build(self.folder, **options)
        try:
            yield app
        finally:
            app.close()

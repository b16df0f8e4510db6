"""`python -m bench stick`: what waits in an office goes to a file and into a portal, and once more."""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.invented import invented
from bench.timing import table
from capture_app.app import App
from capture_app.changes import Imported
from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import PORTAL, PREFIX, ROOT, PortalServer, clean_environment, prepare_home

T = TypeVar("T")

KINDS_OF_RECORDS = 200
SEED = 78
COLUMNS = ("", "clock", "processor", "goal")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench stick", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        rows = _measured(Path(folder), chosen.records)
    print(table(COLUMNS, rows))
    return 0


def _measured(folder: Path, records: int) -> list[list[str]]:
    home, stick = folder / "portal", folder / "stick"
    stick.mkdir()
    server = PortalServer(home, prepare_home(home, 1))
    server.start()
    desktop = Desktop(folder / "office")
    desktop.enrol(server)
    server.stop()
    with desktop.opened() as app:
        _hold(app, records)
        written, *write = _timed(lambda: app.stick.write(stick), resource.RUSAGE_SELF)
        size = sum(path.stat().st_size for path in written.files)
        print(f"{records:,} records, {size / 1e6:,.1f} MB in {len(written.files)} file")
        _, *nothing = _timed(lambda: _portal(home, "stats"), resource.RUSAGE_CHILDREN)
        take = ("take-batch", *map(str, written.files), "--receipts", str(stick))
        _, *first = _timed(lambda: _portal(home, *take), resource.RUSAGE_CHILDREN)
        _, *again = _timed(lambda: _portal(home, *take), resource.RUSAGE_CHILDREN)
        _, *back = _timed(lambda: app.stick.take(sorted(stick.glob("*.capreceipt"))), resource.RUSAGE_SELF)
    return [
        ["sealed, written and read again", *_told(write), "3 s"],
        ["taken in by the portal", *_told(first, nothing), "5 s"],
        ["the same file again", *_told(again, nothing), "1 s"],
        ["the receipt taken by the desk", *_told(back), ""],
        ["(start of the portal's program, left out above)", *_told(nothing), ""],
    ]


def _hold(app: App, records: int) -> None:
    bodies = list(invented(min(records, KINDS_OF_RECORDS), SEED))
    for number in range(records):
        body = bodies[number % len(bodies)]
        app.capture.take_import(Imported(f"{PREFIX}-banco-{number:06d}", body, (b"{}",), (), "banco"))


def _portal(home: Path, *verb: str) -> None:
    command = (*PORTAL, verb[0], "--data", str(home), "--json", *verb[1:])
    subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, check=True)


def _timed(work: Callable[[], T], whose: int) -> tuple[T, float, float]:
    """(what it gave, seconds of the clock, of processor)."""
    before, begun = resource.getrusage(whose), time.monotonic()
    done = work()
    took, after = time.monotonic() - begun, resource.getrusage(whose)
    return done, took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _told(times: list[float], besides: list[float] | None = None) -> list[str]:
    left_out = besides or [0.0, 0.0]
    return [f"{max(0.0, took - out):,.1f} s" for took, out in zip(times, left_out, strict=True)]

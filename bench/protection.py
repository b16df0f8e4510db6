"""What protection costs: the same work in an open office and in a sealed one, in turns, processor and clock."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.timing import table
from capture_app.app import App
from capture_app.bootstrap import build
from capture_app.changes import FieldEdit
from capture_app.settings import new_settings, write_settings
from capture_app.store.protection import forget_given, keep_key, new_protection, write_protection

Work = Callable[[App], None]
_NUMBERS = count()
GOAL = 1.10


def _saves(app: App) -> None:
    for found in app.capture.search()[:50]:
        app.capture.save_fields(found.id, [FieldEdit("/tender/title", f"Título {next(_NUMBERS)}")])


def _reads(app: App) -> None:
    for found in app.capture.search()[:200]:
        app.capture.open(found.id)


def _cold_list(app: App) -> None:
    """A program that has just started: none of the pages is in its memory."""
    other = build(app.data_dir, read_only=True)
    other.capture.search()
    other.close()


def _attach(app: App) -> None:
    found = app.capture.search()[0]
    paper = app.data_dir.parent / "papel.bin"
    paper.write_bytes(os.urandom(8 << 20))
    app.attachments.attach(found.id, "/tender/documents/@", paper)


def _read_paper(app: App) -> None:
    (paper, *_) = app.attachments.documents(app.capture.search()[0].id)
    app.attachments.content(paper.sha256)


WORKS: dict[str, Work] = {
    "50 edits saved": _saves,
    "200 records opened": _reads,
    "a start and its list": _cold_list,
    "a file of 8 MiB adjoined": _attach,
    "a file of 8 MiB read": _read_paper,
}


@contextmanager
def _office(folder: Path, records: int, sealed: bool) -> Iterator[App]:
    write_settings(folder, new_settings("BENCH", "Oficina inventada", "ocds-xs1qbl", "Ana"))
    app = build(folder)
    text = "Adquisición de materiales inventados para la obra pública del municipio. " * 40
    for number in range(records):
        made = app.capture.create(f"Proceso {number}")
        app.capture.save_fields(made.record_id, [FieldEdit("/tender/description", text)])
    if sealed:
        app.close()
        protection, key, _ = new_protection("2026-01-01T00:00:00.000000Z")
        keep_key(protection, key)
        write_protection(folder, protection)
        app = build(folder)
    try:
        yield app
    finally:
        app.close()


def _measured(offices: dict[str, App], work: Work, rounds: int) -> dict[str, tuple[float, float]]:
    """(processor, clock) seconds of the middle round of each."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in offices}
    for turn in range(rounds + 1):
        for name, app in offices.items():
            begun = process_time(), perf_counter()
            work(app)
            if turn:
                taken[name].append((process_time() - begun[0], perf_counter() - begun[1]))
    return {name: (median(t[0] for t in times), median(t[1] for t in times)) for name, times in taken.items()}


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m bench protection", description=__doc__)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args(arguments)
    lines = []
    with tempfile.TemporaryDirectory(prefix="bench-protection-") as place:
        here = Path(place)
        with (
            _office(here / "open" / "data", given.records, False) as plain,
            _office(here / "sealed" / "data", given.records, True) as closed,
        ):
            for name, work in WORKS.items():
                found = _measured({"open": plain, "sealed": closed}, work, given.rounds)
                (cpu, clock), (sealed_cpu, sealed_clock) = found["open"], found["sealed"]
                ms = [f"{seconds * 1000:.1f}" for seconds in (cpu, sealed_cpu, clock, sealed_clock)]
                lines.append([name, *ms, f"{sealed_cpu / cpu:.2f}", f"{sealed_clock / clock:.2f}"])
    forget_given()
    columns = ["work", "open, cpu ms", "sealed, cpu ms", "open, ms", "sealed, ms", "cpu ×", "clock ×"]
    sys.stdout.write(f"{table(columns, lines)}\n{given.records} records; load {os.getloadavg()[0]:.1f}; goal {GOAL}\n")
    return 0

"""A desktop process that dies by SIGKILL at a named point: `python -m tests.faults.crash_driver DATA JSON`.

The order is one JSON object: `record`, `edits` ([[pointer, value] …]), `publish`, `send`, `kill_at` (a failpoint, or
"end": after everything was said and before anything is closed), `hit` (which time the point is passed) and `split`
(the mistake that the fault tests must see: record and history committed before the outbox is written).
Every line printed is an acknowledgement: what it says must never be lost afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from capture_app.app import App
from capture_app.bootstrap import build
from capture_app.changes import FieldEdit
from forms.pointers import to_path
from tests.faults import mutating

BEFORE_OUTBOX = "save.between_record_and_outbox"
Failpoint = Callable[[str], None]


def acknowledge(*members: Any) -> None:
    sys.stdout.write(json.dumps(members) + "\n")
    sys.stdout.flush()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killer(name: str, hit: int) -> Failpoint:
    """A failpoint function that ends the process the nth time it is passed."""
    left = [hit]

    def failpoint(passed: str) -> None:
        if passed == name:
            left[0] -= 1
            if left[0] == 0:
                die()

    return failpoint


class Split:
    """A wiring in which the outbox has a transaction of its own, behind the record's."""

    def __init__(self, failpoint: Failpoint) -> None:
        self._failpoint = failpoint
        self.app: App | None = None

    def __call__(self, passed: str) -> None:
        if passed != BEFORE_OUTBOX or self.app is None:
            self._failpoint(passed)
            return
        raw = self.app.outbox._desk.connection._raw
        raw.execute("COMMIT")
        self._failpoint(passed)
        raw.execute("BEGIN IMMEDIATE")


def open_app(folder: Path, order: dict[str, Any]) -> App:
    failpoint = killer(order.get("kill_at", ""), order.get("hit", 1))
    if not order.get("split"):
        return build(folder, failpoint=failpoint)
    split = Split(failpoint)
    split.app = build(folder, failpoint=split)
    return split.app


def work(app: App, order: dict[str, Any]) -> None:
    record = app.capture.find(order["record"]) or app.capture.create("Nuevo").record_id
    for pointer, value in order.get("edits", []):
        app.capture.save_fields(record, [FieldEdit(to_path(app.capture.body(record), pointer), value)])
        acknowledge("saved", pointer, value)
    if order.get("publish"):
        app.publish.publish([record])
        acknowledge("published")
    if order.get("send"):
        report = app.exchange.send()
        acknowledge("sent", report.acked, report.pending, report.stopped)


def main() -> None:
    mutating.apply_from_environment()
    folder, order = Path(sys.argv[1]), json.loads(sys.argv[2])
    app = open_app(folder, order)
    work(app, order)
    if order.get("kill_at") == "end":
        die()
    app.close()


if __name__ == "__main__":
    main()

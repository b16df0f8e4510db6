"""A process that saves, seals and takes answers until it is killed at a named point; run by test_kills.py.

Each acknowledged edit is printed after its commit. Arguments: folder, point, how many times the point is passed
before the process kills itself, and "torn" to write the operation after the transaction instead of inside it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from capture_app.changes import FieldEdit
from capture_app.ids import SystemClock
from capture_app.store import processes, queue
from capture_app.store.connection import Connection
from sync import wire
from tests.receipts import receipt_for
from tests.unit.store.office import Office, open_office


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def killer(point: str, times: int) -> Callable[[str], None]:
    left = [times]

    def failpoint(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return failpoint


def applied(operations: Iterable[wire.Operation]) -> Iterator[wire.Result]:
    """Each as the next version of its record, as a portal counts them."""
    versions: dict[str, int] = {}
    for operation in operations:
        known = versions.get(operation.record_id, operation.base_version)
        versions[operation.record_id] = known + 1
        yield wire.Result(code="applied", version=known + 1)


def answer(office: Office, number: int) -> None:
    batch = office.outbox.next_batch(500, 10**6)
    if batch is None:
        return
    say("batch", batch.batch_id, batch.sha256)
    results = list(applied(batch.operations))
    receipt = receipt_for(batch, *results, number=number, name=f"R-{os.getpid()}-{number}")
    office.outbox.take_answer(receipt, [], number)
    say("answered", batch.batch_id)


def work(office: Office) -> None:
    record_id = office.new("Proceso")
    say("record", record_id)
    for number in range(40):
        office.save(
            record_id,
            FieldEdit("/tender/title", f"título {number}"),
            FieldEdit("/tender/items/@", {"description": f"renglón {number}"}, "row_add"),
        )
        say("saved", number)
        if number % 3 == 2:
            answer(office, number)


def tear() -> None:
    """What a careless change would do: the record is committed first, its operation afterwards."""
    late: list[tuple[Any, ...]] = []
    real = queue.renew_open
    processes.queue = type("Late", (), {**vars(queue), "renew_open": staticmethod(lambda *a, **k: late.append((a, k)))})
    begin = Connection.transaction

    def transaction(self: Connection) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def torn() -> Any:
            outer = not self.in_transaction
            with begin(self):
                yield
            while outer and late:
                arguments, options = late.pop(0)
                arguments[0].failpoint("save.after_commit")
                with begin(self):
                    real(*arguments, **options)

        return torn()

    Connection.transaction = transaction  # type: ignore[method-assign]


if __name__ == "__main__":
    folder, point, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if sys.argv[4:] == ["torn"]:
        tear()
    work(open_office(folder, SystemClock(), failpoint=killer(point, times)))

"""Handing over this computer's whole history, for anyone to verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from capture_app.errors import CaptureError
from capture_app.settings import write_whole
from capture_app.store import portal_keys
from capture_app.store.desk import Desk
from capture_app.words import reason, say
from sync import history, wire
from sync.canonical import decode

_OPERATIONS = "SELECT operation FROM outbox WHERE operation IS NOT NULL ORDER BY device_id, sequence"
_RECEIPTS = "SELECT body FROM receipt WHERE body != x'' ORDER BY taken_at, receipt_no"


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A history written: where, and how many operations and receipts are in it."""

    path: str
    operations: int
    receipts: int


class ChainService:
    """The chain of this computer's operations."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(self, path: Path) -> HistoryFile:
        """Write every sealed operation and every receipt. CaptureError where the file cannot be written."""
        connection, settings = self._desk.connection, self._desk.settings
        with connection.snapshot():
            operations = [history.operation_line(item) for item in self._operations()]
            receipts = [
                history.receipt_line(wire.decode_message(row["body"], wire.Receipt))
                for row in connection.each(_RECEIPTS)
            ]
            steps = portal_keys.steps(connection, settings.portal_key)
        first = history.first_line(settings.office_code, steps[-1].follows if steps else settings.portal_key)
        told = [history.key_line(step) for step in steps if step.accepted]
        lines = [first, *told, *operations, *receipts]
        try:
            write_whole(path, ("\n".join(lines) + "\n").encode())
        except OSError as error:
            said = say("export.unwritable", path=path, detail=reason(error))
            raise CaptureError(said, say("history.safe"), say("export.unwritable.action")) from error
        return HistoryFile(str(path), len(operations), len(receipts))

    def _operations(self) -> Iterator[wire.Operation]:
        for row in self._desk.connection.each(_OPERATIONS):
            yield msgspec.convert(decode(row["operation"]), wire.Operation)

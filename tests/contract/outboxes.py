"""The outboxes that are held to one contract: the one in memory, and the desktop's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from capture_app.changes import FieldEdit
from capture_app.ids import RandomIds
from capture_app.services.capture import CaptureService
from capture_app.settings import Settings
from capture_app.store.answers import Answers
from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.desk import Desk
from capture_app.store.migrations import migrate
from capture_app.store.outbox import SqliteOutbox
from capture_app.store.processes import ProcessStore
from forms.catalog import load_catalog
from sync.ports import Outbox
from tests.conftest import FixedClock
from tests.faults.memory_outbox import MemoryOutbox

DEVICE = "device-1"
OFFICE = "MB"


class Office(Protocol):
    """What the contract needs beside the outbox itself."""

    outbox: Outbox

    def capture(self, title: str) -> str:
        """A new record; its id."""

    def edit(self, record_id: str, path: str, value: Any) -> None:
        """One edit of a text."""

    def body(self, record_id: str) -> dict[str, Any]:
        """The record as a person sees it here."""

    def close(self) -> None:
        """Leave nothing open."""


class InMemory:
    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.outbox = MemoryOutbox(DEVICE, OFFICE)

    def capture(self, title: str) -> str:
        record_id = f"r{len(self.outbox.records) + 1}"
        self.edit(record_id, "/tender/title", title)
        return record_id

    def edit(self, record_id: str, path: str, value: Any) -> None:
        self.outbox.edit(record_id, "set", path, value)

    def body(self, record_id: str) -> dict[str, Any]:
        return self.outbox.view(record_id)

    def close(self) -> None:
        """Nothing to close."""


class OnDisk:
    def __init__(self, folder: Path, clock: FixedClock) -> None:
        settings = Settings(OFFICE, "Municipio inventado", ("ocds-xs1qbl",), "Ana", device_id=DEVICE, enrolled=True)
        self._connection = Connection(folder / FILE_NAME)
        migrate(self._connection, folder / "backups", "2026-03-20T15:00:00.000000Z")
        desk = Desk(self._connection, load_catalog(), settings, clock, RandomIds())
        processes = ProcessStore(desk)
        self.outbox = SqliteOutbox(desk, Answers(desk, processes), "")
        self._service = CaptureService(desk, processes)

    def capture(self, title: str) -> str:
        return self._service.create(title).record_id

    def edit(self, record_id: str, path: str, value: Any) -> None:
        self._service.save_fields(record_id, [FieldEdit(path, value)])

    def body(self, record_id: str) -> dict[str, Any]:
        return self._service.open(record_id).body

    def close(self) -> None:
        self._connection.close()

"""A whole office on disk for tests: the parts as the composition root joins them, with given clock and points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capture_app.changes import Cause, Changes, FieldEdit
from capture_app.ids import Clock, RandomIds
from capture_app.services.acts import ActService
from capture_app.services.attachments import AttachmentService
from capture_app.services.capture import CaptureService
from capture_app.services.check import CheckService
from capture_app.services.exchange import ExchangeService
from capture_app.services.figures import FigureService
from capture_app.services.finding import FindingService
from capture_app.services.publish import PublishService
from capture_app.services.review import ReviewService
from capture_app.settings import Settings
from capture_app.store.answers import Answers
from capture_app.store.attachments import DocumentFolder
from capture_app.store.connection import Connection
from capture_app.store.desk import Desk, no_failpoint
from capture_app.store.opening import open_database
from capture_app.store.outbox import SqliteOutbox
from capture_app.store.processes import ProcessStore
from forms.catalog import load_catalog

DAY = "2026-03-20T15:00:00.000000Z"


def settings_of(user: str = "Ana", device: str = "device-1", **others: Any) -> Settings:
    return Settings(
        "MB", "Municipio inventado", ("ocds-xs1qbl",), user, device_id=device, device_tag="K7", enrolled=True, **others
    )


@dataclass
class Office:
    """One device's store and services."""

    folder: Path
    desk: Desk

    def __post_init__(self) -> None:
        self.processes = ProcessStore(self.desk)
        self.documents = DocumentFolder(self.folder / "documents")
        self.outbox = SqliteOutbox(self.desk, Answers(self.desk, self.processes), "")
        self.capture = CaptureService(self.desk, self.processes)
        self.finding = FindingService(self.desk)
        self.acts = ActService(self.desk, self.processes)
        self.review = ReviewService(self.desk, self.processes)
        self.publish = PublishService(self.desk, self.processes)
        self.attachments = AttachmentService(self.desk, self.processes, self.documents)
        self.exchange = ExchangeService(self.desk, None)
        self.figures = FigureService(self.desk)
        self.checking = CheckService(self.desk, self.documents)

    @property
    def connection(self) -> Connection:
        return self.desk.connection

    def new(self, title: str = "Papel") -> str:
        return self.capture.create(title).record_id

    def save(self, record_id: str, *edits: FieldEdit, cause: Cause = Cause.TYPED) -> Changes:
        return self.capture.save_fields(record_id, edits, cause)

    def set(self, record_id: str, path: str, value: Any) -> Changes:
        return self.save(record_id, FieldEdit(path, value))

    def add(self, record_id: str, array: str, row: dict[str, Any], after: str | None = None) -> str:
        """A new row; its path."""
        changes = self.save(record_id, FieldEdit(f"{array}/@", row, "row_add", after))
        return next(path for path in changes.paths if path.startswith(f"{array}/@"))

    def body(self, record_id: str) -> dict[str, Any]:
        return self.capture.body(record_id)

    def patches(self, record_id: str) -> list[tuple[str, str, list[Any]]]:
        """(kind, state, patch) of the record's operations in order."""
        from sync.canonical import decode

        rows = self.connection.rows("SELECT * FROM outbox WHERE record_id = ? ORDER BY number", (record_id,))
        return [(row["kind"], row["state"], decode(row["patch"])) for row in rows]

    def close(self) -> None:
        self.connection.close()


def open_office(
    folder: Path,
    clock: Clock,
    settings: Settings | None = None,
    failpoint: Callable[[str], None] = no_failpoint,
) -> Office:
    connection = open_database(folder, DAY, read_only=False)
    return Office(folder, Desk(connection, load_catalog(), settings or settings_of(), clock, RandomIds(), failpoint))


def paths_of(patch: Iterable[list[Any]]) -> list[str]:
    return [item[1] for item in patch]

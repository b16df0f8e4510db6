"""Is everything still as it was written?"""

from __future__ import annotations

from dataclasses import dataclass

from capture_app.services.error_sheet import FOLDER as ERROR_SHEETS
from capture_app.store import checks
from capture_app.store.attachments import DocumentFolder
from capture_app.store.desk import Desk


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How many records there are and what is bad: `{"records","bad":[{"table","key","code","record_id"}]}`."""

    records: int
    bad: tuple[checks.Bad, ...]

    @property
    def is_sound(self) -> bool:
        return not self.bad


class CheckService:
    """Looks at everything and changes nothing."""

    def __init__(self, desk: Desk, folder: DocumentFolder) -> None:
        self._desk = desk
        self._folder = folder

    def check(self) -> CheckReport:
        """Digests of every row, the device's chain, the database itself, documents, invoices, sheets of errors."""
        connection = self._desk.connection
        with connection.snapshot():
            bad = (
                *checks.bad_database(connection),
                *checks.bad_rows(connection),
                *checks.bad_chain(connection),
                *checks.bad_documents(connection, self._folder),
                *checks.bad_invoices(connection),
                *checks.bad_error_sheets(connection.path.parent / ERROR_SHEETS),
            )
            if any(item.code in checks.OF_THE_FILE for item in bad):
                connection.note_damage()
            return CheckReport(int(connection.value("SELECT count(*) FROM record")), bad)

"""Invoices (CFDI) dropped on the record that is open: they complete it, and what they say is told in its notice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from capture_app.services.import_report import ImportReport
from ui.error_text import explain
from ui.form.banner import Banner
from ui.form.binding import RecordBinding
from ui.jobs import Jobs
from ui.words import count

FORMAT, SUFFIX = "cfdi", ".xml"


def import_into(app: Any, files: Sequence[Path], record_id: str) -> ImportReport:
    """Runs in the store lane, behind what was typed."""
    report: ImportReport = app.importing.import_files(files, FORMAT, into=app.capture.open(record_id).ocid)
    return report


class Page(Protocol):
    """What is asked of the page of a record."""

    notice: Banner
    binding: RecordBinding | None
    is_register: bool

    def flush(self) -> None: ...


class InvoiceDrop(QObject):
    """Takes the drops of a page and of whatever on it takes none itself."""

    def __init__(self, jobs: Jobs, page: Any) -> None:
        super().__init__(page)
        self._jobs = jobs
        self._page: Page = page
        widget: QWidget = page
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, (QDragEnterEvent, QDropEvent)) and self._can_take(event.mimeData()):
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self.take(_invoices_in(event.mimeData()))
            return True
        return super().eventFilter(watched, event)

    def _can_take(self, data: QMimeData) -> bool:
        return self._page.binding is not None and not self._page.is_register and bool(_invoices_in(data))

    def take(self, files: Sequence[Path]) -> None:
        """Complete the record on screen with the invoices of the files."""
        binding = self._page.binding
        if binding is None or not files:
            return
        self._page.flush()
        self._page.notice.say(count("invoices.reading", len(files)), tone="note")
        self._jobs.store(
            import_into,
            tuple(files),
            binding.record_id,
            done=self._on_page(binding, self._tell),
            failed=self._on_page(binding, lambda error: self._page.notice.say(explain(error).whole)),
        )

    def _on_page(self, binding: RecordBinding, tell: Callable[[Any], None]) -> Callable[[Any], None]:
        """Told only where the record is still on screen."""
        return lambda answer: tell(answer) if self._page.binding is binding else None

    def _tell(self, report: ImportReport) -> None:
        assert self._page.binding is not None
        self._page.binding.refresh()
        totals = report.totals
        wrong = [problem.message for file in report.files for problem in file.problems if problem.level == "error"]
        said = [count(f"invoices.{name}", totals[name]) for name in ("stored", "unchanged") if totals[name]]
        if wrong:
            said.append(count("invoices.refused", len(wrong), reason=wrong[0]))
        self._page.notice.say(" ".join(said), tone="error" if wrong else "note")


def _invoices_in(data: QMimeData) -> list[Path]:
    """The files of invoices in what is dragged."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() == SUFFIX]

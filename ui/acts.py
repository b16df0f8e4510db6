"""What is done with a record as a whole: publishing, review, and the strips that lead to a dialog."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from capture_app.changes import Aside, Changes, Conflict, HistoryEntry, ProcessView
from capture_app.settings import Settings
from forms.catalog import Catalog
from ui.dialogs.aside_dialog import AsideDialog
from ui.dialogs.conflict_dialog import ConflictDialog
from ui.dialogs.history_dialog import History, HistoryDialog, read_history, restore_value
from ui.dialogs.note_dialog import NoteDialog
from ui.dialogs.publish_dialog import Checked, PublishDialog, check_before, publish_record
from ui.jobs import Jobs
from ui.times import times_of


def move_record(app: Any, record_id: str, act: str, note: str) -> tuple[Changes, ...]:
    """An act of review; a task of the store lane."""
    acts = {"submit": app.review.submit, "return": app.review.return_to_draft, "approve": app.review.approve}
    changes: tuple[Changes, ...] = acts[act]([record_id], note or None)
    return changes


def put_away(app: Any, record_id: str, item: Aside) -> Changes:
    changes: Changes = app.capture.place_aside(record_id, item, None)
    return changes


def decide(app: Any, record_id: str, conflict: Conflict, choice: str) -> Changes:
    changes: Changes = app.capture.decide(record_id, conflict, choice)
    return changes


class RecordActs(QObject):
    """Asks, confirms and orders; `failed` brings what the world answered, `published` whether to send now."""

    failed = Signal(object)
    published = Signal(int)
    finding_chosen = Signal(object)
    place_chosen = Signal(str)
    nothing_left = Signal()

    def __init__(
        self, jobs: Jobs, catalog: Catalog, settings: Settings, window: QWidget, in_sight: Callable[[str], bool]
    ) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._catalog = catalog
        self._settings = settings
        self._window = window
        self._in_sight = in_sight

    def act(self, act: str, view: ProcessView | None) -> None:
        if view is None:
            return
        if act == "publish":
            self._jobs.store(check_before, view.record_id, done=self._confirm_publish, failed=self.failed.emit)
            return
        if act == "history":
            self._jobs.store(read_history, view.record_id, done=self._show_history, failed=self.failed.emit)
            return
        dialog = NoteDialog(act, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._jobs.store(move_record, view.record_id, act, dialog.note, failed=self.failed.emit)

    def _show_history(self, history: History) -> None:
        if not self._in_sight(history.view.record_id):
            return
        dialog = HistoryDialog(history, self._catalog, times_of(self._settings.zone), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restore_wanted.connect(partial(self._restore, history.view.record_id))
        dialog.open()

    def _restore(self, record_id: str, entry: HistoryEntry) -> None:
        self._jobs.store(restore_value, record_id, entry.path, entry.old, failed=self.failed.emit)

    def _confirm_publish(self, checked: Checked) -> None:
        if not self._in_sight(checked.view.record_id):
            return
        dialog = PublishDialog(checked, self._catalog, self._settings, self._window)
        dialog.finding_chosen.connect(self.finding_chosen)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        send = int(dialog.send_now)
        self._jobs.store(
            publish_record,
            checked.view.record_id,
            dialog.stages(),
            done=lambda _changes: self.published.emit(send),
            failed=self.failed.emit,
        )

    def show_notice(self, view: ProcessView | None) -> None:
        """What the strip of the record leads to: differences with the portal, else values kept aside."""
        if view is not None and view.conflicts:
            dialog = ConflictDialog(view, self._catalog, times_of(self._settings.zone), self._window)
            dialog.decided.connect(partial(self._decide, view.record_id))
            dialog.exec()
        elif view is not None and view.aside:
            self._show_aside(view)
        else:
            self.nothing_left.emit()

    def _decide(self, record_id: str, conflict: Conflict, choice: str) -> None:
        self._jobs.store(decide, record_id, conflict, choice, failed=self.failed.emit)

    def _show_aside(self, view: ProcessView) -> None:
        dialog = AsideDialog(view, self._catalog, self._window)
        dialog.place_chosen.connect(self.place_chosen)
        dialog.put_away.connect(lambda item: self._jobs.store(put_away, view.record_id, item))
        dialog.exec()

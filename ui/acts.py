"""What is done with a record as a whole: publishing, review, and the strips that lead to a dialog."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import Aside, Changes, Conflict, FieldEdit, HistoryEntry, ProcessView
from capture_app.errors import ReasonNeeded
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from forms.findings import Finding
from forms.going_out import GoingOut
from forms.marks import note_path, noted_paths
from ui.dialogs.aside_dialog import AsideDialog
from ui.dialogs.conflict_dialog import ConflictDialog
from ui.dialogs.guides_dialog import Answers, GuidesDialog, read_answers
from ui.dialogs.history_dialog import History, HistoryDialog, read_history, restore_value, restore_version
from ui.dialogs.note_dialog import NoteDialog
from ui.dialogs.papers_dialog import Papers, PapersDialog, read_papers
from ui.dialogs.publish_dialog import Checked, PublishDialog, check_before, preview_of, publish_record
from ui.dialogs.record_notes_dialog import RecordNotesDialog
from ui.jobs import Jobs
from ui.times import times_of
from ui.words import say

LISTS = ("guides", "papers")
TOLD = ("approve", "withdraw")  # what their end is told with


def move_record(app: Any, record_id: str, act: str, note: str) -> tuple[Changes, ...]:
    """An act of review; a task of the store lane."""
    acts = {"submit": app.review.submit, "return": app.review.return_to_draft, "approve": app.review.approve}
    changes: tuple[Changes, ...] = acts[act]([record_id], note or None)
    return changes


def acts_of(view: ProcessView, settings: Settings, record: RecordType) -> tuple[str, ...]:
    """The buttons of a record: with one person, publishing is one act; with two, each does a part."""
    is_public = record.register is None or bool(record.register.public)
    if settings.approval == "one_person" and view.acts:
        acts = (*(act for act in view.acts if act == "withdraw"), "publish")
    else:
        acts = view.acts
    return tuple(act for act in acts if is_public or act != "publish")


def withdraw_record(app: Any, record_id: str, reason: str) -> tuple[Changes, ...]:
    changes: tuple[Changes, ...] = app.publish.withdraw([record_id], reason)
    return changes


def justify(app: Any, record_id: str, finding: Finding, reason: str) -> Changes:
    changes: Changes = app.capture.justify(record_id, finding.pointer, finding.code, reason)
    return changes


def take_back(app: Any, record_id: str, finding: Finding) -> Changes:
    changes: Changes = app.capture.take_back_reason(record_id, finding.pointer, finding.code)
    return changes


def put_away(app: Any, record_id: str, item: Aside) -> Changes:
    changes: Changes = app.capture.place_aside(record_id, item, None)
    return changes


def decide(app: Any, record_id: str, conflict: Conflict, choice: str) -> Changes:
    changes: Changes = app.capture.decide(record_id, conflict, choice)
    return changes


def settle_notes(app: Any, record_id: str, path: str) -> Changes:
    changes: Changes = app.capture.save_fields(record_id, (FieldEdit(note_path(path)),))
    return changes


class RecordActs(QObject):
    """Asks, confirms and orders; `failed` brings what the world answered, `published` whether to send now."""

    failed = Signal(object)
    published = Signal(int)
    told = Signal(str)
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
        self._publishing: PublishDialog | None = None

    def act(self, act: str, view: ProcessView | None) -> None:
        if view is None:
            return
        if act == "publish":
            self._jobs.store(check_before, view.record_id, done=self._confirm_publish, failed=self.failed.emit)
            return
        if act == "history":
            self._jobs.store(read_history, view.record_id, done=self._show_history, failed=self.failed.emit)
            return
        if act in LISTS:
            task, show = (read_answers, self._show_guides) if act == "guides" else (read_papers, self._show_papers)
            self._jobs.store(task, view.record_id, done=show, failed=self.failed.emit)
            return
        dialog = NoteDialog(act, self._window, needed=act == "withdraw")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._move(act, view.record_id, dialog.note))
        dialog.open()

    def _show_guides(self, answers: Answers) -> None:
        if self._in_sight(answers.record_id):
            dialog = GuidesDialog(answers, self._catalog, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finding_chosen.connect(self.finding_chosen)
            dialog.open()

    def _show_papers(self, papers: Papers) -> None:
        if self._in_sight(papers.record_id):
            dialog = PapersDialog(self._jobs, papers, self._catalog, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.place_chosen.connect(self.place_chosen)
            dialog.failed.connect(self.failed)
            dialog.open()

    def justify(self, view: ProcessView | None, finding: Finding, keep: bool) -> None:
        """A reason for a warning or a sign, or the one given taken back."""
        if view is None:
            return
        if not keep:
            self._jobs.store(take_back, view.record_id, finding, failed=self.failed.emit)
            return
        dialog = NoteDialog("justify", self._window, needed=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self._jobs.store(justify, view.record_id, finding, dialog.note, failed=self.failed.emit)
        )
        dialog.open()

    def _move(self, act: str, record_id: str, note: str) -> None:
        def done(_changes: object) -> None:
            if act in TOLD:
                self.told.emit(say(f"{act}.done"))

        task = partial(withdraw_record, reason=note) if act == "withdraw" else partial(move_record, act=act, note=note)
        self._jobs.store(task, record_id, done=done, failed=self.failed.emit)

    def _show_history(self, history: History) -> None:
        if not self._in_sight(history.view.record_id):
            return
        dialog = HistoryDialog(history, self._catalog, times_of(self._settings.zone), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restore_wanted.connect(partial(self._restore, history.view.record_id))
        dialog.version_wanted.connect(partial(self._restore_version, history.view.record_id))
        dialog.open()

    def _restore(self, record_id: str, entry: HistoryEntry) -> None:
        self._jobs.store(restore_value, record_id, entry.path, entry.old, failed=self.failed.emit)

    def _restore_version(self, record_id: str, entry: HistoryEntry) -> None:
        when = times_of(self._settings.zone).whole(entry.at)
        done = lambda _changes: self.told.emit(say("history.version_done", when=when))  # noqa: E731 - one line of glue
        self._jobs.store(restore_version, record_id, entry, done=done, failed=self.failed.emit)

    def _confirm_publish(self, checked: Checked) -> None:
        if not self._in_sight(checked.view.record_id):
            return
        dialog = PublishDialog(checked, self._catalog, self._settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finding_chosen.connect(self.finding_chosen)
        dialog.stages_chosen.connect(partial(self._preview, checked.view.record_id))
        dialog.accepted.connect(
            lambda: self._publish(checked.view.record_id, dialog.stages(), int(dialog.send_now), "")
        )
        dialog.finished.connect(self._forget_publishing)
        self._publishing = dialog
        self._preview(checked.view.record_id, dialog.stages())
        dialog.open()

    def _forget_publishing(self, _code: int) -> None:
        self._publishing = None

    def _preview(self, record_id: str, stages: tuple[str, ...]) -> None:
        """What would go out, in the dialog that is open then."""
        self._jobs.store(preview_of, record_id, stages, done=self._show_going, failed=self.failed.emit)

    def _show_going(self, going: GoingOut) -> None:
        if self._publishing is not None:
            self._publishing.going.show_going(going)

    def _publish(self, record_id: str, stages: tuple[str, ...], send: int, reason: str) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, ReasonNeeded) and self._in_sight(record_id):
                self._ask_reason(partial(self._publish, record_id, stages, send))
            else:
                self.failed.emit(error)

        done = lambda _changes: self.published.emit(send)  # noqa: E731 - one line of glue
        self._jobs.store(publish_record, record_id, stages, reason, done=done, failed=failed)

    def _ask_reason(self, go_on: Callable[[str], None]) -> None:
        """The same person captured and reviews: nothing is published before it is said why."""
        dialog = NoteDialog("self_review", self._window, needed=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: go_on(dialog.note))
        dialog.open()

    def show_notice(self, view: ProcessView | None) -> None:
        """What the strip of the record leads to: differences with the portal, else values kept aside, else notes."""
        if view is not None and view.conflicts:
            dialog = ConflictDialog(view, self._catalog, times_of(self._settings.zone), self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.decided.connect(partial(self._decide, view.record_id))
            dialog.place_wanted.connect(self.place_chosen)
            dialog.open()
        elif view is not None and view.aside:
            self._show_aside(view)
        elif view is not None and noted_paths(view.body):
            self._show_notes(view)
        else:
            self.nothing_left.emit()

    def _show_notes(self, view: ProcessView) -> None:
        dialog = RecordNotesDialog(view, self._catalog, times_of(self._settings.zone), self._window)
        dialog.place_chosen.connect(self.place_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settle = partial(self._jobs.store, settle_notes, view.record_id, failed=self.failed.emit)
        dialog.settled.connect(lambda path: settle(path))
        dialog.open()

    def _decide(self, record_id: str, conflict: Conflict, choice: str) -> None:
        self._jobs.store(decide, record_id, conflict, choice, failed=self.failed.emit)

    def _show_aside(self, view: ProcessView) -> None:
        dialog = AsideDialog(view, self._catalog, self._window)
        dialog.place_chosen.connect(self.place_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.put_away.connect(lambda item: self._jobs.store(put_away, view.record_id, item))
        dialog.open()

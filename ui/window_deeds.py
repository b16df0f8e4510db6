"""What the window does from anywhere: the palette, the card of keys, and new records from something known."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.changes import Changes, FieldEdit
from capture_app.ids import RandomIds
from capture_app.services.reuse import Template
from forms.catalog import Catalog
from forms.guided_mode import scripts
from ui.actions import actions_of, shown_keys
from ui.bulk import copy_one
from ui.dialogs.keys_dialog import KeysDialog
from ui.dialogs.name_dialog import NameDialog
from ui.dialogs.palette_dialog import Entry, PaletteDialog
from ui.form.sheet_row import SheetRow, read_sheet
from ui.jobs import Jobs
from ui.words import count, say

RECORD_TYPE = "contracting_process"


class Page(Protocol):
    """What is asked of the page of a record."""

    @property
    def record_id(self) -> str: ...

    def palette_fields(self) -> list[Entry]: ...


def keep_template(app: Any, record_id: str, name: str) -> Template:
    kept: Template = app.reuse.keep_template(record_id, name)
    return kept


def templates_of(app: Any) -> tuple[Template, ...]:
    found: tuple[Template, ...] = app.reuse.templates()
    return found


def create_from_template(app: Any, name: str) -> Changes:
    made: Changes = app.reuse.create_from_template(name)
    return made


def create_with(app: Any, edits: tuple[FieldEdit, ...]) -> Changes:
    """A new record with what a row of a spreadsheet says, as one step after its birth."""
    made: Changes = app.capture.create()
    done: Changes = app.capture.save_fields(made.record_id, edits)
    return done


class WindowDeeds(QObject):
    """`made` brings a record to be shown and the script to ask it by ("" for the full form); `told` what to say."""

    made = Signal(str, str)
    told = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        catalog: Catalog,
        today: Callable[[], date],
        window: QWidget,
        page: Page,
        owners: Callable[[], list[QWidget]],
        open_record: Callable[[str], None],
        new_record: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._jobs, self._catalog, self._today = jobs, catalog, today
        self._window, self._page = window, page
        self._owners, self._open_record, self._new_record = owners, open_record, new_record
        self.page_name: Callable[[], str] = lambda: "home"

    def deeds(self) -> Mapping[str, Callable[[], None]]:
        return {
            "palette": self.palette,
            "keys": self.keys,
            "new_from": self.new_from,
            "export": self.export,
            "copy_record": self.copy_open,
            "save_template": self.save_template,
        }

    def keys(self) -> None:
        card = KeysDialog(self.page_name(), self._window)
        card.open()

    def palette(self) -> None:
        entries = [self._entry(action) for action in actions_of(self._owners()) if action.objectName() != "palette"]
        self._show("palette", "record", [*entries, *self._page.palette_fields()], self._open_record)

    def _show(self, deed: str, kind: str, entries: list[Entry], record: Callable[[str], None]) -> None:
        dialog = PaletteDialog(self._jobs, deed, kind, entries, record, self._window)
        dialog.open()
        dialog.line.setFocus()

    @staticmethod
    def _entry(action: QAction) -> Entry:
        keys = shown_keys(keys.toString() for keys in action.shortcuts())
        return Entry("action", action.text(), keys, action.trigger)

    def export(self) -> None:
        from ui.dialogs.export_dialog import ExportDialog

        dialog = ExportDialog(self._jobs, self._page.record_id, self._today(), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- new records ----

    def new_from(self) -> None:
        self._jobs.store(templates_of, done=self._offer, failed=self.failed.emit)

    def _offer(self, templates: tuple[Template, ...]) -> None:
        asked = [
            Entry("action", script.title, script.help, partial(self.ask, name)) for name, script in scripts().items()
        ]
        kept = [
            Entry(
                "action",
                say("new.template", name=item.name),
                "",
                partial(self._create, create_from_template, item.name),
            )
            for item in templates
        ]
        entries = [
            Entry("action", say("new.blank"), say("new.blank_text"), self._new_record),
            *asked,
            *kept,
            Entry("action", say("new.sheet"), say("new.sheet_text"), self._from_sheet),
        ]
        self._show("new_from", "copy", entries, partial(self._create, copy_one))

    def ask(self, script: str) -> None:
        """A new record, asked for question by question."""
        self._create(create_with, (), script=script)

    def _create(self, task: Callable[..., Changes], *args: Any, script: str = "") -> None:
        done = lambda changes: self.made.emit(changes.record_id, script)  # noqa: E731 - one line of glue
        self._jobs.store(task, *args, done=done, failed=self.failed.emit)

    def _from_sheet(self) -> None:
        keys = {array: RandomIds().row_key() for array in ("/awards", "/contracts")}
        record = self._catalog.record_types[RECORD_TYPE]
        row = read_sheet(QApplication.clipboard().text(), record, self._catalog, self._today(), keys)
        if row is None:
            self.told.emit(say("new.sheet_none"), "error")
            return
        self._create(create_with, row.edits)
        self._tell_sheet(row)

    def _tell_sheet(self, row: SheetRow) -> None:
        parts = [count("new.sheet_unread", row.unread)] if row.unread else []
        if row.unknown:
            parts.append(say("new.sheet_unknown", names=", ".join(row.unknown)))
        if parts:
            self.told.emit(" ".join(parts), "note")

    def copy_open(self) -> None:
        if self._page.record_id:
            self._create(copy_one, self._page.record_id)

    def save_template(self) -> None:
        record_id = self._page.record_id
        if not record_id:
            return
        dialog = NameDialog(say("action.save_template"), say("new.template_name"), self._window)
        dialog.named.connect(partial(self._keep, record_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.line.setFocus()

    def _keep(self, record_id: str, name: str) -> None:
        said = partial(say, "new.template_kept")
        done = lambda kept: self.told.emit(said(name=kept.name), "note")  # noqa: E731 - one line of glue
        self._jobs.store(keep_template, record_id, name, done=done, failed=self.failed.emit)

"""The list of records of one type: search as you type, filters, kept views, columns, and acts on many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Changes, ProcessSummary, RecordFilter
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from forms.codes import alphabetical
from ui.bulk import BulkResult, BulkRun, ids_of
from ui.bulk_bar import BulkBar
from ui.dialogs.name_dialog import NameDialog
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.list_state import ListState, read_list, write_list
from ui.models.processes_model import COLUMNS, PAGE, REGISTER_COLUMNS, WIDTHS, ProcessesModel
from ui.painting import KeepEnds
from ui.record_filters import RecordFilters, SearchBox, read_choices
from ui.record_table import RecordTable
from ui.times import times_of
from ui.words import count, say

SEARCH_DELAY_MS, REMEMBER_MS = 60, 600
HIDDEN_BELOW: Mapping[str, int] = {
    "saved_at": 900,
    "load": 900,
    "sync": 900,
    "status": 640,
    "stage": 560,
    "folio": 500,
}
ALWAYS, LEAST_TITLE = "title", 236
LEAST_WIDTHS: Mapping[str, int] = {"stage": 112, "folio": 140}  # what yields to the title where it is narrow
MOST_COPIES = 50
IN_SIGHT = 60  # more than a large screen shows

ACTS = ("submit", "export", "copy", "mark", "unmark", "delete")


@dataclass(frozen=True)
class Found:
    """What one search brought; `number` tells a late answer from the last one. `has_loads`: the office notes what it
    loads into the transparency platform. Not `is_whole`: there may be more than these."""

    number: int
    wanted: RecordFilter
    numbers: Sequence[int]
    first: tuple[ProcessSummary, ...]
    has_loads: bool = False
    is_whole: bool = True


def search_records(app: Any, number: int, wanted: RecordFilter) -> Found:
    numbers = app.finding.matches(wanted)
    return Found(number, wanted, numbers, app.finding.rows(numbers[:PAGE]), app.platform_uploads.are_known())


def search_first(app: Any, number: int, wanted: RecordFilter) -> Found:
    """What fills the screen, before anybody has counted how many there are."""
    numbers = app.finding.matches(wanted, IN_SIGHT)
    found = app.finding.rows(numbers)
    return Found(number, wanted, numbers, found, app.platform_uploads.are_known(), len(numbers) < IN_SIGHT)


def read_page(app: Any, numbers: Sequence[int]) -> tuple[ProcessSummary, ...]:
    rows: tuple[ProcessSummary, ...] = app.finding.rows(numbers)
    return rows


class RecordList(QWidget):
    """`counted` says in words how many there are; `emptied` whether there is nothing and nothing was asked."""

    record_chosen = Signal(str)
    counted = Signal(str)
    emptied = Signal(bool)

    def __init__(
        self,
        jobs: Jobs,
        catalog: Catalog,
        record: RecordType,
        settings: Settings,
        data_dir: Path,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._data_dir = data_dir
        self._name = record.id
        self._times = times_of(settings.zone)
        self._number = 0
        self._stay()
        self._state = ListState()
        self.columns = COLUMNS if record.register is None else REGISTER_COLUMNS
        self._never = frozenset(("load",)) if _has_amount(record) else frozenset(("load", "amount"))
        self.banner = Banner(self)
        self.banner.acted.connect(self._banner_pressed)
        self._gone: list[str] = []
        self.search_box = SearchBox(self)
        self.search_box.setPlaceholderText(say("processes.search" if record.register is None else "registers.search"))
        self.search_box.setAccessibleName(self.search_box.placeholderText())
        self.search_box.setClearButtonEnabled(True)
        self.filters = RecordFilters(record, catalog, self)
        self.filters.hide()
        self.model = ProcessesModel(record, self._times, self.columns, self)
        self.table = RecordTable(self, several=True)
        self.table.setModel(self.model)
        self.table.set_widths(self.columns, WIDTHS)
        self._given: Mapping[int, int] = {}
        self.table.resized.connect(self._make_room)
        self.table.setItemDelegateForColumn(self.columns.index("folio"), KeepEnds(self.table))
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.hide()
        acts = [act for act in ACTS if act != "copy" or record.register is None]
        self.run = BulkRun(jobs, self)
        self.bulk = BulkBar(acts, self)
        self._lay_out()
        self._connect()
        jobs.store(read_list, data_dir, self._name, done=self._take_state)

    def _lay_out(self) -> None:
        self.filter_button = self._button("list.filters", checkable=True)
        self.views_button = self._button("list.views")
        self.columns_button = self._button("list.columns")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.search_box, 1)
        for button in (self.filter_button, self.views_button, self.columns_button):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.banner)
        layout.addLayout(line)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.bulk)
        order = (self.search_box, self.filter_button, self.views_button, self.columns_button)
        for first, second in pairwise((*order, *self.filters.controls(), self.table, *self.bulk.controls())):
            QWidget.setTabOrder(first, second)

    def _button(self, key: str, *, checkable: bool = False) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setAccessibleName(say(key))
        button.setCheckable(checkable)
        button.setProperty("kind", "small")
        button.setAutoDefault(True)
        return button

    def _connect(self) -> None:
        self._timer, self._remember = QTimer(self), QTimer(self)
        for timer, wait, act in (
            (self._timer, SEARCH_DELAY_MS, self.search),
            (self._remember, REMEMBER_MS, self._write_state),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(act)
        self.search_box.textChanged.connect(lambda _text: self._timer.start())
        self.search_box.down.connect(self._enter)
        self.search_box.stayed.connect(self._stay)
        self.filters.changed.connect(self.search)
        self.filter_button.toggled.connect(self.filters.setVisible)
        self.views_button.clicked.connect(lambda _=False: self._views_menu())
        self.columns_button.clicked.connect(lambda _=False: self._columns_menu())
        self.model.page_wanted.connect(self._fetch)
        self.table.chosen.connect(self._choose_row)
        self.table.mark_wanted.connect(lambda: self.do("unmark" if self._all_marked() else "mark"))
        self.table.menu_wanted.connect(self._act_menu)
        self.table.widths_changed.connect(self._remember.start)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._tell_selection())
        self.bulk.wanted.connect(self.do)
        self.bulk.menu_wanted.connect(self._act_menu)
        self.bulk.stop_wanted.connect(self.run.stop)
        self.run.progressed.connect(self.bulk.show_progress)
        self.run.ended.connect(self._bulk_ended)
        self._jobs.changed.connect(self._changed)

    # ---- searching ----

    def arrive(self) -> None:
        """The page comes into sight: fresh rows, and the caret where one searches."""
        self._stay()
        self.search()
        self._jobs.store(read_choices, self._name, done=self.filters.offer)
        self.search_box.setFocus()

    def search(self) -> None:
        self._timer.stop()
        self._number += 1
        wanted = self.filters.wanted(self.search_box.text().strip())
        on = self.filters.count()
        text = say("list.filters_on", n=on) if on else say("list.filters")
        self.filter_button.setText(text)
        self.filter_button.setAccessibleName(text)
        task = search_records if len(self.model.numbers) else search_first
        self._jobs.store(task, self._number, wanted, done=self._show, failed=self._cannot)

    def _show(self, found: Found) -> None:
        if found.number != self._number:
            return
        if not found.is_whole:
            self._jobs.store(search_records, self._number, found.wanted, done=self._show, failed=self._cannot)
        self.banner.forget(say("process.retry"))
        if found.has_loads and "load" in self._never:
            self._never -= {"load"}
            self._fit_columns()
        if found.numbers == self.model.numbers:
            self.model.renew(found.first)
        else:
            current = self._current_number()
            self.model.show_found(found.numbers, found.first)
            if len(found.numbers):
                self.table.put_current(_place_of(current, found.numbers))
        if not found.is_whole:
            self._show_empty(False)
            return
        self.counted.emit(count("processes.found", len(found.numbers)))
        self._show_empty(not len(found.numbers))
        if self._to_list:
            self._arrive_in_list()

    def _show_empty(self, empty: bool) -> None:
        searching = bool(self.search_box.text().strip()) or bool(self.filters.count())
        self.table.setVisible(not empty)
        self.empty.setVisible(empty and searching)
        self.empty.setText(say("processes.nothing_found"))
        self.emptied.emit(empty and not searching)

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    def _fetch(self, page: int) -> None:
        number, first = self._number, page * PAGE
        wanted = self.model.numbers[first : first + PAGE]

        def take(rows: tuple[ProcessSummary, ...]) -> None:
            if number == self._number:
                self.model.take_page(page, rows)

        self._jobs.store(read_page, wanted, done=take, failed=self._cannot)

    def _enter(self, is_enter: bool) -> None:
        """Down and Enter go to the list: of what was last typed, once it has come. An Enter more opens its first
        record, also when it is faster than the list."""
        if self._timer.isActive():
            self.search()
            self._to_list = True
        elif self._to_list:
            self._to_open = is_enter
        else:
            self._to_table()

    def _stay(self) -> None:
        """Who goes on in the box is not taken to the list any more."""
        self._to_list = self._to_open = False

    def _arrive_in_list(self) -> None:
        opening = self._to_open
        self._stay()
        self._to_table()
        if opening and len(self.model.numbers):
            self._choose_row(self.table.currentIndex().row())

    def _to_table(self) -> None:
        if len(self.model.numbers):
            self.table.setFocus()

    def _current_number(self) -> int:
        at = self.table.currentIndex().row()
        return self.model.numbers[at] if 0 <= at < len(self.model.numbers) else -1

    def _choose_row(self, at: int) -> None:
        row = self.model.row_at(at)
        if row is not None:
            self.record_chosen.emit(row.id)

    def _changed(self, _changes: Changes) -> None:
        if self.isVisible() and not self.run.is_running:
            self._timer.start()

    # ---- acts on many ----

    def _tell_selection(self) -> None:
        self.bulk.show_selection(len(self.table.selected_rows()))

    def _all_marked(self) -> bool:
        rows = [self.model.row_at(at) for at in self.table.selected_rows()[:PAGE]]
        return bool(rows) and all(row is not None and row.is_marked for row in rows)

    def do(self, act: str) -> None:
        """An act on the rows chosen; an export asks in its own dialog what, for whom and where to."""
        numbers = [self.model.numbers[at] for at in self.table.selected_rows()]
        if not numbers or self.run.is_running:
            return
        if act == "copy" and len(numbers) > MOST_COPIES:
            self.banner.say(say("bulk.too_many_copies", most=MOST_COPIES), tone="note")
            return
        if act == "export":
            self._jobs.store(ids_of, numbers, done=self._export, failed=self._cannot)
        else:
            self.run.start(act, numbers)

    def _export(self, names: tuple[str, ...]) -> None:
        from ui.dialogs.export_dialog import ExportDialog, choose_file

        dialog = ExportDialog(
            self._jobs, "", self._times.today(), self, choose_file, chosen=names, record_type=self._name
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _bulk_ended(self, result: BulkResult) -> None:
        self.bulk.show_selection(len(self.table.selected_rows()))
        key = f"bulk.{result.act}_done"
        parts = [count(key, result.done)] if result.done or not result.failed else []
        if result.is_stopped:
            parts.append(say("bulk.stopped"))
        if result.failed:
            parts.append(count("bulk.failed", len(result.failed), reason=result.failed[0]))
        quiet = result.act in ("mark", "unmark") and not result.failed and result.total == 1
        self._gone = result.names if result.act == "delete" else []
        if not quiet:
            back = say("bulk.bring_back") if self._gone else ""
            self.banner.say(" ".join(parts), back, tone="error" if result.failed and not result.done else "note")
        self.search()

    def _banner_pressed(self) -> None:
        """What was put away comes back; else what could not be read is read again."""
        gone, self._gone = self._gone, []
        if gone:
            self.run.again("bring_back", gone)
        else:
            self.search()

    def _act_menu(self, where: QPoint) -> None:
        menu = self._menu()
        menu.addAction(say("list.open")).triggered.connect(lambda: self._choose_row(self.table.currentIndex().row()))
        for act in self.bulk.acts:
            menu.addAction(say(f"bulk.{act}")).triggered.connect(partial(self.do, act))
        menu.popup(where)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    # ---- views and columns ----

    def _take_state(self, state: ListState) -> None:
        self._state = state
        self.table.set_widths(self.columns, {**WIDTHS, **{k: v for k, v in state.widths.items() if k != ALWAYS}})
        self._fit_columns()

    def _write_state(self) -> None:
        header = self.table.horizontalHeader()
        shown = [at for at in range(len(self.columns)) if not self.table.isColumnHidden(at)]
        fitted = {at: header.sectionSize(at) for at in shown if header.sectionSize(at) != self._given.get(at)}
        widths = {self.columns[at]: width for at, width in fitted.items() if self.columns[at] != ALWAYS}
        self._state = replace(self._state, widths={**self._state.widths, **widths})
        self._jobs.store(write_list, self._data_dir, self._name, self._state)

    def _columns_menu(self) -> None:
        menu = self._menu()
        for name in self.columns:
            if name == ALWAYS or name in self._never:
                continue
            action = menu.addAction(str(self.model.headerData(self.columns.index(name), Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(self.columns.index(name)))
            action.toggled.connect(partial(self.show_column, name))
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))

    def show_column(self, name: str, on: bool) -> None:
        """What is asked for is seen, also where the list is too narrow to have it by itself."""
        hidden = [item for item in self._state.hidden if item != name] + ([] if on else [name])
        shown = [item for item in self._state.shown if item != name] + ([name] if on else [])
        self._state = replace(self._state, hidden=tuple(hidden), shown=tuple(shown))
        self._fit_columns()
        self._write_state()

    def _views_menu(self) -> None:
        menu = self._menu()
        for name, texts in sorted(self._state.views.items(), key=lambda item: alphabetical(item[0])):
            menu.addAction(name).triggered.connect(partial(self.show_view, dict(texts)))
        if self._state.views:
            menu.addSeparator()
        menu.addAction(say("list.keep_view")).triggered.connect(lambda: self._ask_view())
        for name in sorted(self._state.views, key=alphabetical):
            menu.addAction(say("list.forget_view", name=name)).triggered.connect(partial(self.forget_view, name))
        menu.popup(self.views_button.mapToGlobal(QPoint(0, self.views_button.height())))

    def _ask_view(self) -> None:
        dialog = NameDialog(say("list.keep_view"), say("list.view_name"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self.keep_view)
        dialog.open()

    def keep_view(self, name: str) -> None:
        texts = {"text": self.search_box.text().strip(), **self.filters.texts()}
        self._state = replace(self._state, views={**self._state.views, name: texts})
        self._write_state()
        self.banner.say(say("list.view_kept", name=name), tone="note")

    def show_view(self, texts: Mapping[str, str]) -> None:
        self.search_box.setText(texts.get("text", ""))
        self.filter_button.setChecked(True)
        self.filters.put({name: text for name, text in texts.items() if name != "text"})

    def forget_view(self, name: str) -> None:
        views = {key: texts for key, texts in self._state.views.items() if key != name}
        self._state = replace(self._state, views=views)
        self._write_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        gives_way = {name: least for name, least in HIDDEN_BELOW.items() if name not in self._state.shown}
        self.table.hide_below(self.columns, gives_way, self._never | frozenset(self._state.hidden))
        self._make_room()

    def _make_room(self) -> None:
        """For the title, out of the columns that nobody has given a width."""
        own = self._state.widths
        names = [name for name in LEAST_WIDTHS if name in self.columns and own.get(name, WIDTHS[name]) == WIDTHS[name]]
        yields = {self.columns.index(name): (WIDTHS[name], LEAST_WIDTHS[name]) for name in names}
        self.table.make_room(self.columns.index(ALWAYS), LEAST_TITLE, yields)
        self._given = {at: self.table.columnWidth(at) for at in yields}


def _place_of(number: int, numbers: Sequence[int]) -> int:
    try:
        return numbers.index(number)
    except ValueError:
        return 0


def _has_amount(record: RecordType) -> bool:
    return record.register is None or bool(record.register.amount)

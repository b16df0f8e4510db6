"""The screen of one record, drawn from the law: stages, sections, form, help and problems."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.changes import Changes, ProcessView
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from forms.findings import Finding
from forms.pointers import to_path
from forms.progress import record_title
from forms.record_type import kinds_of
from ui.actions import add_actions
from ui.acts import acts_of
from ui.dialogs.palette_dialog import Entry
from ui.error_text import explain
from ui.form.binding import RecordBinding, SaveState, open_record
from ui.form.field_acts import FieldActs
from ui.form.invoice_drop import InvoiceDrop
from ui.form.leaving import Leaving
from ui.form.linking import Linking
from ui.form.navigation import Map
from ui.form.places import finding_path
from ui.form.process_layout import ProcessLayout
from ui.form.record_notice import RecordNotice
from ui.form.recovery import recover
from ui.form.row import FieldRow
from ui.form.spot import Spot
from ui.form.stage_rows import StageRows
from ui.form.surroundings import surroundings
from ui.form.travel import Travel
from ui.form.whereabouts import Whereabouts
from ui.guided.mode import Mode
from ui.jobs import Jobs
from ui.loads import load_text
from ui.pins import Pins
from ui.times import times_of
from ui.words import say

RECORD_TYPE = "contracting_process"
AROUND_MS = 120


class ProcessPage(ProcessLayout):
    """`opened` once a record is on screen; `act_wanted` asks for the dialog of an act."""

    opened = Signal(object)
    not_opened = Signal()
    act_wanted = Signal(str, object)
    notice_wanted = Signal(object)
    place_changed = Signal()
    handed = Signal()
    told = Signal(str, str)
    unsaved = Signal(bool)

    def __init__(
        self, jobs: Jobs, catalog: Catalog, settings: Settings, today: Callable[[], date], data_dir: Path, pins: Pins
    ) -> None:
        self.binding: RecordBinding | None = None
        self._around = surroundings(catalog, today, lambda: self.binding, lambda pattern: pins.has(pattern), jobs)
        super().__init__(catalog.record_types[RECORD_TYPE], catalog, self._around, times_of(settings.zone))
        self._jobs = jobs
        self._catalog = catalog
        self._settings = settings
        self._record = catalog.record_types[RECORD_TYPE]
        self._map = Map(self._record)
        self.spot = Spot(self._record.steps()[0].id, "")
        self.mode = Mode(self, self.guided)
        self.rows = StageRows(self.selector, (self._empty_text, self._empty_button), self._around.mint, self)
        self._problem = ""
        self._wanted_path = ""
        self._asked = 0
        self.where = Whereabouts(self)
        self._around_soon = QTimer(self)
        self._around_soon.setSingleShot(True)
        self._around_soon.setInterval(AROUND_MS)
        self._around_soon.timeout.connect(self._refresh_around)
        self.leaving = Leaving(self)
        self.travel = Travel(self)
        self.invoices = InvoiceDrop(jobs, self)
        self.linking = Linking(self.notice, self)
        self.news = RecordNotice(self.notice, settings.user)
        in_hand = lambda: self.where.row_in_hand(QApplication.focusWidget())  # noqa: E731
        self.fields = FieldActs(jobs, data_dir, pins, times_of(settings.zone), in_hand, self)
        self._connect()

    def _connect(self) -> None:
        self.stepper.chosen.connect(lambda step: self.go(Spot(step, "")))
        self.sections.chosen.connect(lambda section: self.go(Spot(self.spot.step, section, self.spot.base)))
        self.rows.spot_wanted.connect(self.go)
        self.rows.row_going.connect(self.view.clear)
        self.panel.problem_chosen.connect(self.go_to_finding)
        self.panel.act_chosen.connect(self._want_act)
        self.header.history_wanted.connect(lambda: self._want_act("history"))
        self.banner.acted.connect(self._retry)
        self.notice.acted.connect(lambda: self.notice_wanted.emit(self.binding and self.binding.view))
        self.before.clicked.connect(lambda: self.step_section(-1))
        self.after.clicked.connect(lambda: self.step_section(1))
        self._panel_button.toggled.connect(lambda _on: self.fold())
        self.view.left.connect(self.place_changed)
        self.view.restructured.connect(self.order_focus)
        self._jobs.changed.connect(self._someone_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.header.guided_wanted.connect(self.mode.switch)
        self.header.told.connect(self.guided.saved.setText)
        self.guided.full_wanted.connect(self.mode.switch)
        self.guided.act_wanted.connect(self._want_act)
        self.guided.review_wanted.connect(lambda: self.mode.leave(focus=True))
        self.guided.place_changed.connect(self.place_changed)
        self.guided.left.connect(self.place_changed)
        self.leaving.told.connect(self.told)
        self.travel.arrived.connect(self._arrived)
        self.travel.failed.connect(lambda error: self.banner.say(explain(error).whole))
        self.travel.nothing.connect(lambda: self.notice.say(say("undo.nothing"), tone="note"))
        self.fields.told.connect(lambda text: self.notice.say(text, tone="note"))
        self.fields.pinned.connect(self._refresh)
        self.rows.row_added.connect(lambda _path: self.fields.carry())
        add_actions(self, {**self._deeds(), **self.fields.deeds()}, everywhere=False)

    def _deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "next_problem": lambda: self.step_problem(1),
            "previous_problem": lambda: self.step_problem(-1),
            "next_usual": self.step_usual,
            "next_section": lambda: self.step_section(1),
            "previous_section": lambda: self.step_section(-1),
            "detail": self.panel.help.toggle_detail,
            "undo": self.undo,
            "redo": self.redo,
            "history": self.header.history.click,
            "guided": self.mode.switch,
        }

    # ---- opening and closing ----

    def open(self, record_id: str, spot: Spot | None = None, path: str = "") -> None:
        """Bring a record on screen, at a spot and a field if they are given."""
        self.leave()
        self.mode.leave()
        self._wanted_path = path
        self.show_waiting()
        number = self._asked
        self._jobs.store(
            open_record,
            record_id,
            done=lambda view: self._show(number, view, spot),
            failed=lambda error: self._cannot_open(number, error),
        )

    def _cannot_open(self, number: int, error: Exception) -> None:
        if number == self._asked:
            self.header.show_record(say("process.not_opened"), [], "")
            self.banner.say(explain(error).whole)
            self.not_opened.emit()

    def _show(self, number: int, view: ProcessView, spot: Spot | None) -> None:
        """The answer to the last `open`; one that comes after the person left is for nobody."""
        if number != self._asked:
            return
        self._follow(self._catalog.record_types[view.record_type])
        binding = RecordBinding(self._jobs, self._record, view, self)
        self.binding = binding
        self.where.since = datetime.now(UTC).isoformat()
        self._problem = ""
        binding.body_changed.connect(self._refresh)
        binding.view_changed.connect(self.show_findings)
        binding.begun.connect(self.header.tell_begun)
        binding.state_changed.connect(self._show_state)
        binding.handed.connect(self.handed)
        for one in (self.travel, self.fields, self.linking):
            one.follow(binding)
        self.rows.follow(binding, self._map)
        self.banner.hide()
        self._show_state(binding.state)
        self.news.begin(view)
        first = spot or Spot(self._first_step(view), "")
        self.view.setFocus()  # wherever the focus fell when the page before went away
        self.go(first, focus=not self._wanted_path)
        if self._wanted_path:
            self.go_to(self._wanted_path)
        self._wanted_path = ""
        self.opened.emit(view)

    def _follow(self, record: RecordType) -> None:
        """The page draws the law of the record that is on it."""
        if record is not self._record:
            self._record, self._map = record, Map(record)
            self.show_law(record)

    def _first_step(self, view: ProcessView) -> str:
        return self._record.steps()[0].id

    def leave(self) -> None:
        """Everything typed here goes to the store before another page or record comes."""
        self._asked += 1
        if self.binding is not None:
            left = self.binding
            self.view.clear()
            self.guided.forget()
            self.binding = None
            self.leaving.take(left)

    def flush(self) -> None:
        if self.binding is not None:
            self.view.commit()
            self.guided.commit()
            self.binding.flush()

    def _retry(self) -> None:
        if self.binding is not None:
            self.binding.retry()

    def _someone_changed(self, changes: Changes) -> None:
        """Another page changed this record: read it again."""
        binding = self.binding
        if binding is not None and changes.record_id == binding.record_id:
            newer = changes.saved_at > binding.view.saved_at or changes.status != binding.view.status
            if newer or not changes.paths or changes.pending != binding.view.pending:
                binding.refresh()

    # ---- showing ----

    def go(self, spot: Spot, focus: bool = True) -> None:
        """Show a section of a stage; the focus goes to its first field."""
        if self.binding is None:
            return
        self.flush()
        body = self.binding.body
        self.spot = self._map.settle(spot, body)
        stage, section = self._map.section(self.spot, body)
        has_row = not self._map.step(self.spot.step).repeat or bool(self.spot.base)
        self.view.setVisible(has_row)
        self.empty.setVisible(not has_row)
        in_list = self.sections.hasFocus() or self.sections.folded.hasFocus()
        if has_row:
            self.view.show_section(section, self.spot.base if stage.repeat else "", self.binding)
        else:
            self.view.clear()
            self.rows.show_empty(self.spot)
        self.stepper.choose(self.spot.step)
        self.rows.show_selector(self.spot)
        self._show_footer()
        self._refresh_marks()
        self.order_focus()
        self.panel.help.show_nothing()
        if focus and not in_list and self.isVisible():
            self.view.focus_first() if has_row else self._empty_button.setFocus()
        self.place_changed.emit()

    def _refresh(self) -> None:
        """The body changed: widgets that are not being edited, marks and the head follow."""
        if self.binding is None:
            return
        settled = self._map.settle(self.spot, self.binding.body)
        if settled != self.spot and not self.mode.script:
            self.go(settled, focus=False)
            return
        self.view.refresh()
        self.guided.refresh()
        self.rows.show_selector(self.spot)
        self._show_footer()
        self._around_soon.start() if not self._around_soon.isActive() else None

    def _refresh_around(self) -> None:
        """The head and the marks of sections follow what is typed a moment later, not at each key."""
        if self.binding is not None:
            self._show_head()
            self._refresh_lines()

    def _show_head(self) -> None:
        assert self.binding is not None
        view, body = self.binding.view, self.binding.body
        lists = self._catalog.codelists
        category, method = self.kinds
        register = self._record.register
        parts = [
            say("registers.folio" if register else "process.folio", folio=view.folio) if view.folio else "",
            self._record.title if register else "",
            say(f"published.{view.publication}") if view.publication else "",
            lists["mainProcurementCategory"].title_of(category) if category else "",
            lists["procurementMethod"].title_of(method) if method else "",
            *map(load_text, view.loads[:1]),
            view.ocid,
        ]
        untitled = say("registers.untitled" if register else "process.untitled")
        self.header.show_record(record_title(body, self._record) or untitled, parts, view.status)
        self.stepper.show_progress(self.kinds, view.progress)

    def current_view(self) -> ProcessView | None:
        return self.binding.view if self.binding is not None else None

    @property
    def is_register(self) -> bool:
        return self._record.register is not None

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """What is bought and how, which give the stages their words."""
        return kinds_of(self.binding.body if self.binding else {})

    def _refresh_marks(self) -> None:
        assert self.binding is not None
        self.show_findings(self.binding.view)

    def show_findings(self, view: ProcessView) -> None:
        """The store judged the record: fields, list, stepper and section marks follow."""
        if self.binding is None:
            return
        placed = [(finding_path(view.body, item), item) for item in view.findings]
        self.view.take_findings(placed)
        self.guided.take_findings(placed)
        self.panel.show_findings(self._map.stage_findings(self.spot.step, view.findings), view.body)
        self.panel.show_acts(acts_of(view, self._settings, self._record))
        self._show_head()
        self._refresh_lines()
        self.news.follow(view)

    def _refresh_lines(self) -> None:
        assert self.binding is not None
        lines = self._map.lines(self.spot, self.binding.body, self.binding.view.findings)
        self.sections.show_lines(lines)
        self.sections.choose(self.spot.section)

    def _show_state(self, state: SaveState) -> None:
        self.header.show_state(state)
        self.unsaved.emit(state.kind == "failed")
        if state.kind == "failed" and state.error is not None:
            text = explain(state.error)
            self.banner.say(say("process.not_saved", reason=text.whole), say("process.retry"))
        else:
            self.banner.hide()

    def _show_footer(self) -> None:
        assert self.binding is not None
        body = self.binding.body
        for button, step, key in ((self.before, -1, "process.before"), (self.after, 1, "process.after")):
            spot = self._map.beside(self.spot, body, step)
            button.setVisible(spot is not None)
            if spot is not None:
                _, section = self._map.section(spot, body)
                stage = self._map.step(spot.step)
                title = section.title if spot.step == self.spot.step else stage.title_for(*self.kinds)
                button.setText(say(key, title=title))
                button.setAccessibleName(say(f"{key}_name", title=title))

    @property
    def record_id(self) -> str:
        return self.binding.record_id if self.binding is not None else ""

    def palette_fields(self) -> list[Entry]:
        """The fields of the record on screen, each under its stage and section."""
        if self.binding is None:
            return []
        return [
            Entry("field", title, place, partial(self.go_to, path))
            for title, place, path in self._map.field_places(self.binding.body)
        ]

    # ---- moving ----

    def step_section(self, step: int) -> None:
        if self.mode.script:
            self.guided.step(step)
        elif self.binding is not None:
            spot = self._map.beside(self.spot, self.binding.body, step)
            if spot is not None:
                self.view.setFocus()
                self.go(spot)

    def go_to_finding(self, finding: Finding) -> None:
        if self.binding is not None:
            self.go_to(finding_path(self.binding.view.body, finding))

    def _want_act(self, act: str) -> None:
        self.act_wanted.emit(act, self.binding and self.binding.view)

    def go_to_pointer(self, pointer: str) -> None:
        if self.binding is not None:
            self.go_to(to_path(self.binding.body, pointer))

    def go_to(self, path: str) -> None:
        """Show the form (or the question) that has the place and put the caret in it."""
        if self.binding is None or (self.mode.script and self.guided.go_to(path)):
            return
        self.mode.leave()
        spot = self._map.spot_of(path, self.binding.body)
        if spot is None:
            return
        settled = self._map.settle(spot, self.binding.body)
        if settled != self.spot:
            self.go(spot, focus=False)
        self._problem = path
        if not self.isVisible():
            return
        if not self.view.reveal(path) and not self.view.focus_first():
            self._empty_button.setFocus()

    def step_usual(self) -> None:
        """The next blank field of those the record before has; where its row is missing, to what adds one."""
        if self.binding is None:
            return
        self.flush()
        path = self._map.next_blank(self.binding.body, self.fields.usual, self.where.place()[0])
        if path is None:
            self.notice.say(say("usual.none"), tone="note")
        else:
            self.go_to(path)

    def step_problem(self, step: int) -> None:
        """The next (or last) place that has an error or a warning, across the stages."""
        if self.binding is None:
            return
        self.flush()
        places = self._map.problems(self.binding.view.body, self.binding.view.findings)
        if not places:
            self.notice.say(say("problems.none_left"), tone="note")
            return
        at = places.index(self._problem) + step if self._problem in places else (0 if step > 0 else -1)
        self.go_to(places[at % len(places)])

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        row = self.where.row_in_hand(new)
        if row is not None:
            field = row.editor.field_of(new) if isinstance(row, FieldRow) else row.field
            self.panel.help.show_field(field)
            if not self.mode.script:
                self.view.ensureWidgetVisible(new, 20, 50)  # type: ignore[arg-type]
            self.place_changed.emit()

    def clear_form(self) -> None:
        self.view.clear()

    def recover(self, since: str) -> None:
        """Say what of a window that broke off is in the record on screen."""
        if self.binding is not None and since:
            recover(self.binding, self.recovered, since)

    # ---- undo ----

    def undo(self) -> None:
        self._before_travel()
        if self.binding is not None:
            self.binding.undo()

    def redo(self) -> None:
        self._before_travel()
        if self.binding is not None:
            self.binding.redo()

    def _before_travel(self) -> None:
        self.view.commit()
        self.guided.commit()

    def _arrived(self, places: tuple[str, ...]) -> None:
        self.notice.hide()
        if places:
            self.go_to(places[0])

"""The screen of one record, drawn from the law: stages, sections, form, help and problems."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.changes import Changes, FieldEdit, ProcessView
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from forms.findings import Finding
from forms.pointers import KEY, to_path
from forms.progress import record_title
from ui.actions import add_actions
from ui.acts import acts_of
from ui.error_text import explain
from ui.form.binding import RecordBinding, SaveState, open_record
from ui.form.born import born_row
from ui.form.leaving import Leaving
from ui.form.navigation import Map, Spot
from ui.form.places import finding_path
from ui.form.process_layout import ProcessLayout
from ui.form.row import FieldRow
from ui.form.row_selector import row_name
from ui.form.surroundings import surroundings
from ui.form.travel import Travel
from ui.jobs import Jobs
from ui.words import count, say

RECORD_TYPE = "contracting_process"
KINDS = ("mainProcurementCategory", "procurementMethod")


class ProcessPage(ProcessLayout):
    """`opened` once a record is on screen; `act_wanted` asks for the dialog of an act."""

    opened = Signal(object)
    not_opened = Signal()
    act_wanted = Signal(str, object)
    notice_wanted = Signal(object)
    place_changed = Signal()
    told = Signal(str, str)

    def __init__(self, jobs: Jobs, catalog: Catalog, settings: Settings, today: Callable[[], date]) -> None:
        self.binding: RecordBinding | None = None
        self._around = surroundings(catalog, today, lambda: self.binding)
        super().__init__(catalog.record_types[RECORD_TYPE], catalog, self._around)
        self._jobs = jobs
        self._catalog = catalog
        self._settings = settings
        self._record = catalog.record_types[RECORD_TYPE]
        self._map = Map(self._record)
        self.spot = Spot(self._record.steps()[0].id, "")
        self._problem = ""
        self._noticed: tuple[Any, ...] = ((), ())
        self._wanted_path = ""
        self._asked = 0
        self.leaving = Leaving(self)
        self.travel = Travel(self)
        self._connect()

    def _connect(self) -> None:
        self.stepper.chosen.connect(lambda step: self.go(Spot(step, "")))
        self.sections.chosen.connect(lambda section: self.go(Spot(self.spot.step, section, self.spot.base)))
        self.selector.chosen.connect(self._choose_row)
        self.selector.added.connect(self._add_row)
        self.selector.removed.connect(self._remove_row)
        self._empty_button.clicked.connect(self._fill_empty)
        self.panel.problem_chosen.connect(self.go_to_finding)
        self.panel.act_chosen.connect(lambda act: self.act_wanted.emit(act, self.binding and self.binding.view))
        self.header.history_wanted.connect(lambda: self.act_wanted.emit("history", self.binding and self.binding.view))
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
        self.leaving.told.connect(self.told)
        self.travel.arrived.connect(self._arrived)
        self.travel.failed.connect(lambda error: self.banner.say(explain(error).whole))
        self.travel.nothing.connect(lambda: self.notice.say(say("undo.nothing"), tone="note"))
        add_actions(self, self._deeds(), everywhere=False)

    def _deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "next_problem": lambda: self.step_problem(1),
            "previous_problem": lambda: self.step_problem(-1),
            "next_section": lambda: self.step_section(1),
            "previous_section": lambda: self.step_section(-1),
            "detail": self.panel.help.toggle_detail,
            "undo": self.undo,
            "redo": self.redo,
            "history": self.header.history.click,
        }

    # ---- opening and closing ----

    def open(self, record_id: str, spot: Spot | None = None, path: str = "") -> None:
        """Bring a record on screen, at a spot and a field if they are given."""
        self.leave()
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
        self._problem = ""
        binding.body_changed.connect(self._refresh)
        binding.view_changed.connect(self._show_findings)
        binding.state_changed.connect(self._show_state)
        self.travel.follow(binding)
        self.banner.hide()
        self._show_state(binding.state)
        self._noticed = (view.aside, view.conflicts)
        self._show_aside(view)
        first = spot or Spot(self._first_step(view), "")
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
            self.binding = None
            self.leaving.take(left)

    def flush(self) -> None:
        if self.binding is not None:
            if self.view.grid is not None:
                self.view.grid.commit()
            self.binding.flush()

    def _retry(self) -> None:
        if self.binding is not None:
            self.binding.retry()

    def _someone_changed(self, changes: Changes) -> None:
        """Another page changed this record: read it again."""
        binding = self.binding
        if binding is not None and changes.record_id == binding.record_id:
            newer = changes.saved_at > binding.view.saved_at or changes.status != binding.view.status
            if newer or changes.pending != binding.view.pending:
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
            self._show_empty()
        self.stepper.choose(self.spot.step)
        self._show_selector()
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
        if settled != self.spot:
            self.go(settled, focus=False)
            return
        self.view.refresh()
        self._show_selector()
        self._show_footer()
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
            lists["mainProcurementCategory"].title_of(category) if category else "",
            lists["procurementMethod"].title_of(method) if method else "",
            view.ocid,
        ]
        self.header.show_record(record_title(body, self._record), parts, view.status)
        self.stepper.show_progress(self.kinds, view.progress)

    @property
    def is_register(self) -> bool:
        return self._record.register is not None

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """What is bought and how, which give the stages their words."""
        tender = self.binding.body.get("tender", {}) if self.binding else {}
        return tuple(str(tender[name]) if tender.get(name) else None for name in KINDS)

    def _refresh_marks(self) -> None:
        assert self.binding is not None
        self._show_findings(self.binding.view)

    def _show_findings(self, view: ProcessView) -> None:
        """The store judged the record: fields, list, stepper and section marks follow."""
        if self.binding is None:
            return
        placed = [(finding_path(view.body, item), item) for item in view.findings]
        self.view.take_findings(placed)
        self.panel.show_findings(self._map.stage_findings(self.spot.step, view.findings), view.body)
        self.panel.show_acts(acts_of(view, self._settings, self._record))
        self._show_head()
        self._refresh_lines()
        if (view.aside, view.conflicts) != self._noticed:
            self._noticed = (view.aside, view.conflicts)
            self._show_aside(view)

    def _refresh_lines(self) -> None:
        assert self.binding is not None
        lines = self._map.lines(self.spot, self.binding.body, self.binding.view.findings)
        self.sections.show_lines(lines)
        self.sections.choose(self.spot.section)

    def _show_state(self, state: SaveState) -> None:
        self.header.show_state(state)
        if state.kind == "failed" and state.error is not None:
            text = explain(state.error)
            self.banner.say(say("process.not_saved", reason=text.whole), say("process.retry"))
        else:
            self.banner.hide()

    def _show_aside(self, view: ProcessView) -> None:
        if view.conflicts:
            self.notice.say(count("conflict.notice", len(view.conflicts)), say("conflict.open"), tone="note")
        elif view.aside:
            self.notice.say(count("aside.notice", len(view.aside)), say("aside.open"), tone="note")
        else:
            self.notice.hide()

    def _show_selector(self) -> None:
        assert self.binding is not None
        stage = self._map.step(self.spot.step)
        self.selector.setVisible(bool(stage.repeat) and bool(self.spot.base))
        if not stage.repeat:
            return
        bases = self._map.bases(stage.id, self.binding.body)
        names = [row_name(stage, self.binding.value(path), n + 1) for n, path in enumerate(bases)]
        current = bases.index(self.spot.base) if self.spot.base in bases else -1
        self.selector.show_rows(stage, names, current, can_add=self._owns_rows())

    def _owns_rows(self) -> bool:
        """Rows are added in the first stage that shows them (contracts, not their execution)."""
        stage = self._map.step(self.spot.step)
        first = next(item for item in self._record.steps() if item.repeat == stage.repeat)
        return first.id == stage.id

    def _show_empty(self) -> None:
        stage = self._map.step(self.spot.step)
        label = (stage.row_label or "").lower()
        key = "stage.no_rows" if self._owns_rows() else "stage.no_rows_elsewhere"
        self._empty_text.setText(say(key, label=label))
        self._empty_button.setText(say("selector.add", label=label))
        self._empty_button.setAccessibleName(self._empty_button.text())

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

    # ---- moving ----

    def step_section(self, step: int) -> None:
        if self.binding is not None:
            spot = self._map.beside(self.spot, self.binding.body, step)
            if spot is not None:
                self.view.setFocus()
                self.go(spot)

    def go_to_finding(self, finding: Finding) -> None:
        if self.binding is not None:
            self.go_to(finding_path(self.binding.view.body, finding))

    def go_to_pointer(self, pointer: str) -> None:
        if self.binding is not None:
            self.go_to(to_path(self.binding.body, pointer))

    def go_to(self, path: str) -> None:
        """Show the form that has the place and put the caret in it."""
        if self.binding is None:
            return
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
        row = self.view.row_of(new) if new is not None and self.view.isAncestorOf(new) else None
        if row is not None:
            field = row.editor.field_of(new) if isinstance(row, FieldRow) else row.field
            self.panel.help.show_field(field)
            self.view.ensureWidgetVisible(new, 20, 50)  # type: ignore[arg-type]
            self.place_changed.emit()

    def place(self) -> tuple[str, int]:
        """The path of the field in hand and where its caret is."""
        focused = self.view.focusWidget()
        row = self.view.row_of(focused)
        caret = focused.property("cursorPosition") if focused is not None else None
        return (row.path if row else "", caret if isinstance(caret, int) else 0)

    def put_caret(self, caret: int) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.view.isAncestorOf(focused) and hasattr(focused, "setCursorPosition"):
            focused.setCursorPosition(caret)

    # ---- rows of the stage ----

    def _choose_row(self, number: int) -> None:
        assert self.binding is not None
        bases = self._map.bases(self.spot.step, self.binding.body)
        if 0 <= number < len(bases):
            self.go(Spot(self.spot.step, self.spot.section, bases[number]))

    def _add_row(self) -> None:
        assert self.binding is not None
        stage = self._map.step(self.spot.step)
        key = self._around.mint()
        path = f"{stage.repeat}/@{key}"
        self.binding.edit(FieldEdit(path, {KEY: key, **born_row(self.binding.body, stage.repeat or "")}, "row_add"))
        self.go(Spot(self.spot.step, "", path))

    def _remove_row(self) -> None:
        assert self.binding is not None
        path = self.spot.base
        self.view.clear()
        self.binding.edit(FieldEdit(path, None, "row_remove"))
        self.binding.flush()

    def _fill_empty(self) -> None:
        if self._owns_rows():
            self._add_row()
        else:
            stage = self._map.step(self.spot.step)
            first = next(item for item in self._record.steps() if item.repeat == stage.repeat)
            self.go(Spot(first.id, ""))

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
        if self.view.grid is not None:
            self.view.grid.commit()

    def _arrived(self, places: tuple[str, ...]) -> None:
        self.notice.hide()
        if places:
            self.go_to(places[0])

"""The window: its frame first, with the rail; then the pages, and what goes from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent

from capture_app.errors import Refused
from ui.actions import add_actions
from ui.error_text import explain
from ui.form.spot import Spot
from ui.key_keeper import KeyKeeper
from ui.loading import Loading
from ui.pins import Pins
from ui.practice_band import banded
from ui.remembering import Remembering
from ui.screen import SMALLEST, fitted
from ui.times import times_of
from ui.window_frame import WindowFrame
from ui.window_pages import RAIL, RECORD_TYPE, WindowPages
from ui.window_state import WindowState
from ui.words import say

if TYPE_CHECKING:
    from capture_app.changes import Changes, ProcessView
    from capture_app.settings import Settings
    from forms.catalog import Catalog
    from ui.dialogs.enrol_dialog import Enrol
    from ui.jobs import Jobs
    from ui.pages.process_page import ProcessPage


def nothing(_app: Any) -> None:
    """A task that comes after those ordered before."""


class MainWindow(WindowPages):
    """On screen as soon as it is made; `furnish` gives it the office. `rested` says that nothing is left to load."""

    rested = Signal()

    def __init__(
        self, data_dir: Path, state: WindowState, choose_theme: Callable[[str], None], office: str = ""
    ) -> None:
        super().__init__()
        self._data_dir = data_dir
        self._theme = state.theme
        self._choose_theme = choose_theme
        self._restored = state
        self._current = ""
        self._turn = 0
        self._is_furnished = False
        self._asked: Callable[[], None] | None = None
        self.setWindowTitle(say("app.window", office=office) if office else say("app.name"))
        self.setMinimumSize(*SMALLEST)
        self.resize(fitted(state, self.screen().availableGeometry().size()))
        if state.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        centre = self._centre = WindowFrame(office, RAIL, lambda: self.go("exchange"), self)
        self.rail, self.strip, self.stack, self.opening = centre.rail, centre.strip, centre.stack, centre.opening
        self.setCentralWidget(centre)
        add_actions(self, {name: partial(self._when_open, act) for name, act in self.key_acts().items()})
        self._keys = KeyKeeper(self)
        self._load_more = Loading(self._rest, self)
        self.rail.chosen.connect(self._go_or_wait)
        self.rail.choose("processes" if state.page == "process" else state.page)
        self.opening.setFocus()

    def wait(self, text: str) -> None:
        """What the window waits for, in words, until it is furnished."""
        self._centre.wait(text)

    def furnish(
        self,
        jobs: Jobs,
        catalog: Catalog,
        settings: Settings,
        today: Callable[[], date],
        enrol: Enrol | None = None,
        pins: Pins | None = None,
    ) -> None:
        """The office is open: from now on there are pages."""
        self._jobs, self._catalog, self._settings, self._today = jobs, catalog, settings, today
        self._enrol, self.pins = enrol, pins or Pins()
        self.setWindowTitle(say("app.window", office=settings.office_name))
        self.takeCentralWidget()
        self.setCentralWidget(banded(self._centre, settings))
        self.rail.belong(settings.office_name, times_of(settings.zone))
        self._memory = Remembering(jobs, self._data_dir, self.state, self)
        self._is_furnished = True
        self._connect()

    def _connect(self) -> None:
        self.page_wanted.connect(self.go)
        self.record_wanted.connect(self.open_record)
        self.new_wanted.connect(self.new_record)
        self.record_made.connect(self._open_made)
        self.act_wanted.connect(self._act)
        self.published.connect(self._published)
        self.told.connect(self._tell)
        self.failed.connect(self._tell_failure)
        self.theme_chosen.connect(self._take_theme)
        self.process_made.connect(self._join_record)
        self._jobs.crashed.connect(self._tell_failure)

    def _join_record(self, page: ProcessPage) -> None:
        page.place_changed.connect(self._memory.soon)
        page.handed.connect(lambda: self.remember())
        page.opened.connect(self._opened)
        page.not_opened.connect(self._keys.forget)

    # ---- going from page to page ----

    def start(self) -> None:
        """Where the person was last time, else Inicio."""
        state = self._restored
        if state.page == "process" and state.record_id:
            spot = Spot(state.step, state.section, state.base) if state.step else None
            self.open_record(state.record_id, spot, state.path)
        else:
            self.go(state.page if state.page in RAIL else "home")
        if self._asked is not None:
            self._asked()
        self._jobs.store(nothing, done=lambda _: self._load_more.start())

    def _rest(self) -> None:
        self.page("process")
        self.exchange.arrive_quietly()
        self.rested.emit()

    def _go_or_wait(self, name: str) -> None:
        """A page chosen before the office is open is where it opens."""
        if self._is_furnished:
            self.go(name)
        else:
            self._restored = replace(self._restored, page=name)

    def _when_open(self, act: Callable[[], None]) -> None:
        """A key pressed before the office is open does then, from Inicio, what it stands for; the last of them."""
        if self._is_furnished:
            act()
        else:
            self._asked, self._restored = act, replace(self._restored, page="home")

    def go(self, name: str) -> None:
        """Show a page; what was typed in the one before goes to the store first."""
        if name != "process":
            self._leave_record()
            self._keys.forget()
            self.rail.show()
        self._turn += 1
        self._current = name
        page = self.page(name)
        self.stack.setCurrentWidget(page)
        self._mark_rail()
        arrive = getattr(page, "arrive", None)
        if arrive is not None:
            arrive()
        self._memory.soon()

    def _mark_rail(self) -> None:
        """A record belongs to the page it is listed on."""
        if self._current != "process":
            self.rail.choose(self._current)
        else:
            self.rail.choose("registers" if self.process.is_register else "processes")

    def _leave_record(self) -> None:
        if self.is_made("process"):
            self.process.leave()

    def open_record(self, record_id: str, spot: Spot | None = None, path: str = "") -> None:
        self._keys.begin(keep=False)
        self.process.open(record_id, spot, path)
        self.go("process")

    def _open_made(self, record_id: str, script: str) -> None:
        self._restored = WindowState(script=script)
        self.open_record(record_id, Spot("tender", "tender/general"), "/tender/title")

    def new_record(self, record_type: str = RECORD_TYPE) -> None:
        """Comes on screen unless the person has gone elsewhere meanwhile."""
        from ui.pages.processes_page import create_record

        self._keys.begin(keep=True)
        self._turn += 1
        done = partial(self._open_new, self._turn, record_type)
        self._jobs.store(create_record, record_type, self.pins.patterns, done=done, failed=self._tell_failure)

    def _open_new(self, turn: int, record_type: str, changes: Changes) -> None:
        if turn == self._turn and record_type == RECORD_TYPE:
            self.open_record(changes.record_id, Spot("tender", "tender/general"), "/tender/title")
        elif turn == self._turn:
            self.open_record(changes.record_id)

    def _opened(self, _view: ProcessView) -> None:
        self._mark_rail()
        self._keys.end()
        state = self._restored
        if state.script:
            self.process.mode.ask(state.script, state.question, state.path)
        if state.caret and state.path:
            self.process.where.put_caret(state.caret)
        if not state.ended:
            self.process.recover(state.since)
        self._restored = WindowState()

    # ---- acts ----

    def _act(self, act: str, view: ProcessView | None) -> None:
        self.process.flush()
        self.acts.act(act, view)

    def _published(self, send: int) -> None:
        if send and self._current == "process":
            self.go("exchange")
        if send:
            self.exchange.send()
        else:
            self.process.notice.say(say("publish.done"), tone="note")

    def _tell_failure(self, error: Exception) -> None:
        """On the page in sight; a refusal for what is wrong with the data leads to the first of it."""
        self._keys.forget()
        if isinstance(error, Refused) and error.findings:
            self.process.go_to_finding(error.findings[0])
        self._tell(explain(error).whole, "error")

    def _tell(self, text: str, tone: str) -> None:
        page: Any = self.page(self._current)
        if not hasattr(page, "banner"):
            page = self.process
        strip = getattr(page, "notice", page.banner) if tone == "note" else page.banner
        strip.say(text, tone=tone)

    # ---- what is known everywhere ----

    def _take_theme(self, theme: str) -> None:
        self._theme = theme
        self._choose_theme(theme)
        self._memory.soon()

    # ---- remembering and ending ----

    def state(self) -> WindowState:
        size = WindowState(self._current, width=self.width(), height=self.height(), theme=self._theme)
        place = self.process.where.window_place() if self._current == "process" else {}
        return replace(size, maximized=int(self.isMaximized()), **place)

    def remember(self, ended: int = 0) -> None:
        self._memory.now(ended)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._centre.fold(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything typed is saved before the lanes end; out of sight, should that take a moment."""
        if not self._is_furnished:
            event.accept()
            return
        self._load_more.stop()
        self.remember(ended=1)
        if self.is_made("process"):
            self.process.leave()
            self.process.leaving.save()
        if self.is_made("exchange"):
            self.exchange.stop()
        self.hide()
        self._jobs.close()
        event.accept()

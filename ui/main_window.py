"""The window: the rail, the pages, and what goes from one to another. No page knows another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from capture_app.changes import Changes, ProcessView
from capture_app.errors import Refused
from capture_app.settings import Settings
from forms.catalog import Catalog
from ui.actions import add_actions
from ui.acts import RecordActs
from ui.attention_strip import AttentionStrip
from ui.dialogs.enrol_dialog import Enrol
from ui.error_text import explain
from ui.form.navigation import Spot
from ui.jobs import Jobs
from ui.key_keeper import KeyKeeper
from ui.pages.exchange_page import ExchangePage
from ui.pages.import_page import ImportPage
from ui.pages.inicio_page import InicioPage
from ui.pages.process_page import RECORD_TYPE, ProcessPage
from ui.pages.processes_page import ProcessesPage, create_record
from ui.pages.registers_page import RegistersPage
from ui.pages.review_page import ReviewPage
from ui.pages.settings_page import SettingsPage
from ui.pages.suppliers_page import SuppliersPage
from ui.pins import Pins
from ui.practice_band import banded
from ui.rail import NARROW_WIDTH, WIDTH, Rail
from ui.remembering import Remembering
from ui.screen import SMALLEST, fitted
from ui.times import times_of
from ui.window_deeds import WindowDeeds
from ui.window_state import WindowState
from ui.words import say

RAIL = ("home", "processes", "registers", "suppliers", "import", "review", "exchange", "settings")
NARROW = 1100


class MainWindow(QMainWindow):
    enrolled = Signal()

    def __init__(
        self,
        jobs: Jobs,
        catalog: Catalog,
        settings: Settings,
        data_dir: Path,
        state: WindowState,
        today: Callable[[], date],
        choose_theme: Callable[[str], None],
        enrol: Enrol | None = None,
        pins: Pins | None = None,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._catalog = catalog
        self._settings = settings
        self._data_dir = data_dir
        self._theme = state.theme
        self._choose_theme = choose_theme
        self._restored = state
        self._current = "home"
        self._turn = 0
        self.setWindowTitle(say("app.window", office=settings.office_name))
        self.setMinimumSize(*SMALLEST)
        self.resize(fitted(state, self.screen().availableGeometry().size()))
        if state.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.rail = Rail(settings.office_name, times_of(settings.zone), RAIL, self)
        self.home = InicioPage(jobs, catalog, settings, today)
        self.processes = ProcessesPage(jobs, catalog, catalog.record_types[RECORD_TYPE], settings, data_dir)
        self.registers = RegistersPage(jobs, catalog, settings, data_dir)
        self.suppliers = SuppliersPage(jobs)
        self.pins = pins or Pins()
        self.process = ProcessPage(jobs, catalog, settings, today, data_dir, self.pins)
        self.importing = ImportPage(jobs)
        self.review = ReviewPage(jobs, catalog, settings)
        self.exchange = ExchangePage(jobs, settings)
        self.strip = AttentionStrip(self.exchange, lambda: self.go("exchange"))
        self.acts = RecordActs(jobs, catalog, settings, self, self._in_sight)
        self.settings_page = SettingsPage(jobs, settings, data_dir, state.theme, enrol)
        self.pages: dict[str, QWidget] = {
            "home": self.home,
            "processes": self.processes,
            "process": self.process,
            "registers": self.registers,
            "suppliers": self.suppliers,
            "import": self.importing,
            "review": self.review,
            "exchange": self.exchange,
            "settings": self.settings_page,
        }
        self._keys = KeyKeeper(self)
        self._memory = Remembering(jobs, data_dir, self.state, self)
        self.deeds = WindowDeeds(
            jobs, catalog, today, self, self.process, self._owners, self.open_record, lambda: self.new_record()
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        self.stack = QStackedWidget(self)
        for page in self.pages.values():
            self.stack.addWidget(page)
        centre = QWidget(self)
        layout = QHBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(self.strip.over(self.stack), 1)
        self.setCentralWidget(banded(centre, self._settings))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        for page in (self.home, self.processes, self.registers, self.suppliers, self.exchange):
            page.record_chosen.connect(self.open_record)
        for page in (self.home, self.processes):
            page.new_wanted.connect(lambda: self.new_record())
            page.import_wanted.connect(lambda: self.go("import"))
        self.registers.new_wanted.connect(self.new_record)
        self.processes.export_wanted.connect(self.deeds.export)
        self.home.list_wanted.connect(lambda: self.go("processes"))
        self.home.exchange_wanted.connect(lambda: self.go("exchange"))
        self.exchange.status_known.connect(self.rail.tell_status)
        self.exchange.trouble.connect(self.rail.tell_trouble)
        self.exchange.working.connect(self.rail.tell_working)
        self.importing.list_wanted.connect(lambda: self.go("processes"))
        self.process.act_wanted.connect(self._act)
        self.review.act_wanted.connect(self._act)
        self.review.record_chosen.connect(self.open_record)
        self.process.notice_wanted.connect(self.acts.show_notice)
        self.acts.failed.connect(self._tell_failure)
        self.acts.published.connect(self._published)
        self.acts.told.connect(lambda text: self.process.notice.say(text, tone="note"))
        self.acts.finding_chosen.connect(self.process.go_to_finding)
        self.acts.place_chosen.connect(self.process.go_to_pointer)
        card, view = self.process.panel.card, self.process.current_view
        card.justify_wanted.connect(lambda finding: self.acts.justify(view(), finding, True))
        card.withdraw_wanted.connect(lambda finding: self.acts.justify(view(), finding, False))
        self.acts.nothing_left.connect(self.process.notice.hide)
        self.process.place_changed.connect(self._memory.soon)
        self.process.handed.connect(lambda: self.remember())
        self.process.opened.connect(self._opened)
        self.process.not_opened.connect(self._keys.forget)
        self.process.told.connect(self._tell)
        self.process.mode.changed.connect(lambda guided: self.rail.setHidden(guided))
        self.deeds.made.connect(self._open_made)
        self.deeds.told.connect(self._tell)
        self.deeds.failed.connect(self._tell_failure)
        self.settings_page.theme_chosen.connect(self._take_theme)
        self.settings_page.enrolled.connect(self.enrolled)
        self._jobs.crashed.connect(self._tell_failure)
        add_actions(
            self,
            {
                "new": lambda: self.new_record(),
                "find": lambda: self.go("processes"),
                **self.deeds.deeds(),
                **{name: partial(self.go, name) for name in RAIL},
            },
        )

    # ---- going from page to page ----

    def start(self) -> None:
        """Where the person was last time, else Inicio."""
        state = self._restored
        if state.page == "process" and state.record_id:
            spot = Spot(state.step, state.section, state.base) if state.step else None
            self.open_record(state.record_id, spot, state.path)
        else:
            self.go(state.page if state.page in RAIL else "home")
        self.exchange.arrive_quietly()

    def go(self, name: str) -> None:
        """Show a page; what was typed in the one before goes to the store first."""
        if name != "process":
            self.process.leave()
            self._keys.forget()
            self.rail.show()
        self._turn += 1
        self._current = name
        self.stack.setCurrentWidget(self.pages[name])
        self._mark_rail()
        arrive = getattr(self.pages[name], "arrive", None)
        if arrive is not None:
            arrive()
        self._memory.soon()

    def _mark_rail(self) -> None:
        """A record belongs to the page it is listed on."""
        of_record = "registers" if self.process.is_register else "processes"
        self.rail.choose(of_record if self._current == "process" else self._current)

    def open_record(self, record_id: str, spot: Spot | None = None, path: str = "") -> None:
        self._keys.begin(keep=False)
        self.process.open(record_id, spot, path)
        self.go("process")

    def _owners(self) -> list[QWidget]:
        """Who has actions now: the window, and the page of a record while it is in sight."""
        return [self, self.process] if self._current == "process" else [self]

    def _open_made(self, record_id: str, script: str) -> None:
        self._restored = WindowState(script=script)
        self.open_record(record_id, Spot("tender", "tender/general"), "/tender/title")

    def new_record(self, record_type: str = RECORD_TYPE) -> None:
        """Comes on screen unless the person has gone elsewhere meanwhile."""
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
            self.process.put_caret(state.caret)
        if not state.ended:
            self.process.recover(state.since)
        self._restored = WindowState()

    # ---- acts ----

    def _act(self, act: str, view: ProcessView | None) -> None:
        self.process.flush()
        self.acts.act(act, view)

    def _in_sight(self, record_id: str) -> bool:
        binding = self.process.binding
        return self._current == "process" and binding is not None and binding.record_id == record_id

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
        banner = getattr(self.pages[self._current], "banner", self.process.banner)
        banner.say(text, tone=tone)

    # ---- what is known everywhere ----

    def _take_theme(self, theme: str) -> None:
        self._theme = theme
        self._choose_theme(theme)
        self._memory.soon()

    # ---- remembering and ending ----

    def state(self) -> WindowState:
        size = WindowState(self._current, width=self.width(), height=self.height(), theme=self._theme)
        place = self.process.window_place() if self._current == "process" else {}
        return replace(size, maximized=int(self.isMaximized()), **place)

    def remember(self, ended: int = 0) -> None:
        self._memory.now(ended)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.setFixedWidth(WIDTH if self.width() >= NARROW else NARROW_WIDTH)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything typed is saved before the lanes end; out of sight, should that take a moment."""
        self.remember(ended=1)
        self.process.leave()
        self.process.leaving.save()
        self.exchange.stop()
        self.hide()
        self._jobs.close()
        event.accept()

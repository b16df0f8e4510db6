"""The pages of the window: each is made when it is first asked for, and none knows another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ui.actions import ANYWHERE, OFFICE

if TYPE_CHECKING:
    from capture_app.settings import Settings
    from forms.catalog import Catalog
    from ui.acts import RecordActs
    from ui.attention_strip import AttentionStrip
    from ui.dialogs.enrol_dialog import Enrol
    from ui.jobs import Jobs
    from ui.pages.exchange_page import ExchangePage
    from ui.pages.import_page import ImportPage
    from ui.pages.inicio_page import InicioPage
    from ui.pages.process_page import ProcessPage
    from ui.pages.processes_page import ProcessesPage
    from ui.pages.registers_page import RegistersPage
    from ui.pages.review_page import ReviewPage
    from ui.pages.settings_page import SettingsPage
    from ui.pages.suppliers_page import SuppliersPage
    from ui.pages.training_page import TrainingPage
    from ui.pins import Pins
    from ui.rail import Rail
    from ui.window_deeds import WindowDeeds

RECORD_TYPE = "contracting_process"
RAIL = ("home", "processes", "registers", "suppliers", "import", "review", "exchange", "training", "settings")
ATTRIBUTES = {"import": "importing", "settings": "settings_page"}


class WindowPages(QMainWindow):
    """What the pages ask of the window comes as signals, whichever of them exist already."""

    page_wanted = Signal(str)
    record_wanted = Signal(str)
    new_wanted = Signal(str)
    process_made = Signal(object)
    record_made = Signal(str, str)
    act_wanted = Signal(str, object)
    published = Signal(int)
    told = Signal(str, str)
    failed = Signal(object)
    theme_chosen = Signal(str)
    enrolled = Signal()
    put_back_wanted = Signal(object)

    rail: Rail
    strip: AttentionStrip
    stack: QStackedWidget
    pins: Pins
    _jobs: Jobs
    _catalog: Catalog
    _settings: Settings
    _data_dir: Path
    _today: Callable[[], date]
    _theme: str
    _current: str
    _enrol: Enrol | None

    def page(self, name: str) -> QWidget:
        """The page of a name, made now where nobody asked for it before."""
        page: QWidget = getattr(self, ATTRIBUTES.get(name, name))
        return page

    def is_made(self, name: str) -> bool:
        return ATTRIBUTES.get(name, name) in self.__dict__

    def key_acts(self) -> dict[str, Callable[[], None]]:
        """What the keys that work everywhere do."""
        return {
            "new": partial(self.new_wanted.emit, RECORD_TYPE),
            "find": partial(self.page_wanted.emit, "processes"),
            **{name: partial(self._do, name) for name in ANYWHERE},
            **{name: partial(self.page_wanted.emit, name) for name in RAIL},
            **{name: partial(self.go_to_office, name) for name in OFFICE},
        }

    def _do(self, deed: str) -> None:
        self.deeds.deeds()[deed]()

    def go_to_office(self, deed: str) -> None:
        """Ajustes, with one of its dialogs."""
        self.page_wanted.emit("settings")
        self.settings_page.ask(deed)

    def _take(self, page: QWidget) -> None:
        self.stack.addWidget(page)

    def _in_sight(self, record_id: str) -> bool:
        binding = self.process.binding if self._current == "process" else None
        return binding is not None and binding.record_id == record_id

    def _owners(self) -> list[QWidget]:
        """Who has actions now: the window, and the page of a record while it is in sight."""
        return [self, self.process] if self._current == "process" else [self]

    @cached_property
    def home(self) -> InicioPage:
        from ui.pages.inicio_page import InicioPage

        page = InicioPage(self._jobs, self._catalog, self._settings, self._today)
        page.record_chosen.connect(self.record_wanted)
        page.new_wanted.connect(lambda: self.new_wanted.emit(RECORD_TYPE))
        page.import_wanted.connect(lambda: self.page_wanted.emit("import"))
        page.list_wanted.connect(lambda: self.page_wanted.emit("processes"))
        page.exchange_wanted.connect(lambda: self.page_wanted.emit("exchange"))
        page.practice_wanted.connect(lambda: self.page_wanted.emit("training"))
        page.guided_wanted.connect(lambda script: self.deeds.ask(script))
        self._take(page)
        return page

    @cached_property
    def processes(self) -> ProcessesPage:
        from ui.pages.processes_page import ProcessesPage

        record = self._catalog.record_types[RECORD_TYPE]
        page = ProcessesPage(self._jobs, self._catalog, record, self._settings, self._data_dir)
        page.record_chosen.connect(self.record_wanted)
        page.new_wanted.connect(lambda: self.new_wanted.emit(RECORD_TYPE))
        page.import_wanted.connect(lambda: self.page_wanted.emit("import"))
        page.export_wanted.connect(lambda: self.deeds.export())
        self._take(page)
        return page

    @cached_property
    def registers(self) -> RegistersPage:
        from ui.pages.registers_page import RegistersPage

        page = RegistersPage(self._jobs, self._catalog, self._settings, self._data_dir)
        page.record_chosen.connect(self.record_wanted)
        page.new_wanted.connect(self.new_wanted)
        self._take(page)
        return page

    @cached_property
    def suppliers(self) -> SuppliersPage:
        from ui.pages.suppliers_page import SuppliersPage

        page = SuppliersPage(self._jobs)
        page.record_chosen.connect(self.record_wanted)
        self._take(page)
        return page

    @cached_property
    def process(self) -> ProcessPage:
        from ui.pages.process_page import ProcessPage

        page = ProcessPage(self._jobs, self._catalog, self._settings, self._today, self._data_dir, self.pins)
        page.act_wanted.connect(self.act_wanted)
        page.notice_wanted.connect(lambda view: self.acts.show_notice(view))
        card, view = page.panel.card, page.current_view
        card.justify_wanted.connect(lambda finding: self.acts.justify(view(), finding, True))
        card.withdraw_wanted.connect(lambda finding: self.acts.justify(view(), finding, False))
        page.header.export_wanted.connect(lambda: self.deeds.export())
        page.told.connect(self.told)
        page.unsaved.connect(self.rail.tell_unsaved)
        page.mode.changed.connect(lambda guided: self.rail.setHidden(guided))
        self._take(page)
        self.process_made.emit(page)
        return page

    @cached_property
    def acts(self) -> RecordActs:
        from ui.acts import RecordActs

        acts = RecordActs(self._jobs, self._catalog, self._settings, self, self._in_sight)
        acts.failed.connect(self.failed)
        acts.published.connect(self.published)
        acts.told.connect(lambda text: self.told.emit(text, "note"))
        acts.finding_chosen.connect(self.process.go_to_finding)
        acts.place_chosen.connect(self.process.go_to_pointer)
        acts.nothing_left.connect(self.process.notice.hide)
        return acts

    @cached_property
    def importing(self) -> ImportPage:
        from ui.pages.import_page import ImportPage

        page = ImportPage(self._jobs)
        page.list_wanted.connect(lambda: self.page_wanted.emit("processes"))
        self._take(page)
        return page

    @cached_property
    def review(self) -> ReviewPage:
        from ui.pages.review_page import ReviewPage

        page = ReviewPage(self._jobs, self._catalog, self._settings)
        page.act_wanted.connect(self.act_wanted)
        page.record_chosen.connect(self.record_wanted)
        self._take(page)
        return page

    @cached_property
    def exchange(self) -> ExchangePage:
        from ui.pages.exchange_page import ExchangePage

        page = ExchangePage(self._jobs, self._settings)
        page.record_chosen.connect(self.record_wanted)
        page.status_known.connect(self.rail.tell_status)
        page.trouble.connect(self.rail.tell_trouble)
        page.working.connect(self.rail.tell_working)
        page.enrolment_wanted.connect(lambda: self.settings_page.ask_enrolment())
        self.strip.watch(page)
        self._take(page)
        return page

    @cached_property
    def training(self) -> TrainingPage:
        from ui.pages.training_page import TrainingPage

        page = TrainingPage(self._settings, self._data_dir)
        page.leave_wanted.connect(self.close)
        self._take(page)
        return page

    @cached_property
    def settings_page(self) -> SettingsPage:
        from ui.pages.settings_page import SettingsPage

        page = SettingsPage(self._jobs, self._settings, self._data_dir, self._theme, self._enrol)
        page.theme_chosen.connect(self.theme_chosen)
        page.enrolled.connect(self.enrolled)
        page.put_back_wanted.connect(self.put_back_wanted)
        self._take(page)
        return page

    @cached_property
    def deeds(self) -> WindowDeeds:
        from ui.window_deeds import WindowDeeds

        new = lambda: self.new_wanted.emit(RECORD_TYPE)  # noqa: E731 - one line of glue
        deeds = WindowDeeds(
            self._jobs, self._catalog, self._today, self, self.process, self._owners, self.record_wanted.emit, new
        )
        deeds.page_name = lambda: self._current
        deeds.made.connect(self.record_made)
        deeds.told.connect(self.told)
        deeds.failed.connect(self.failed)
        return deeds

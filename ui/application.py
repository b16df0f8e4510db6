"""The program with a screen: one QApplication, two lanes, one window.

The window is drawn before the law and the database are open; what it needs of them is loaded in the store lane.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from capture_app.errors import AnotherWindow, DatabaseTooNew, RecoveryKeyNeeded, SignInNeeded
from ui.error_text import explain
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.pins import Pins, read_pins
from ui.qt_words import QtWords
from ui.rubbish import Rubbish
from ui.theme import apply_theme
from ui.times import times_of
from ui.window_state import read_state
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.settings import Settings
    from forms.catalog import Catalog
    from ui.dialogs.enrol_dialog import Enrol
    from ui.dialogs.first_run_dialog import Begin, FirstRunDialog
    from ui.dialogs.later_data_dialog import LaterDataDialog
    from ui.dialogs.recovery_dialog import RecoveryDialog
    from ui.dialogs.sign_in_dialog import Door, SignInDialog
    from ui.idle_lock import IdleLock

WORLD_FAILED = 3
THEMES = {"light": False, "dark": True}
LOG = logging.getLogger("ui")


@dataclass(frozen=True)
class Welcome:
    """What the window needs before it has pages."""

    settings: Settings
    catalog: Catalog
    pins: Pins


def welcome(app: Any, data_dir: Path) -> Welcome:
    """The first task of the store lane: opens the data and says whose they are."""
    return Welcome(app.settings, app.catalog, read_pins(data_dir))


def put_back_at(_app: Any, door: Door, copy: Path) -> tuple[int, Path | None]:
    """Runs in a lane that has no office."""
    return door.put_back(copy)


class NoOffice:
    """What a lane works with before there is an office."""

    def close(self) -> None:
        """Nothing is open."""


class Program:
    """Holds what must live as long as the program. With a clock (seconds) exchanges begin by themselves.

    `frame` is the window from its first paint on, `window` the same once the office is open in it.
    """

    def __init__(
        self,
        application: QApplication,
        factory: Callable[[], Any],
        data_dir: Path,
        begin: Begin | None = None,
        enrol: Enrol | None = None,
        door: Door | None = None,
        clock: Callable[[], float] | None = None,
        office: str = "",
    ) -> None:
        self._application = application
        self._office = office
        self._clock = clock
        self._factory = factory
        self._data_dir = data_dir
        self._begin = begin
        self._enrol = enrol
        self._door = door
        self.jobs = self._lanes(factory if begin is None else NoOffice)
        self.rubbish = Rubbish()
        self.first_run: FirstRunDialog | None = None
        self.sign_in: SignInDialog | None = None
        self.recovery: RecoveryDialog | None = None
        self.later: LaterDataDialog | None = None
        self.frame: MainWindow | None = None
        self.window: MainWindow | None = None
        self.lock: IdleLock | None = None
        self._news: tuple[str, str] | None = None
        self._wants_protection = False
        self.failed = False

    def _lanes(self, factory: Callable[[], Any]) -> Jobs:
        jobs = Jobs(factory)
        jobs.crashed.connect(self._write_down)
        return jobs

    def begin(self) -> None:
        """The window, after the assistant where the folder has no office yet."""
        if self._begin is None:
            self._show_frame()
            self.jobs.store(welcome, self._data_dir, done=self._open_window, failed=self._cannot_open)
            return
        from ui.dialogs.first_run_dialog import FirstRunDialog

        self._application.setQuitOnLastWindowClosed(False)
        self.first_run = FirstRunDialog(self.jobs, self._begin, self._data_dir)
        self.first_run.accepted.connect(self._office_made)
        self.first_run.rejected.connect(self._application.quit)
        self.first_run.show()
        self.first_run.activateWindow()

    def _show_frame(self) -> None:
        """The window as it was left, before anything is known of the office but its name."""
        if self.frame is None:
            state = read_state(self._data_dir)
            self._choose_theme(state.theme)
            self.frame = MainWindow(self._data_dir, state, self._choose_theme, self._office)
            self.frame.show()
            self.frame.activateWindow()
        self.frame.wait(say("opening.office"))
        self._application.setQuitOnLastWindowClosed(True)

    def _choose_theme(self, theme: str) -> None:
        apply_theme(self._application, THEMES.get(theme))

    def _office_made(self) -> None:
        assert self.first_run is not None
        self._wants_protection = self.first_run.protect.isChecked()
        self._begun()

    def _begun(self) -> None:
        self._begin = None
        QTimer.singleShot(0, self._begin_again)

    def _begin_again(self) -> None:
        """New lanes on the folder as it is now, and the window on them."""
        self._end_lanes(self._factory)
        self.begin()

    def _end_lanes(self, factory: Callable[[], Any]) -> None:
        """The window and its lanes end; others begin."""
        self._application.setQuitOnLastWindowClosed(False)
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.frame = self.window = None
        self.jobs.close()
        self.jobs = self._lanes(factory)

    def put_back(self, copy: Path) -> None:
        """A copy of the database takes its place while nothing is open, and the window opens on it."""
        assert self._door is not None
        self._end_lanes(NoOffice)
        self._show_frame()
        assert self.frame is not None
        self.frame.wait(say("putting.working"))
        self.jobs.store(put_back_at, self._door, copy, done=self._put_back, failed=self._not_put_back)

    def _put_back(self, done: tuple[int, Path | None]) -> None:
        records, before = done
        self._news = (count("putting.done", records, before=before), "note")
        self._begun()

    def _not_put_back(self, error: Exception) -> None:
        self._news = (explain(error).whole, "error")
        self._begun()

    def _open_window(self, first: Welcome) -> None:
        window = self.frame
        if window is None or not window.isVisible():
            return
        window.furnish(
            self.jobs,
            first.catalog,
            first.settings,
            today=times_of(first.settings.zone).today,
            enrol=self._enrol,
            pins=first.pins,
        )
        self.window = window
        window.enrolled.connect(self._begun)
        window.put_back_wanted.connect(lambda copy: QTimer.singleShot(0, partial(self.put_back, copy)))
        if self._clock is not None:
            window.rested.connect(partial(self._run_by_itself, self._clock, first.settings))
        window.start()
        if self._news is not None:
            window.told.emit(*self._news)
            self._news = None
        if self._wants_protection:
            self._wants_protection = False
            window.settings_page.protection_card.offer()

    def _run_by_itself(self, clock: Callable[[], float], settings: Settings) -> None:
        """Exchanges, the copy of the day and words in the tray, once the window is at rest."""
        from ui.auto_sync import run_by_itself
        from ui.idle_lock import lock_when_idle
        from ui.safekeeping import keep_copies

        if self.window is not None:
            run_by_itself(self.window.exchange.auto, clock)
            keep_copies(self.jobs, self.window)
            self.lock = lock_when_idle(self.window, self.jobs, settings, self.window.process.flush, clock)
            self._give_notice(self.window)

    def _give_notice(self, window: MainWindow) -> None:
        """Words in the tray while the window is out of sight; pressed, they lead to what needs a person."""
        from ui.notices import Notices, tray_of

        notices = Notices(window.exchange, window)
        notices.tray = tray_of(self._application, notices)
        notices.asked.connect(partial(_bring_forward, window))

    def _without_office(self, words: str) -> None:
        """Lanes without an office while something is asked before it opens."""
        self._application.setQuitOnLastWindowClosed(False)
        self.jobs.close()
        self.jobs = self._lanes(NoOffice)
        if self.frame is not None:
            self.frame.wait(say(words))

    def _ask(self, dialog: QDialog) -> None:
        """The office opens once it is answered; without an answer the program ends."""
        dialog.accepted.connect(self._begun)
        dialog.rejected.connect(self._application.quit)
        dialog.open()
        dialog.activateWindow()

    def _ask_who(self, door: Door, name: str) -> None:
        """The people of the office have passwords: one of them has to sign in."""
        from ui.dialogs.sign_in_dialog import SignInDialog

        self._without_office("opening.sign_in")
        self.sign_in = SignInDialog(self.jobs, door, name, self.frame)
        self._ask(self.sign_in)

    def _ask_recovery(self, door: Door, has_store: bool) -> None:
        """The data are sealed and this account has no key to them."""
        from ui.dialogs.recovery_dialog import RecoveryDialog

        self._without_office("opening.recovery")
        self.recovery = RecoveryDialog(self.jobs, door, has_store, self.frame)
        self._ask(self.recovery)

    def _cannot_open(self, error: Exception) -> None:
        if isinstance(error, SignInNeeded) and self._door is not None:
            QTimer.singleShot(0, partial(self._ask_who, self._door, error.name))
            return
        if isinstance(error, RecoveryKeyNeeded) and self._door is not None:
            QTimer.singleShot(0, partial(self._ask_recovery, self._door, error.has_store))
            return
        self.failed = True
        if isinstance(error, DatabaseTooNew):
            QTimer.singleShot(0, partial(self._offer_copy, error))
            return
        text = explain(error)
        parts = [part for part in (text.happened, text.safe, text.action) if part]
        if isinstance(error, AnotherWindow):
            parts = [say("opening.another"), say("opening.another_do")]
        QMessageBox.critical(self.frame, say("app.name"), "\n\n".join(parts))
        self.jobs.close()
        self._application.quit()

    def _offer_copy(self, error: DatabaseTooNew) -> None:
        """Lanes without an office, for what waits in a database that is not opened."""
        from ui.dialogs.later_data_dialog import LaterDataDialog

        self.jobs.close()
        self.jobs = self._lanes(NoOffice)
        self.later = LaterDataDialog(self.frame, explain(error), self.jobs, self._data_dir)
        self.later.finished.connect(lambda _result: self._application.quit())
        self.later.open()

    @staticmethod
    def _write_down(error: Exception) -> None:
        LOG.error("a task failed", exc_info=error)

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The excepthook: our bug is written down and said; what was typed is already in the store."""
        LOG.critical("unexpected error", exc_info=(kind, error, trace))
        if isinstance(error, Exception) and self.window is not None:
            self.window.process.flush()
            self.window.process.banner.say(explain(error).whole)


def _bring_forward(window: MainWindow) -> None:
    """The person asked for it: the window comes with what needs attention."""
    window.showNormal()
    window.activateWindow()
    window.go("exchange")


def prepare(application: QApplication) -> None:
    """Language of Qt's own words and the first dress."""
    application.setApplicationName("captura-abierta")
    application.setApplicationDisplayName(say("app.name"))
    QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Mexico))
    translator = QTranslator(application)
    if translator.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    application.installTranslator(QtWords(application))
    apply_theme(application)


def run(
    app_factory: Callable[[], Any],
    data_dir: Path,
    begin: Begin | None = None,
    enrol: Enrol | None = None,
    door: Door | None = None,
    office: str = "",
) -> int:
    """Open the window on a data folder and stay until it is closed; 0, or 3 when it could not be opened.

    `begin` makes the office of a folder that has none yet, `enrol` makes it known to its portal, `door` lets in
    who has a password; `office` is its name, where it is known before it is open.
    """
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    prepare(application)
    program = Program(application, app_factory, data_dir, begin, enrol, door, time.monotonic, office)
    before, sys.excepthook = sys.excepthook, program.caught
    try:
        program.begin()
        code = application.exec()
    finally:
        sys.excepthook = before
        program.jobs.close()
    return WORLD_FAILED if program.failed else code

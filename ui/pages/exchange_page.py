"""Sending and receiving: four words whose counts add up, one line for each change, progress and Cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Changes
from capture_app.services.exchange import WORDS, ExchangeItem, ExchangeReport, ExchangeStatus
from capture_app.settings import SENDS_ITSELF, Settings
from ui.auto_sync import AutoSync
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Cancel, Jobs
from ui.models.exchange_model import COLUMNS, ExchangeModel
from ui.page_head import PageHead
from ui.record_table import RecordTable
from ui.stick_menu import StickMenu
from ui.styled import mark
from ui.times import times_of
from ui.words import count, say

BUSY = "retry_later"  # the portal is there and asks for a pause: no failure
SHUT_OUT = ("revoked_device", "unknown_device", "bad_signature", "fork")  # another code lets this computer in
TILES = (("here", ""), ("sending", "accent"), ("at_portal", "good"), ("attention", "error"))
WIDTHS = {"record": 300, "what": 150, "happened": 0, "when": 92, "next": 230}
NARROW_WIDTHS = {"record": 196, "what": 118, "happened": 0, "when": 82, "next": 188}
NARROW, LOW = 1000, 420
HIDDEN_BELOW = {"what": 760, "when": 620, "next": 700}


@dataclass(frozen=True)
class Sent:
    """What an exchange did, where everything is now, and which records it touched."""

    report: ExchangeReport
    status: ExchangeStatus
    changes: tuple[Changes, ...]


def read_status(app: Any) -> ExchangeStatus:
    status: ExchangeStatus = app.exchange.status()
    return status


def send_all(app: Any, progress: Callable[[Any], None], cancelled: Callable[[], bool]) -> Sent:
    """Runs in the net lane."""
    moving = {item.record_id for item in app.exchange.status().items if WORDS[item.state] in ("here", "sending")}
    report = app.exchange.send(progress, cancelled)
    changes = tuple(_as_changes(app.capture.open(record_id)) for record_id in sorted(moving))
    return Sent(report, app.exchange.status(), changes)


def _as_changes(view: Any) -> Changes:
    return Changes(view.record_id, view.ocid, (), view.status, view.saved_at, view.pending, version=view.version)


def _in_need(report: ExchangeReport) -> int:
    """How many changes of an exchange wait for a person."""
    return report.conflict + report.rejected + report.held


class Relay(QObject):
    """Brings the lane's progress to the main thread."""

    told = Signal(object)


class Tile(QFrame):
    """A number and its word."""

    def __init__(self, word: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._word = say(word)
        self.number = QLabel("0", self)
        self.number.setObjectName("tileNumber")
        self._tone = tone
        label = QLabel(self._word, self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 9)
        layout.setSpacing(0)
        layout.addWidget(self.number)
        layout.addWidget(label)

    def tell(self, number: int) -> None:
        self.number.setText(f"{number:,}")
        self.setAccessibleName(f"{self._word}: {number:,}")
        mark(self.number, "tone", self._tone if number else "")


class ExchangePage(QWidget):
    record_chosen = Signal(str)
    status_known = Signal(object)
    trouble = Signal(str)
    working = Signal(bool)
    enrolment_wanted = Signal()

    def __init__(self, jobs: Jobs, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._settings = settings
        self._cancel: Cancel | None = None
        self._quiet = False
        self.auto = AutoSync(settings.sending == SENDS_ITSELF, self)
        self.auto.wanted.connect(self.send_quietly)
        self.head = PageHead(say("exchange.title"), self)
        self.stick = StickMenu(self.head.add_button(say("stick.button"), short=say("stick.short")), jobs)
        self.send_button = self.head.add_button(say("exchange.send"), "primary")
        self.send_button.clicked.connect(self.send)
        self.banner = Banner(self)
        self.banner.acted.connect(self._take_next_step)
        self.stick.told.connect(lambda said, tone: self.banner.say(said, tone=tone))
        self.stick.moved.connect(self.arrive_quietly)
        self.tiles = {name: Tile(f"exchange.{name}", tone, self) for name, tone in TILES}
        self.model = ExchangeModel(times_of(settings.zone), self)
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("exchange.list"))
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        self.table.chosen.connect(self._open_row)
        self.table.clicked.connect(self._clicked)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell_whole())
        self.detail = QLabel(self)
        self.detail.setObjectName("hint")
        self.detail.setWordWrap(True)
        self.empty = QLabel(say("exchange.empty"), self)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.relay = Relay()
        self.relay.told.connect(self._tell_progress)
        self._lay_out()
        jobs.changed.connect(lambda _changes: self._jobs.store(read_status, done=self._show, failed=self._cannot_read))

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        self._sum = QLabel(self)
        self._sum.setObjectName("hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.banner)
        layout.addWidget(self._build_progress())
        layout.addLayout(tiles)
        layout.addWidget(self._sum)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self.empty, 1)

    def _build_progress(self) -> QFrame:
        self._card = QFrame(self)
        self._card.setObjectName("card")
        self._said = QLabel(self._card)
        self._said.setObjectName("title")
        self._bytes = QLabel(self._card)
        self._bytes.setObjectName("muted")
        self.cancel_button = QPushButton(say("exchange.cancel"), self._card)
        self.cancel_button.setAccessibleName(say("exchange.cancel"))
        self.cancel_button.setAutoDefault(True)
        self.cancel_button.clicked.connect(self._ask_cancel)
        self._bar = QProgressBar(self._card)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("exchange.progress"))
        line = QHBoxLayout()
        line.addWidget(self._said)
        line.addStretch(1)
        line.addWidget(self._bytes)
        line.addWidget(self.cancel_button)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(18, 10, 18, 14)
        layout.addLayout(line)
        layout.addWidget(self._bar)
        self._card.hide()
        return self._card

    def arrive(self) -> None:
        self.arrive_quietly()
        self.send_button.setFocus()

    def arrive_quietly(self) -> None:
        """Read where everything is, for the rail as well."""
        self._jobs.store(read_status, done=self._show, failed=self._cannot_read)

    def _cannot_read(self, error: Exception) -> None:
        self.banner.say(explain(error).whole)

    def _show(self, status: ExchangeStatus) -> None:
        self.auto.know(status)
        self.status_known.emit(status)
        counts = {"here": status.here, "sending": status.sending, "at_portal": status.at_portal}
        for name, tile in self.tiles.items():
            tile.tell(counts.get(name, status.attention))
        self._sum.setText(count("exchange.sum", status.total))
        self.model.show_items(status.items)
        self._fit_columns()
        self._tell_whole()
        self.table.setVisible(bool(status.items))
        self.empty.setVisible(not status.items)
        where = status.portal_url or say("exchange.no_portal")
        self.head.subtitle.show_text("  ·  ".join((where, say("exchange.as", name=self._settings.user))))
        self.send_button.setEnabled(status.enrolled and (self._cancel is None or self._quiet))
        if not status.enrolled and self._cancel is None:
            self.banner.say(say("exchange.not_enrolled"), tone="note")

    def send(self) -> None:
        """The person asks; an exchange that began by itself becomes theirs, and its end is told to them."""
        if self._cancel is not None and not self._quiet:
            return
        self._quiet = False
        self.banner.hide()
        self.send_button.setEnabled(False)
        self._card.show()
        if self._cancel is None:
            self._begin()

    def send_quietly(self) -> None:
        """By itself: nothing appears until something moves, and nothing that may have the focus changes."""
        if self._cancel is None:
            self._quiet = True
            self._begin()

    def _begin(self) -> None:
        self._cancel = Cancel()
        self._said.setText(say("exchange.beginning"))
        self._bytes.setText(say("exchange.may_close"))
        self._bar.setRange(0, 0)
        self.auto.started(by_person=not self._quiet)
        self.working.emit(True)
        self._jobs.net(send_all, self.relay.told.emit, self._cancel, done=self._sent, failed=self._failed)

    def _ask_cancel(self) -> None:
        if self._cancel is not None:
            self._cancel.ask()
            self._said.setText(say("exchange.cancelling"))

    def _tell_progress(self, progress: Any) -> None:
        if self._cancel is None or self._cancel():
            return
        self._card.setVisible(self._card.isVisibleTo(self) or progress.total > 0)
        self._bar.setRange(0, max(1, progress.total))
        self._bar.setValue(progress.done)
        self._said.setText(say("exchange.sending_of", done=f"{progress.done:,}", total=f"{progress.total:,}"))
        sent = say("exchange.bytes", kilobytes=f"{progress.bytes_sent / 1000:,.0f}")
        self._bytes.setText(f"{sent}  ·  {say('exchange.may_close')}")
        self.arrive_quietly()

    def _sent(self, sent: Sent) -> None:
        report = sent.report
        self.auto.ended(report)
        quiet = self._end()
        self.trouble.emit(report.stopped or "")
        self._show(sent.status)
        if quiet and not (report.stopped or report.notice):
            self._forget_trouble()
        elif report.stopped:
            said = " ".join(filter(None, (report.message, report.notice)))
            button = say("exchange.enrol" if report.stopped in SHUT_OUT else "exchange.again")
            self.banner.say(said, button, tone="warning" if report.stopped == BUSY else "error")
        else:
            received = report.acked + report.merged + report.duplicate
            said = " ".join(filter(None, (self._result(received, report), report.notice)))
            self.banner.say(said, tone="warning" if report.notice or _in_need(report) else "note")

    def _take_next_step(self) -> None:
        """What the button of the strip offers: a code for a computer that was shut out, else to try again."""
        if self.banner.button.text() == say("exchange.enrol"):
            self.enrolment_wanted.emit()
        else:
            self.send()

    @staticmethod
    def _result(received: int, report: ExchangeReport) -> str:
        attention = _in_need(report)
        parts = [count("exchange.done", received)] if received else []
        if not received and not attention:
            parts.append(say("exchange.nothing"))
        if attention:
            parts.append(count("exchange.needs", attention))
        if report.records:
            parts.append(count("exchange.brought", report.records))
        return " ".join(parts)

    def _failed(self, error: Exception) -> None:
        self.auto.ended(None)
        self._end()
        self.trouble.emit("failed")
        self.banner.say(explain(error).whole, say("exchange.again"))
        self._jobs.store(read_status, done=self._show, failed=self._cannot_read)

    def _forget_trouble(self) -> None:
        """An attempt that ended well takes the strip of the last failure away, unless the person is on it."""
        if not self.banner.button.hasFocus():
            for offered in ("exchange.again", "exchange.enrol"):
                self.banner.forget(say(offered))

    def _end(self) -> bool:
        """Whether it had begun by itself."""
        quiet, self._quiet, self._cancel = self._quiet, False, None
        self.working.emit(False)
        self.send_button.setEnabled(True)
        if self.cancel_button.hasFocus():
            self.send_button.setFocus()
        self._card.hide()
        return quiet

    def _tell_whole(self) -> None:
        """What a column has no room for: of the change that has the mark, else of the first that needs a person."""
        at = self.model.in_need(self.table.currentIndex().row())
        self.detail.setText(self.model.told(at) if at is not None else "")
        self.detail.setVisible(at is not None)
        self._sum.setVisible(bool(self.model.items) and (at is None or self.height() >= LOW))

    def _clicked(self, index: QModelIndex) -> None:
        if COLUMNS[index.column()] == "next":
            self._open_row(index.row())

    def _open_row(self, row: int) -> None:
        item: ExchangeItem = self.model.items[row]
        self.record_chosen.emit(item.record_id)

    def stop(self) -> None:
        """The program ends: the exchange stops at its next step and goes on another day."""
        if self._cancel is not None:
            self._cancel.ask()

    def hideEvent(self, event: Any) -> None:
        """What was said of an exchange that ended is not said any more to who comes back later."""
        super().hideEvent(event)
        if not event.spontaneous() and not self.banner.button.text():
            self.banner.hide()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._tell_whole()

    def _fit_columns(self) -> None:
        """Columns give way where it is narrow; that of the next step, where there is none, half to the record's."""
        widths = NARROW_WIDTHS if self.width() < NARROW else WIDTHS
        spare = 0 if self.model.has_next_steps else widths["next"] // 2
        self.table.set_widths(COLUMNS, {**widths, "record": widths["record"] + spare})
        self.table.hide_below(COLUMNS, HIDDEN_BELOW)
        if spare:
            self.table.setColumnHidden(COLUMNS.index("next"), True)

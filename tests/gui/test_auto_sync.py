"""The exchange begins by itself when it can, and a person who types does not notice; a lane and a clock of the test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.services.exchange import ExchangeReport, ExchangeStatus
from capture_app.settings import change_settings
from sync.errors import words
from ui.auto_sync import BLOCKED_PAUSE, LEAST_PAUSE, LONG_FAILURE, REGULAR, SPACING, TICK_MS
from ui.link import Reachability, is_link
from ui.pages.exchange_page import Sent, send_all
from ui.words import count, say

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
OFFLINE = ExchangeReport(stopped="no_network", message="No hay comunicación.", retry_after=40.0, pending=3)


def status(here: int = 0, at_portal: int = 0, attention: int = 0, enrolled: bool = True) -> ExchangeStatus:
    return ExchangeStatus(
        sent=0, acked=at_portal, duplicate=0, merged=0, conflict=attention, rejected=0, held=0, pending=here,
        here=here, sending=0, at_portal=at_portal, attention=attention, total=here + at_portal + attention, items=(),
        last_receipt_at=NOW if at_portal else None, last_receipt_no="", portal_url="https://portal.ejemplo",
        enrolled=enrolled,
    )  # fmt: skip


class NetLane:
    """Keeps what was ordered until the test says how it ended; all else goes to the lanes of the window."""

    def __init__(self, jobs: Any) -> None:
        self._jobs = jobs
        self.orders: list[tuple[Any, Any]] = []
        self.begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)

    def net(self, task: Any, *args: Any, done: Any, failed: Any) -> None:
        assert task is send_all
        self.begun += 1
        self.orders.append((done, failed))

    def end(self, report: ExchangeReport, then: ExchangeStatus) -> None:
        done, _failed = self.orders.pop()
        done(Sent(report, then, ()))


class Office:
    """A window on a computer with a portal, in virtual time."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.page = desk.window.exchange
        self.rail = desk.window.rail
        self.strip = desk.window.strip
        self.auto = self.page.auto
        self.lane = self.page._jobs = NetLane(desk.jobs)
        self.now = 1000.0
        self.auto.begin(lambda: self.now)

    def know(self, **counts: Any) -> None:
        self.page._show(status(**counts))

    def passes(self, seconds: float) -> None:
        """The time of the clock, with the timer's ticks in it."""
        for _ in range(round(seconds * 1000 / TICK_MS)):
            self.now += TICK_MS / 1000
            self.auto.tick()

    def connection(self) -> str:
        return str(self.rail.connection.accessibleName())


@pytest.fixture
def office(desk) -> Office:
    return Office(desk)


def test_what_waits_leaves_within_ten_seconds_and_the_rail_says_so(office):
    office.know(here=3)
    office.passes(10)
    assert office.lane.begun == 1
    assert office.connection() == say("rail.working")
    office.lane.end(ExchangeReport(sent=3, acked=3, receipts=("A-1",)), status(at_portal=3))
    assert office.connection() != say("rail.working")
    office.passes(REGULAR - TICK_MS / 1000)
    assert office.lane.begun == 1
    office.passes(10)
    assert office.lane.begun == 2


def test_what_others_sent_is_asked_for_as_soon_as_the_window_opens(office):
    office.know()
    office.passes(10)
    assert office.lane.begun == 1
    office.lane.end(ExchangeReport(), status())
    office.passes(REGULAR - 5)
    assert office.lane.begun == 1
    office.auto.link_came()
    office.passes(5)
    assert office.lane.begun == 2


def test_changes_made_meanwhile_go_together_a_minute_later(office):
    office.know(here=1)
    office.passes(10)
    office.lane.end(ExchangeReport(sent=1, acked=1), status(at_portal=1))
    office.know(here=5, at_portal=1)
    office.passes(SPACING - TICK_MS / 1000)
    assert office.lane.begun == 1
    office.passes(10)
    assert office.lane.begun == 2


def test_a_computer_without_portal_asks_nobody(office):
    office.know(here=3, enrolled=False)
    office.passes(REGULAR * 2)
    assert office.lane.begun == 0


def test_a_link_that_comes_back_begins_an_exchange_within_ten_seconds(office):
    office.know(here=3)
    office.passes(10)
    office.lane.end(ExchangeReport(stopped="no_network", message="No hay.", retry_after=300.0), status(here=3))
    assert office.connection() == say("rail.no_connection")
    office.passes(20)
    assert office.lane.begun == 1
    office.auto.link_came()
    office.passes(10)
    assert office.lane.begun == 2


def test_a_failed_exchange_backs_off_as_its_report_says(office):
    office.know(here=3)
    office.passes(10)
    office.lane.end(OFFLINE, status(here=3))
    office.passes(OFFLINE.retry_after - 5)
    assert office.lane.begun == 1
    office.passes(10)
    assert office.lane.begun == 2
    office.lane.end(ExchangeReport(stopped="cut", message="Se cortó.", retry_after=0.01), status(here=3))
    office.passes(LEAST_PAUSE - 5)
    assert office.lane.begun == 2
    office.passes(5)
    assert office.lane.begun == 3


def test_a_portal_that_asks_for_a_pause_is_obeyed_though_the_link_comes_and_goes(office):
    office.know(here=3)
    office.passes(10)
    office.lane.end(ExchangeReport(stopped="retry_later", message="Espere.", retry_after=120.0), status(here=3))
    office.auto.link_came()
    office.passes(110)
    assert office.lane.begun == 1
    assert office.connection() == say("rail.busy")
    office.passes(10)
    assert office.lane.begun == 2


def test_what_only_a_person_can_mend_is_not_asked_every_few_seconds(office):
    office.know(here=3)
    office.passes(10)
    office.lane.end(ExchangeReport(stopped="revoked_device", message="Fue retirada."), status(here=3))
    assert office.connection() == say("rail.shut_out")
    office.passes(BLOCKED_PAUSE - 5)
    assert office.lane.begun == 1


def test_typing_and_the_focus_are_not_disturbed(office, desk, record):
    desk.open(record.record_id)
    office.page._show(status(here=3))
    desk.page.go_to_pointer("/tender/title")
    focused = desk.focused
    desk.type("AB")
    office.passes(10)
    assert office.lane.begun == 1
    desk.type("CD")
    office.lane.end(ExchangeReport(sent=3, conflict=1), status(attention=1, at_portal=2))
    assert office.strip.isVisible()
    desk.type("EF")
    assert QApplication.focusWidget() is focused
    assert desk.window.stack.currentWidget() is desk.page
    desk.saved()
    assert "ABCDEF" in desk.stored(record.record_id)["tender"]["title"]


def test_the_button_under_the_focus_stays_usable_and_takes_over(office, desk):
    desk.window.go("exchange")
    desk.settle()
    office.know(here=3)
    office.page.send_button.setFocus()
    office.passes(10)
    assert QApplication.focusWidget() is office.page.send_button
    desk.key(Qt.Key.Key_Space)
    assert office.lane.begun == 1
    assert office.page.cancel_button.isVisible()
    office.lane.end(ExchangeReport(sent=3, acked=3), status(at_portal=3))
    assert count("exchange.done", 3) in office.page.banner.text.text()


def test_it_waits_while_a_person_sends_and_after_they_cancelled(office):
    office.know(here=3)
    office.page.send()
    office.passes(REGULAR)
    assert office.lane.begun == 1
    office.lane.end(ExchangeReport(stopped="cancelled", message="Se detuvo."), status(here=3))
    office.auto.link_came()
    office.passes(REGULAR * 2)
    assert office.lane.begun == 1
    assert office.connection() == say("rail.paused")
    office.page.send()
    office.lane.end(ExchangeReport(sent=3, acked=3), status(at_portal=3))
    office.passes(REGULAR + 10)
    assert office.lane.begun == 3


def test_nothing_is_at_the_portal_without_a_receipt(office):
    office.know(here=3)
    office.passes(10)
    office.lane.end(
        ExchangeReport(sent=3, pending=3, stopped="cut", message=words("cut"), retry_after=9.0), status(here=3)
    )
    assert office.page.tiles["at_portal"].number.text() == "0"
    assert office.page.tiles["here"].number.text() == "3"
    assert "recibió" not in office.page.banner.text.text()
    assert office.page.banner.text.text() == words("cut")
    office.auto.link_came()
    office.passes(10)
    office.lane.end(ExchangeReport(sent=3, acked=3), status(at_portal=3))
    assert not office.page.banner.isVisibleTo(office.page)


def test_a_link_that_fails_long_offers_the_memory_stick_until_it_is_back(office):
    office.know(here=3)
    ends = office.now + LONG_FAILURE + 60
    while office.now < ends:
        office.passes(5)
        if office.lane.orders:
            office.lane.end(OFFLINE, status(here=3))
        assert office.strip.isHidden() or office.now > 1000 + LONG_FAILURE
    assert not office.strip.isHidden()
    assert office.strip.button.text() == say("strip.stick")
    asked: list[bool] = []
    office.page.stick.write.triggered.disconnect()
    office.page.stick.write.triggered.connect(lambda: asked.append(True))
    office.strip.button.click()
    assert len(asked) == 1
    assert office.desk.window.stack.currentWidget() is office.page
    office.passes(60)
    assert office.strip.isHidden()


def test_the_strip_goes_when_the_link_is_back(office):
    office.know(here=3)
    office.auto.long_failing.emit(16)
    assert not office.strip.isHidden()
    office.page.send_quietly()
    office.lane.end(ExchangeReport(sent=3, acked=3), status(at_portal=3))
    assert office.strip.isHidden()


def test_what_needs_a_person_is_told_once_and_leads_there(office):
    office.know(attention=2)
    assert office.strip.text.text() == count("strip.attention", 2)
    assert "2" in office.rail.buttons["exchange"].text()
    office.strip.button.click()
    office.desk.settle()
    assert office.desk.window.stack.currentWidget() is office.page
    assert office.strip.isHidden()
    office.know(attention=2)
    assert office.strip.isHidden()


def test_an_office_may_send_only_when_asked(folder, new_desk):
    change_settings(folder, "sending", "manual")
    office = Office(new_desk())
    office.know(here=3)
    office.passes(REGULAR * 2)
    assert office.lane.begun == 0


@pytest.mark.parametrize(
    ("said", "link"),
    [
        (Reachability.Disconnected, False),
        (Reachability.Local, False),
        (Reachability.Site, True),
        (Reachability.Online, True),
        (Reachability.Unknown, True),
    ],
)
def test_only_what_may_reach_the_portal_counts_as_a_link(said, link):
    assert is_link(said) is link

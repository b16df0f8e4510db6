"""Hours on screen are those of the office, not of the machine's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ui.times import OfficeTimes, times_of

MOMENT = datetime(2026, 3, 21, 3, 30, tzinfo=UTC)


@pytest.fixture
def machine_in_tokyo(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_in_tokyo")
def test_the_zone_of_the_office_holds():
    times = times_of("America/Cancun")
    assert times.whole(MOMENT) == "20/03/2026 22:30"
    assert times.short(MOMENT) == "20/03/2026"
    assert OfficeTimes(ZoneInfo("America/Tijuana")).whole(MOMENT) == "20/03/2026 20:30"


@pytest.mark.usefixtures("machine_in_tokyo")
def test_the_list_shows_the_hour_of_the_office(desk, record):
    desk.window.go("processes")
    desk.settle()
    model = desk.window.processes.model
    shown = model.index(0, model.columnCount() - 1).data()
    assert shown == model.rows[0].saved_at.astimezone(ZoneInfo("America/Cancun")).strftime("%H:%M")


@pytest.mark.parametrize(("hour", "part"), [(3, "evening"), (4, "morning"), (12, "afternoon"), (19, "evening")])
def test_the_greeting_follows_the_hour_of_the_office(monkeypatch, hour, part):
    times = times_of("America/Cancun")
    now = datetime(2026, 3, 20, hour, 5, tzinfo=times.zone)
    monkeypatch.setattr(OfficeTimes, "now", lambda _self: now)
    assert times.part_of_day() == part

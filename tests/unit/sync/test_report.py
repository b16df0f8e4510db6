"""What an exchange says of a clock: how far it is off, from five minutes on, and nothing for what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.report import Tally

PORTAL = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(seconds=300), ""),
        (timedelta(minutes=6), "6 minutos adelantado"),
        (timedelta(hours=-1), "1 hora atrasado"),
        (timedelta(days=-3650), "3,650 días atrasado"),
    ],
)
def test_a_clock_that_is_off_is_told_of(ahead, said):
    tally = Tally(0)
    tally.note_clock("2026-03-20T15:00:00Z", PORTAL + ahead)
    notice = tally.report(0, None, 0.0).notice
    assert said in notice
    assert bool(notice) == bool(said)


@pytest.mark.parametrize("text", ["", "ayer", "2026-03-20T15:00:00", "9" * 60])
def test_a_portal_that_says_nothing_is_no_trouble(text):
    tally = Tally(0)
    tally.note_clock(text, PORTAL)
    assert tally.report(0, None, 0.0).notice == ""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from sync import schedule, wire

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "seconds", "following"),
    [
        (65536, 0.2, 131072),
        (65536, 10.0, 131072),
        (65536, 10.1, 65536),
        (1048576, 1.0, 1048576),
        (786432, 1.0, 1048576),
        (1048576, None, 262144),
        (65536, None, 16384),
        (16384, None, 16384),
    ],
)
def test_bytes_of_the_next_batch(size, seconds, following):
    assert schedule.next_bytes(size, seconds) == following


@pytest.mark.parametrize(("failures", "ceiling"), [(0, 0), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (5000, 300)])
def test_pauses_are_drawn_from_zero_to_a_growing_ceiling(failures, ceiling):
    random = Random(failures)
    drawn = [schedule.pause(failures, random) for _ in range(500)]
    assert 0 <= min(drawn) <= ceiling * 0.05
    assert ceiling * 0.95 <= max(drawn) <= ceiling


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Fri, 20 Mar 2026 15:02:00 GMT", 120),
        ("Fri, 20 Mar 2026 14:00:00 GMT", 0),
        ("99999999999999", 3600),
        ("Fri, 20 Mar 2099 15:02:00 GMT", 3600),
        (None, 300),
        ("", 300),
        ("pronto", 300),
        ("-5", 300),
        ("Fri, 20 Mar 2026 15:02:00 -0000", 120),
        ("Fri, 99 Mar 2026 15:02:00 GMT", 300),
    ],
)
def test_retry_after(header, seconds):
    assert schedule.retry_after(header, NOW) == seconds


def test_a_batch_has_as_many_operations_as_the_last_ones_let_expect():
    assert schedule.room(65536, 1200.0) == (54, 524288)
    assert schedule.room(131072, 90.0) == (500, 1048576)
    assert schedule.room(16384, 40000.0) == (1, 131072)


@pytest.mark.parametrize("whole", [3_000_000, 8_000_000, 40_000_000])
def test_a_break_wastes_two_percent_of_what_is_long(whole: int):
    for size in (schedule.START_BYTES, wire.MAX_BATCH_BYTES):
        assert schedule.cut_fine(size, whole) <= whole * 0.02


def test_what_is_short_goes_in_few_requests():
    assert schedule.cut_fine(wire.MAX_BATCH_BYTES, 900_000) == wire.MAX_BATCH_BYTES

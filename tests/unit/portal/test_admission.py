"""Who comes while there is no time is sent away at once and told when to come back; nothing is done for him."""

from __future__ import annotations

from random import Random

import pytest

from portal.intake.admission import LONGEST_AWAY, LONGEST_WAIT, Admitting, Door
from sync.wire import EXCHANGE_PATH
from tests.conftest import FixedClock

SIZE = 10_000
SECONDS = 0.1


@pytest.fixture
def door(fixed_clock: FixedClock) -> Door:
    """A door before work of a tenth of a second each, learned of fifty."""
    made = Door(12, fixed_clock.monotonic, Random(1))
    for _ in range(50):
        assert made.enter(SIZE) == 0
        fixed_clock.advance(SECONDS)
        made.leave(SIZE)
    return made


def fill(door: Door) -> int:
    """How many come in before one is sent away."""
    inside = 0
    while inside < 1000 and door.enter(SIZE) == 0:
        inside += 1
    return inside


def test_no_more_come_in_than_can_be_answered_in_time(door):
    inside = fill(door)
    assert inside * SECONDS == pytest.approx(LONGEST_WAIT + SECONDS, rel=0.2)


def test_where_the_work_is_short_their_number_is_the_limit(fixed_clock):
    made = Door(12, fixed_clock.monotonic, Random(1))
    made.pace = 1e-9
    assert fill(made) == 12


def test_who_is_alone_comes_in_whatever_he_brings(door):
    assert door.enter(SIZE * 1000) == 0


def test_those_sent_away_come_back_one_after_the_other(door):
    fill(door)
    told = [door.enter(SIZE) for _ in range(1000)]
    assert min(told) >= 1
    assert told[999] == pytest.approx(1000 * SECONDS, rel=0.2)
    assert len(set(told)) > 80
    assert abs(sum(told[:500]) / 500 - 25) < 5


def test_nobody_is_sent_away_for_longer_than_a_while(door):
    fill(door)
    told = [door.enter(SIZE) for _ in range(5000)]
    assert max(told) <= LONGEST_AWAY * 1.1 + 2


def test_when_it_is_over_everybody_comes_in_again(door, fixed_clock):
    inside = fill(door)
    for _ in range(inside):
        fixed_clock.advance(SECONDS)
        door.leave(SIZE)
    assert door.enter(SIZE) == 0


def test_a_portal_that_grew_slow_lets_fewer_in(door, fixed_clock):
    for _ in range(50):
        door.enter(SIZE)
        fixed_clock.advance(10 * SECONDS)
        door.leave(SIZE)
    assert fill(door) <= 2


def test_who_is_sent_away_is_told_when_and_nothing_is_done_for_him():
    seen: list[str] = []

    def portal(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"done"]

    told: list[tuple[str, dict[str, str]]] = []
    closed = Door(0)
    assert closed.enter(1) == 0
    shut = Admitting(portal, {EXCHANGE_PATH: closed})
    body = shut(
        {"PATH_INFO": EXCHANGE_PATH, "CONTENT_LENGTH": "100"}, lambda *said: told.append((said[0], dict(said[1])))
    )
    assert (list(body), seen, told[0][0]) == ([], [], "429 Too Many Requests")
    assert int(told[0][1]["Retry-After"]) >= 1
    assert list(shut({"PATH_INFO": "/"}, lambda *_: None)) == [b"done"]
    assert seen == ["/"]


def test_who_came_in_goes_out_again_whatever_happens():
    def falls(environ, start_response):
        raise ZeroDivisionError

    door = Door(1)
    behind = Admitting(falls, {EXCHANGE_PATH: door})
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            behind({"PATH_INFO": EXCHANGE_PATH, "CONTENT_LENGTH": "x"}, lambda *_: None)
    assert door.enter(1) == 0

"""Seeded worlds of desks, a portal and everything that goes wrong between them: nothing is lost, doubled, altered or
stuck, and all come to agree. ``CAPTURA_WORLDS`` says how many, ``CAPTURA_STORMS`` how many where links break all the
time (1,200 of them have some 10,000 partitions), ``CAPTURA_RESTORED`` how many where the portal is put back from
copies, ``CAPTURA_REVOKED`` how many where computers are taken out and enrolled anew, ``CAPTURA_ERASED`` how many where
values of persons are erased by law;
``python -m tests.simulation SEED SEED+1`` repeats one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from capture_app.store import queue
from capture_app.store.connection import Connection
from sync import merge, rows
from tests.simulation.ground import Ground, ground
from tests.simulation.run import Sum, simulate
from tests.simulation.world import ERASING, RESTORING, REVOKING, STORM

WORLDS = int(os.environ.get("CAPTURA_WORLDS", "10"))
AT_ONCE = 250
STORMS = int(os.environ.get("CAPTURA_STORMS", "1"))
RESTORED = int(os.environ.get("CAPTURA_RESTORED", "2"))
REVOKED = int(os.environ.get("CAPTURA_REVOKED", "2"))
ERASED = int(os.environ.get("CAPTURA_ERASED", "2"))
STEPS, STEPS_IN_A_STORM, STEPS_WITH_MORE = 50, 200, 100
TRIED = 10


@pytest.fixture
def place() -> Iterator[Ground]:
    with ground() as found:
        yield found


@pytest.mark.parametrize("first", range(0, WORLDS, AT_ONCE))
def test_nothing_is_lost_doubled_altered_or_stuck(place: Ground, first: int) -> None:
    seeds, total = range(first, min(first + AT_ONCE, WORLDS)), Sum()
    for seed in seeds:
        total.add(simulate(place, seed, STEPS))
    done = (total.kills, total.partitions, total.conflicts, total.portal_kills * 2, total.new_keys * 2)
    by_hand = (total.acts, total.slices * 2, total.sticks_taken * 2, total.receipts_taken * 4)
    assert min(*done, *by_hand) >= len(seeds), total


@pytest.mark.parametrize("first", range(0, STORMS, AT_ONCE))
def test_nothing_is_lost_where_links_break_all_the_time(place: Ground, first: int) -> None:
    seeds, total = range(first, min(first + AT_ONCE, STORMS)), Sum()
    for seed in seeds:
        total.add(simulate(place, seed, STEPS_IN_A_STORM, STORM))
    assert min(total.partitions, total.kills) >= 2 * len(seeds), total


@pytest.mark.parametrize("first", range(0, RESTORED, AT_ONCE))
def test_nothing_is_lost_where_the_portal_is_put_back_from_copies(place: Ground, first: int) -> None:
    assert _sum_of(place, range(first, min(first + AT_ONCE, RESTORED)), RESTORING).put_back


@pytest.mark.parametrize("first", range(0, REVOKED, AT_ONCE))
def test_nothing_is_lost_where_computers_are_taken_out_and_come_back(place: Ground, first: int) -> None:
    assert _sum_of(place, range(first, min(first + AT_ONCE, REVOKED)), REVOKING).enrolled


@pytest.mark.parametrize("first", range(0, ERASED, AT_ONCE))
def test_nothing_but_what_the_law_says_is_lost_where_values_of_persons_are_erased(place: Ground, first: int) -> None:
    assert _sum_of(place, range(first, min(first + AT_ONCE, ERASED)), ERASING).erased


def _sum_of(place: Ground, seeds: range, weather: Mapping[str, int]) -> Sum:
    total = Sum()
    for seed in seeds:
        total.add(simulate(place, seed, STEPS_WITH_MORE, weather))
    return total


def last_writer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal takes every value, whatever it replaces."""

    def careless(body: Any, patch: Any, removed: Any = ()) -> merge.Merged:
        for kind, path, value, _ in patch:
            try:
                body = rows.apply_item(body, kind, path, value)
            except ValueError:
                continue
        return merge.Merged(body)

    monkeypatch.setattr(merge, "merge", careless)


def commits_by_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk writes without a transaction."""

    @contextmanager
    def torn(self: Connection) -> Iterator[None]:
        if self._raw.in_transaction:
            yield
            return
        self._raw.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self._raw.in_transaction:
                self._raw.execute("COMMIT")

    def each_alone(self: Connection, sql: str, parameters: Any = ()) -> Any:
        done = self._raw.execute(sql, parameters)
        self._raw.execute("COMMIT")
        self._raw.execute("BEGIN IMMEDIATE")
        return done

    monkeypatch.setattr(Connection, "transaction", torn)
    monkeypatch.setattr(Connection, "execute", each_alone)


def believes_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk takes what it sent for arrived when the exchange ends, receipt or not."""

    def believe(connection: Connection) -> None:
        with connection.transaction():
            for row in queue.rows.read(connection, "outbox", "state = ?", (queue.SENT,)):
                queue.rows.update(connection, "outbox", {**row, "state": "acked"})

    monkeypatch.setattr(queue, "set_down", believe)


def withdraws_in_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal says withdrawn, and goes on showing it."""
    from portal.intake import acts
    from portal.registers.models import Entry

    def words(record_id: UUID, reason: str, now: datetime) -> bool:
        return Entry.objects.shown().filter(record_id=record_id).exists()

    monkeypatch.setattr(acts, "withdraw_entry", words)


def believes_a_file_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal does not look whether what came is what its name says."""
    from portal.intake import blobs

    monkeypatch.setattr(blobs, "_hash_of", lambda place: place.name)


def takes_links_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal takes the last word to come for the last that was said, and the end of an exchange, which would mend
    it, does not compare them."""
    from portal.intake import blobs
    from sync.proving import Proving

    monkeypatch.setattr(blobs, "_is_news", lambda link, record_id, device: True)
    monkeypatch.setattr(Proving, "lacks_files", lambda self: False)


CARELESS = (
    last_writer_wins,
    commits_by_statement,
    believes_too_early,
    withdraws_in_words_only,
    believes_a_file_by_its_name,
    takes_links_in_any_order,
)


@pytest.mark.parametrize("careless", CARELESS, ids=lambda one: one.__name__)
def test_the_simulator_sees(place: Ground, monkeypatch: pytest.MonkeyPatch, careless: Any) -> None:
    """The proof of the proof: with one defence switched off it turns red."""
    careless(monkeypatch)
    with pytest.raises((AssertionError, LookupError, TypeError, ValueError)):
        _simulate_some(place)


def _simulate_some(place: Ground) -> None:
    for seed in range(TRIED):
        simulate(place, seed, STEPS)

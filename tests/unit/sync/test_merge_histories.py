"""Random histories of two to four clients: they converge, and no value is lost without a word.

The number of histories is ``CAPTURA_HISTORIES`` (``make prove`` gives 10,000).
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sync.merge
import tests.faults.memory_outbox
import tests.faults.portal_double
from sync.engine import SyncEngine
from sync.errors import TransportFailed
from sync.keys import DeviceKeys, new_key
from sync.merge import value_at
from tests.conftest import FixedClock
from tests.faults.memory_outbox import MemoryOutbox
from tests.faults.portal_double import DirectClient, PortalDouble

HISTORIES = int(os.environ.get("CAPTURA_HISTORIES", "40"))
RECORD = "r1"
FIELDS = ("/title", "/tender/value", "/tender/procurementMethod")
PRIVATE = new_key()
WEIGHTED = {"set": 3, "row_set": 2, "sync": 2}
PLAIN = ("clear", "add", "remove", "move", "nested", "nested_set", "sync_lost")
ACTIONS = (*PLAIN, *(name for name, weight in WEIGHTED.items() for _ in range(weight)))

steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(ACTIONS), st.integers(0, 50)), min_size=8, max_size=40
)  # fmt: skip


class World:
    """A portal, its clients, and a ledger of every value anyone wrote and of every value anyone saw and replaced."""

    def __init__(self, clients: int, clock: FixedClock) -> None:
        self.portal = PortalDouble()
        self.written: set[str] = set()
        self.replaced: set[str] = set()
        self.count = 0
        self.clients: list[tuple[MemoryOutbox, DirectClient, SyncEngine]] = []
        keys = DeviceKeys(PRIVATE, self.portal.signer.public_key())
        for number in range(clients):
            outbox, client = MemoryOutbox(f"d{number}"), DirectClient(self.portal)
            engine = SyncEngine(outbox, client, keys, clock, Random(number), wait=lambda _: None, acquainted=True)
            self.clients.append((outbox, client, engine))
        self.clients[0][0].edit(RECORD, "set", "/title", self.new_value())
        self.act(0, "sync", 0)
        for number in range(1, clients):
            self.act(number, "sync", 0)

    def new_value(self) -> str:
        self.count += 1
        self.written.add(f"v{self.count}.")
        return f"v{self.count}."

    def act(self, number: int, action: str, pick: int) -> None:
        outbox, client, engine = self.clients[number % len(self.clients)]
        if action == "sync_lost":
            client.faults = [("after", TransportFailed("cut")), ("before", TransportFailed("no_network"))]
        if action.startswith("sync"):
            engine.exchange()
            return
        edit = self.edit(outbox.view(RECORD), action, pick)
        if edit is not None:
            outbox.edit(RECORD, *edit)

    def edit(self, view: dict, action: str, pick: int) -> tuple[str, str, object] | None:
        if action in ("set", "clear"):
            path = FIELDS[pick % len(FIELDS)]
            return self.put(view, path, None if action == "clear" else self.new_value())
        if action == "add":
            return ("row_add", f"/items/@k{self.count}", {"x": self.new_value()})
        rows = view.get("items", [])
        if not rows:
            return None
        path = f"/items/@{rows[pick % len(rows)]['_key']}"
        if action == "remove":
            self.see(value_at(view, path))
            return ("row_remove", path, None)
        if action == "move":
            return ("row_move", path, rows[(pick * 7) % len(rows)]["_key"] if pick % 3 else "")
        if action == "row_set":
            return self.put(view, f"{path}/{'xy'[pick % 2]}", self.new_value() if pick % 5 else None)
        return self.nested(view, path, action, pick)

    def nested(self, view: dict, path: str, action: str, pick: int) -> tuple[str, str, object] | None:
        inner = value_at(view, f"{path}/lots") or []
        if action == "nested" or not inner:
            return ("row_add", f"{path}/lots/@n{self.count}", {"q": self.new_value()})
        return self.put(view, f"{path}/lots/@{inner[pick % len(inner)]['_key']}/q", self.new_value())

    def put(self, view: dict, path: str, value: str | None) -> tuple[str, str, object]:
        self.see(value_at(view, path))
        return ("set", path, value)

    def see(self, value: object) -> None:
        """Somebody saw these values and chose to replace them."""
        self.replaced.update(known for known in self.written if known in str(value))

    def settle(self) -> None:
        """Everybody exchanges until nothing waits and all have heard of all."""
        for _ in range(2):
            for outbox, _, engine in self.clients:
                report = engine.exchange()
                assert report.stopped is None
                assert outbox.waiting() == 0

    def lost(self) -> set[str]:
        """Values in no body and no conflict, that nobody saw before they went."""
        kept = str(self.portal.records[RECORD].state.body)
        kept += "".join(str(outbox.conflicts) for outbox, _, _ in self.clients)
        return {value for value in self.written - self.replaced if value not in kept}


def play(clients: int, history: list[tuple[int, str, int]], clock: FixedClock) -> World:
    world = World(clients, clock)
    for step in history:
        world.act(*step)
    world.settle()
    return world


@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=HISTORIES <= 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(clients=st.integers(2, 4), history=steps)
def test_histories_converge_without_silent_loss(clients, history, fixed_clock):
    world = play(clients, history, fixed_clock)
    body = world.portal.records[RECORD].state.body
    assert all(outbox.view(RECORD) == body for outbox, _, _ in world.clients)
    assert world.lost() == set()
    assert len(world.portal.applied) == len(set(world.portal.applied))
    assert len(world.portal.applied) == sum(len(outbox.operations) for outbox, _, _ in world.clients)


def test_the_ledger_sees_a_merge_where_the_last_writer_wins(fixed_clock, monkeypatch):
    """The proof of the proof: with ``was`` ignored, the same check turns red."""

    def last_writer_wins(body, patch, removed=()):
        for kind, path, value, _ in patch:
            try:
                body = sync.merge.apply_item(body, kind, path, value)
            except ValueError:
                continue
        return sync.merge.Merged(body)

    monkeypatch.setattr(tests.faults.portal_double, "merge", last_writer_wins)
    monkeypatch.setattr(tests.faults.memory_outbox, "merge", last_writer_wins)
    random = Random(20)
    losses = 0
    for _ in range(30):
        history = [(random.randrange(4), random.choice(ACTIONS), random.randrange(50)) for _ in range(30)]
        losses += bool(play(3, history, fixed_clock).lost())
    assert losses > 10


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_people_on_one_row_in_either_order(order, fixed_clock):
    world = World(2, fixed_clock)
    world.act(0, "add", 0)
    world.act(0, "sync", 0)
    world.act(1, "sync", 0)
    world.act(0, "remove", 0)
    world.act(1, "row_set", 2)
    for number in order:
        world.act(number, "sync", 0)
    world.settle()
    assert len(world.portal.records[RECORD].state.body["items"]) == 1
    assert world.lost() == set()

"""Bytes lost or altered on the way, at every position (with CAPTURA_SWEEP=1) or at a seeded stride of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest

from sync import keys
from sync.client import SyncClient
from sync.engine import SyncEngine
from sync.transport import Transport
from tests.faults.memory_outbox import MemoryOutbox
from tests.faults.portal_double import PortalDouble
from tests.faults.proxy import Fault, FaultProxy, LoopbackPortal

STRIDE = int(os.environ.get("CAPTURA_SWEEP", "7"))
OFFSET = Random(11).randrange(STRIDE)
PRIVATE = keys.new_key()


class Line:
    """A desktop, a line that fails, a portal; ``start`` gives everybody a new life on the same sockets."""

    def __init__(self, server: LoopbackPortal, proxy: FaultProxy, clock) -> None:
        self.server, self.proxy, self.clock = server, proxy, clock
        self.start([])
        self.exchange()
        self.reply_bytes = len(proxy.last_reply)
        self.body_starts = proxy.last_reply.index(b"\r\n\r\n") + 4
        self.request_bytes = len(server.seen[0][1]) + 250

    def start(self, faults: list[Fault]) -> None:
        self.portal = PortalDouble()
        self.portal.devices["device-1"] = keys.public_key(PRIVATE)
        self.server.handler = self.portal.handle
        self.outbox = MemoryOutbox()
        self.outbox.edit("r1", "set", "/title", "Luminarias")
        self.outbox.edit("r2", "set", "/title", "Banquetas")
        self.proxy.faults[:] = faults

    def exchange(self):
        device_keys = keys.DeviceKeys(PRIVATE, self.portal.signer.public_key())
        with SyncClient(Transport(self.proxy.address), device_keys, self.clock) as client:
            return SyncEngine(
                self.outbox, client, device_keys, self.clock, Random(1), wait=lambda _: None, acquainted=True
            ).exchange()

    def survives(self, fault: Fault) -> None:
        """Nothing marked by the damaged message, everything applied once by the ones after it."""
        self.start([fault, fault])
        report = self.exchange()
        if report.stopped is not None:
            assert (report.receipts, report.pending, self.outbox.taken) == ((), 2, 0), (fault, report)
        self.proxy.faults.clear()
        self.exchange()
        assert self.outbox.waiting() == 0, fault
        assert set(self.outbox.states.values()) <= {"acked", "duplicate"}, fault
        assert sorted(self.portal.applied) == sorted(self.outbox.operations), fault
        assert self.portal.records["r1"].state.body == {"title": "Luminarias"}, fault


@pytest.fixture
def line(fixed_clock, expected_logs) -> Iterator[Line]:
    expected_logs.expected = ("Failed to parse headers",)
    with LoopbackPortal(lambda *_: b"") as server, FaultProxy(server.port) as proxy:
        yield Line(server, proxy, fixed_clock)


def test_a_reply_cut_anywhere_is_no_reply(line):
    for at in range(OFFSET, line.reply_bytes, STRIDE):
        line.survives(Fault(cut_reply=at))


def test_a_reply_altered_anywhere_is_refused_or_was_not_touched(line):
    for at in range(OFFSET, line.reply_bytes, STRIDE):
        line.survives(Fault(flip_reply=at))


def test_no_altered_byte_of_the_message_itself_is_believed(line):
    for at in range(line.body_starts + OFFSET, line.reply_bytes, STRIDE):
        line.start([Fault(flip_reply=at)] * 4)  # an answer that seems another's is followed by a question for the key
        report = line.exchange()
        if report.stopped is None and at >= len(line.proxy.last_reply):
            continue  # signatures differ, and with them the length of what is compressed
        assert report.stopped is not None, at
        assert line.outbox.taken == 0, at


def test_a_request_cut_anywhere_changes_nothing(line):
    for at in range(OFFSET, line.request_bytes, STRIDE):
        line.survives(Fault(cut_request=at))


def test_a_request_altered_anywhere_is_refused(line):
    for at in range(OFFSET, line.request_bytes, STRIDE):
        line.survives(Fault(flip_request=at))


def test_a_lost_reply_gives_duplicates(line):
    line.start([Fault(drop_reply=True)])
    report = line.exchange()
    assert (report.duplicate, report.acked, report.stopped) == (2, 0, None)
    assert len(line.portal.applied) == 2

"""The courier between an outbox and a portal in memory."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from sync import schedule, wire
from sync.engine import FAILPOINTS, Progress, SyncEngine
from sync.errors import CaptivePortal, Refused, RetryLater, TransportFailed
from sync.keys import DeviceKeys, Signer, new_key
from tests.faults.memory_outbox import MemoryOutbox
from tests.faults.portal_double import DirectClient, PortalDouble

PRIVATE = new_key()


class Desk:
    """One desktop and its portal."""

    def __init__(self, clock, faults=(), failpoint=lambda _: None, portal=None) -> None:
        self.portal = portal or PortalDouble()
        self.outbox = MemoryOutbox()
        self.client = DirectClient(self.portal, faults)
        self.waits: list[float] = []
        keys = DeviceKeys(PRIVATE, self.portal.signer.public_key())
        self.engine = SyncEngine(
            self.outbox, self.client, keys, clock, Random(1), failpoint, self.waits.append, acquainted=True
        )

    def type(self, records: int, size: int = 10) -> None:
        for number in range(records):
            self.outbox.edit(f"r{number}", "set", "/title", "x" * size)

    def states(self) -> set[str]:
        return set(self.outbox.states.values())


@pytest.fixture
def desk(fixed_clock):
    return Desk(fixed_clock)


def test_everything_waiting_is_sent_and_receipted(desk):
    desk.type(3)
    report = desk.engine.exchange()
    assert (report.sent, report.acked, report.pending, report.stopped) == (3, 3, 0, None)
    assert report.receipts == ("R-0001",)
    assert desk.states() == {"acked"}
    assert desk.portal.records["r0"].state.body == {"title": "x" * 10}


def test_in_sync_is_one_request(desk):
    report = desk.engine.exchange()
    assert len(desk.client.requests) == 1
    assert (report.sent, report.stopped) == (0, None)


def test_a_lost_reply_is_sent_again_with_the_same_bytes_and_nothing_twice(fixed_clock):
    desk = Desk(fixed_clock, [("after", TransportFailed("cut"))])
    desk.type(5)
    report = desk.engine.exchange()
    assert (report.sent, report.duplicate, report.acked, report.pending) == (5, 5, 0, 0)
    first, second = (request.batch for request in desk.client.requests)
    assert first == second
    assert len(desk.portal.applied) == 5


def test_a_conflict_whose_answer_was_lost_is_still_a_conflict(fixed_clock):
    desk = Desk(fixed_clock)
    desk.type(1)
    desk.engine.exchange()
    desk.portal.change("r0", [["set", "/title", "del portal", wire.canonical.short_hash("x" * 10)]])
    desk.outbox.edit("r0", "set", "/title", "mía")
    desk.client.faults = [("after", TransportFailed("cut"))]
    report = desk.engine.exchange()
    assert (report.conflict, report.duplicate) == (1, 0)
    assert desk.states() == {"acked", "conflict"}
    assert desk.outbox.view("r0") == {"title": "del portal"}
    assert desk.outbox.conflicts[0].ours == "mía"


def test_it_stops_after_two_failures_and_keeps_everything(fixed_clock):
    desk = Desk(fixed_clock, [("before", TransportFailed("no_network"))] * 5)
    desk.type(2)
    report = desk.engine.exchange()
    assert (report.stopped, report.sent, report.pending, report.receipts) == ("no_network", 0, 2, ())
    assert "computadora" in report.message
    assert len(desk.client.faults) == 3
    assert 0 <= desk.waits[0] <= 1
    assert desk.states() == {"sealed"}


def test_pauses_grow_with_failures_and_are_forgotten_on_success(fixed_clock):
    desk = Desk(fixed_clock, [("before", TransportFailed("no_network"))] * 40)
    longest = max(desk.engine.exchange().retry_after for _ in range(20))
    assert 60 < longest <= schedule.LONGEST_PAUSE
    assert desk.engine.exchange().stopped is None
    desk.client.faults = [("before", TransportFailed("no_network"))] * 2
    assert desk.engine.exchange().retry_after <= 2


@pytest.mark.parametrize("error", [CaptivePortal("captive_portal"), Refused("revoked_device")])
def test_somebody_else_or_a_refusal_stops_at_once(fixed_clock, error):
    desk = Desk(fixed_clock, [("before", error)])
    desk.type(2)
    report = desk.engine.exchange()
    assert (report.stopped, report.pending) == (error.code, 2)
    assert desk.waits == []


def test_a_pause_that_the_portal_asks_for_is_kept(fixed_clock):
    desk = Desk(fixed_clock, [("before", RetryLater(120))])
    desk.type(1)
    report = desk.engine.exchange()
    assert (report.stopped, report.retry_after, report.pending) == ("retry_later", 120, 1)
    fixed_clock.advance(119)
    assert desk.engine.exchange().stopped == "retry_later"
    assert desk.client.requests == []
    fixed_clock.advance(2)
    assert desk.engine.exchange().acked == 1


class BusyPortal(PortalDouble):
    """Has no time for one of the operations."""

    busy = True

    def _result(self, operation):
        if self.busy and operation.record_id == "r1":
            return wire.Result(code="retry_later")
        return super()._result(operation)


def test_an_operation_for_later_stays_and_the_others_do_not(fixed_clock):
    desk = Desk(fixed_clock, portal=BusyPortal())
    desk.type(3)
    report = desk.engine.exchange()
    assert (report.stopped, report.acked, report.pending) == ("retry_later", 2, 1)
    desk.portal.busy = False
    fixed_clock.advance(3600)
    report = desk.engine.exchange()
    assert (report.acked, report.duplicate, report.pending) == (1, 2, 0)


def test_an_early_arrival_is_held_and_counted_as_needing_somebody(desk):
    desk.outbox.edit("r9", "set", "/title", "x")
    desk.outbox.records["r9"].version = 4
    report = desk.engine.exchange()
    assert (report.held, report.rejected, desk.outbox.wanted()) == (1, 0, 1)


def test_the_same_operation_with_other_content_is_rejected_and_kept(desk):
    desk.type(1)
    desk.engine.exchange()
    (operation,) = desk.outbox.operations.values()
    altered = msgspec.structs.replace(operation, author="otra")
    desk.outbox.operations[operation.op_id] = altered
    desk.outbox.states[operation.op_id] = "sent"
    desk.outbox.batches = [wire.make_batch("b9", [altered])]
    report = desk.engine.exchange()
    assert (report.rejected, desk.states()) == (1, {"rejected"})


def _unsigned(reply):
    return msgspec.structs.replace(reply, receipt=msgspec.structs.replace(reply.receipt, signature=""))


def _resigned(**changes):
    def tamper(self, reply):
        receipt = msgspec.structs.replace(reply.receipt, **changes)
        signed = msgspec.structs.replace(receipt, signature=self.signer.sign(wire.receipt_bytes(receipt)))
        return msgspec.structs.replace(reply, receipt=signed)

    return tamper


def _changed(**changes):
    return lambda self, reply: msgspec.structs.replace(reply, **changes)


def _foreign(self, reply):
    stranger = Signer(new_key()).sign(wire.receipt_bytes(reply.receipt))
    return msgspec.structs.replace(reply, receipt=msgspec.structs.replace(reply.receipt, signature=stranger))


def _altered_body(self, reply):
    record = msgspec.structs.replace(reply.records[0], body={"title": "otra"})
    return msgspec.structs.replace(reply, records=[record])


UNPROVED = {
    "no receipt": (_changed(receipt=None), "receipt_missing"),
    "no signature": (lambda self, reply: _unsigned(reply), "receipt_unsigned"),
    "a stranger's signature": (_foreign, "receipt_unsigned"),
    "another batch": (_resigned(batch_id="b0"), "receipt_differs"),
    "another device": (_resigned(device_id="device-2"), "receipt_differs"),
    "another head": (_resigned(head="0" * 64), "receipt_differs"),
    "too few results": (_resigned(results=[]), "receipt_differs"),
    "an unknown result": (_resigned(results=[wire.Result(code="fine")] * 2), "receipt_differs"),
    "another history": (_resigned(epoch="e0"), "receipt_differs"),
    "another office": (_changed(office_code="XX"), "office_differs"),
    "a receipt of another history": (_changed(epoch="e2"), "receipt_differs"),
    "an altered record": (_altered_body, "record_differs"),
}


@pytest.mark.parametrize("name", UNPROVED)
def test_nothing_is_marked_without_a_proved_receipt(fixed_clock, name):
    tamper, code = UNPROVED[name]

    class Tampered(PortalDouble):
        def answer(self, request):
            return tamper(self, super().answer(request))

    desk = Desk(fixed_clock, portal=Tampered())
    desk.type(2)
    report = desk.engine.exchange()
    assert report.stopped == code
    assert (report.pending, report.receipts, report.acked) == (2, (), 0)
    assert desk.outbox.taken == 0
    assert desk.states() == {"sealed"}


def test_a_receipt_for_nothing_sent_is_refused(fixed_clock):
    class Eager(PortalDouble):
        def answer(self, request):
            return msgspec.structs.replace(super().answer(request), receipt=self._receipt(batch, "device-1"))

    desk = Desk(fixed_clock, portal=Eager())
    desk.type(1)
    batch = desk.outbox.next_batch(1, 1000)
    desk.outbox.states = dict.fromkeys(desk.outbox.states, "acked")
    assert desk.engine.exchange().stopped == "receipt_differs"


def test_a_damaged_batch_does_not_leave(desk):
    desk.type(1)
    batch = desk.outbox.next_batch(500, 65536)
    operation = msgspec.structs.replace(batch.operations[0], author="otra")
    desk.outbox.batches = [msgspec.structs.replace(batch, operations=[operation])]
    assert desk.engine.exchange().stopped == "batch_damaged"
    assert desk.client.requests == []


@pytest.mark.parametrize("name", FAILPOINTS)
def test_killed_at_a_failpoint_nothing_is_lost_or_doubled(fixed_clock, name):
    class Killed(BaseException):
        pass

    armed = [name]

    def failpoint(here):
        if here in armed:
            armed.clear()
            raise Killed

    desk = Desk(fixed_clock, failpoint=failpoint)
    desk.type(4)
    with pytest.raises(Killed):
        desk.engine.exchange()
    report = desk.engine.exchange()
    assert report.pending == 0
    assert sorted(desk.portal.applied) == sorted(desk.outbox.operations)
    assert desk.states() == {"duplicate"} if name in ("send.after_reply", "take.before") else {"acked"}


def test_batches_grow_while_the_link_is_quick(desk):
    desk.type(60, size=32 * 1024)
    desk.engine.exchange()
    sizes = [len(request.batch.operations) for request in desk.client.requests if request.batch]
    assert sizes == [15, 31, 14]
    assert len(desk.client.requests) == len(sizes)


def test_a_long_exchange_goes_in_batches_of_two_percent(fixed_clock, monkeypatch):
    monkeypatch.setattr(schedule, "START_BYTES", wire.MAX_BATCH_BYTES)
    desk = Desk(fixed_clock)
    desk.type(5500)
    desk.engine.exchange(cancelled=lambda: len(desk.client.requests) >= 1)
    assert len(desk.client.requests[0].batch.operations) == 5500 * 0.02


def test_a_small_batch_says_nothing_of_the_next(fixed_clock):
    desk = Desk(fixed_clock)
    for number in range(6):
        desk.outbox.edit(f"one-{number}", "set", "/title", "sola")
        desk.engine.exchange()
    desk.client.requests.clear()
    desk.type(200)
    desk.engine.exchange()
    assert len(desk.client.requests[0].batch.operations) == int(schedule.START_BYTES / schedule.FIRST_EACH)


def test_batches_shrink_when_it_fails(fixed_clock):
    desk = Desk(fixed_clock)
    desk.type(3, size=32 * 1024)
    desk.engine.exchange()
    desk.client.faults = [("before", TransportFailed("cut"))] * 2
    desk.engine.exchange()
    desk.outbox.edit("r0", "set", "/description", "y" * 80_000)
    desk.outbox.edit("r1", "set", "/description", "y" * 80_000)
    desk.client.requests.clear()
    desk.engine.exchange()
    assert [len(request.batch.operations) for request in desk.client.requests] == [1, 1]


def test_pages_of_news_are_taken_until_there_are_no_more(fixed_clock):
    writer = Desk(fixed_clock)
    writer.type(7)
    writer.engine.exchange()
    writer.portal.page = 3
    reader = Desk(fixed_clock, portal=writer.portal)
    reader.outbox._position = msgspec.structs.replace(reader.outbox._position, device_id="device-2")
    report = reader.engine.exchange()
    assert (report.records, len(reader.client.requests), report.stopped) == (7, 3, None)
    assert reader.outbox.position().since == 7


def test_more_without_progress_ends(fixed_clock):
    class Endless(PortalDouble):
        def answer(self, request):
            return msgspec.structs.replace(super().answer(request), more=True)

    report = Desk(fixed_clock, portal=Endless()).engine.exchange()
    assert report.stopped == "no_progress"


def test_an_outbox_that_offers_an_answered_batch_again_ends(desk, monkeypatch):
    desk.type(1)
    monkeypatch.setattr(desk.outbox, "_take_results", lambda _: None)
    report = desk.engine.exchange()
    assert report.stopped == "no_progress"
    assert len(desk.client.requests) == 1


def test_progress_is_told_and_adds_up(desk):
    seen: list[Progress] = []
    desk.type(12, size=32 * 1024)
    desk.engine.exchange(seen.append)
    assert seen[0] == Progress(0, 12, 0)
    assert (seen[-1].done, seen[-1].total) == (12, 12)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert seen[-1].bytes_sent == 100 * len(desk.client.requests)


def test_cancelled_between_batches_keeps_the_rest(desk):
    desk.type(60, size=32 * 1024)
    report = desk.engine.exchange(cancelled=lambda: len(desk.client.requests) >= 1)
    assert (report.stopped, report.acked, report.pending) == ("cancelled", 15, 45)
    assert report.retry_after == 0


def test_an_error_of_the_store_is_not_swallowed(desk, monkeypatch):
    desk.type(1)

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(desk.outbox, "take_answer", full)
    with pytest.raises(OSError, match="disk full"):
        desk.engine.exchange()
    assert desk.states() == {"sealed"}

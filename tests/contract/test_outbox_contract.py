"""One contract for every outbox: what the courier may rely on (sync/ports.py)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec
import pytest

from sync import canonical, wire
from sync.engine import SyncEngine
from sync.errors import TransportFailed
from sync.keys import DeviceKeys, new_key
from tests.contract.outboxes import DEVICE, OFFICE, InMemory, Office, OnDisk
from tests.faults.portal_double import DirectClient, PortalDouble
from tests.receipts import receipt_for

MOST = (500, 1024 * 1024)


@pytest.fixture(params=[InMemory, OnDisk])
def office(request, tmp_path, fixed_clock) -> Iterator[Office]:
    made = request.param(tmp_path, fixed_clock)
    yield made
    made.close()


def sealed(office: Office, size: int = MOST[1], most: int = MOST[0]) -> wire.Batch:
    batch = office.outbox.next_batch(most, size)
    assert batch is not None
    return batch


def state_of(operation: wire.Operation, body: dict, version: int, sequence: int) -> wire.RecordState:
    return wire.RecordState(
        record_id=operation.record_id,
        record_type=operation.record_type,
        ocid=operation.ocid,
        version=version,
        status="draft",
        folio="",
        sequence=sequence,
        body=body,
        body_hash=canonical.content_hash(body),
    )


class TestOutboxContract:
    def test_an_empty_one_has_nothing_to_send(self, office):
        assert office.outbox.next_batch(*MOST) is None
        assert (office.outbox.waiting(), office.outbox.wanted()) == (0, 0)

    def test_it_knows_where_the_device_stands(self, office):
        position = office.outbox.position()
        assert (position.device_id, position.office_code, position.since) == (DEVICE, OFFICE, 0)

    def test_a_batch_names_its_bytes_and_its_head(self, office):
        office.capture("Uno")
        batch = sealed(office)
        assert batch.sha256 == wire.make_batch("", batch.operations).sha256
        assert batch.head == wire.operation_hash(batch.operations[-1])

    def test_operations_form_one_chain_over_batches(self, office):
        for number in range(5):
            office.capture(f"Proceso {number}")
        head, sequence = "", 0
        for number in (1, 2, 3):
            batch = sealed(office, most=2)
            for operation in batch.operations:
                sequence += 1
                assert (operation.sequence, operation.prev_hash, operation.device_id) == (sequence, head, DEVICE)
                head = wire.operation_hash(operation)
            office.outbox.take_answer(receipt_for(batch, number=number), [], number)
        assert sequence == 5
        assert office.outbox.next_batch(*MOST) is None

    def test_a_batch_is_limited_in_bytes_but_never_empty(self, office):
        for _ in range(3):
            office.capture("x" * 5000)
        batch = sealed(office, size=1000)
        assert len(batch.operations) == 1
        office.outbox.take_answer(receipt_for(batch), [], 1)
        assert len(sealed(office, size=1024 * 1024).operations) == 2

    def test_an_unanswered_batch_is_offered_again_as_it_was(self, office):
        record_id = office.capture("Uno")
        batch = sealed(office)
        office.edit(record_id, "/tender/description", "escrita después")
        office.capture("Dos")
        assert sealed(office, size=16 * 1024) == batch
        assert office.outbox.waiting() == 3

    def test_an_edit_after_sealing_is_another_operation(self, office):
        record_id = office.capture("Uno")
        batch = sealed(office)
        office.edit(record_id, "/tender/description", "después")
        office.outbox.take_answer(receipt_for(batch), [], 1)
        assert office.outbox.waiting() == 1
        assert office.body(record_id)["tender"] == {"title": "Uno", "description": "después"}
        (operation,) = sealed(office).operations
        assert operation.after_sequence == batch.operations[0].sequence
        assert [item[1] for item in operation.patch] == ["/tender/description"]

    def test_an_applied_operation_is_not_waiting_any_more(self, office):
        office.capture("Uno")
        office.outbox.take_answer(receipt_for(sealed(office)), [], 1)
        assert (office.outbox.waiting(), office.outbox.wanted()) == (0, 0)

    @pytest.mark.parametrize("code", wire.ATTENTION_STATES)
    def test_what_needs_a_person_leaves_the_queue_and_is_counted(self, office, code):
        office.capture("Uno")
        office.capture("Dos")
        batch = sealed(office)
        results = [wire.Result(code=code, rule="x"), wire.Result(code="applied", version=1)]
        office.outbox.take_answer(receipt_for(batch, *results), [], 1)
        assert (office.outbox.waiting(), office.outbox.wanted()) == (0, 1)

    def test_a_duplicate_of_what_needs_a_person_needs_a_person(self, office):
        office.capture("Uno")
        batch = sealed(office)
        office.outbox.take_answer(receipt_for(batch, wire.Result(code="duplicate", first="rejected", rule="x")), [], 1)
        assert (office.outbox.waiting(), office.outbox.wanted()) == (0, 1)

    def test_later_means_that_it_stays(self, office):
        office.capture("Uno")
        office.capture("Dos")
        batch = sealed(office)
        later = [wire.Result(code="retry_later"), wire.Result(code="applied", version=1)]
        office.outbox.take_answer(receipt_for(batch, *later), [], 1)
        assert office.outbox.waiting() == 1
        assert sealed(office) == batch

    def test_a_receipt_taken_twice_changes_nothing(self, office):
        record_id = office.capture("Uno")
        batch = sealed(office)
        receipt = receipt_for(batch)
        office.outbox.take_answer(receipt, [], 1)
        office.edit(record_id, "/tender/description", "después")
        again = sealed(office)
        office.outbox.take_answer(receipt, [], 1)
        assert office.outbox.waiting() == 1
        assert sealed(office) == again

    def test_an_answer_that_does_not_fit_changes_nothing(self, office):
        office.capture("Uno")
        batch = sealed(office)
        wrong = receipt_for(batch, *[wire.Result(code="applied")] * 2)
        with pytest.raises(Exception):  # noqa: B017, PT011 - each its own error; what matters is that nothing changes
            office.outbox.take_answer(wrong, [], 9)
        assert office.outbox.waiting() == 1
        assert office.outbox.position().since == 0
        assert sealed(office) == batch

    def test_the_cursor_moves_with_news_and_never_back(self, office):
        office.outbox.take_answer(None, [], 7)
        assert office.outbox.position().since == 7
        office.outbox.take_answer(None, [], 3)
        assert office.outbox.position().since == 7

    def test_a_record_of_somebody_else_arrives(self, office):
        record_id = office.capture("Uno")
        (operation,) = sealed(office).operations
        other = msgspec.structs.replace(
            operation, record_id=operation.record_id[:-1] + "z", ocid="ocds-xs1qbl-MB-2026-otro"
        )
        office.outbox.take_answer(None, [state_of(other, {"tender": {"title": "Ajeno"}}, 3, 5)], 5)
        assert office.body(other.record_id) == {"tender": {"title": "Ajeno"}}
        assert office.body(record_id)["tender"]["title"] == "Uno"

    def test_news_of_a_record_keep_what_is_not_answered_yet(self, office):
        record_id = office.capture("Uno")
        batch = sealed(office)
        body = office.body(record_id)
        office.outbox.take_answer(receipt_for(batch), [state_of(batch.operations[0], body, 1, 1)], 1)
        office.edit(record_id, "/tender/description", "mía")
        theirs = {**body, "tender": {**body["tender"], "title": "Del portal"}}
        office.outbox.take_answer(None, [state_of(batch.operations[0], theirs, 2, 2)], 2)
        assert office.body(record_id)["tender"] == {"title": "Del portal", "description": "mía"}
        assert office.outbox.waiting() == 1


@pytest.mark.parametrize("faults", [[], [("after", TransportFailed("cut"))], [("before", TransportFailed("cut"))]])
def test_the_whole_courier_on_every_outbox(office, fixed_clock, faults):
    portal = PortalDouble(OFFICE)
    keys = DeviceKeys(new_key(), portal.signer.public_key())
    client = DirectClient(portal, faults)
    engine = SyncEngine(office.outbox, client, keys, fixed_clock, Random(1), wait=lambda _: None, acquainted=True)
    records = [office.capture(f"Proceso {number}") for number in range(3)]
    report = engine.exchange()
    assert (report.sent, report.pending, report.stopped) == (3, 0, None)
    assert report.acked + report.duplicate == 3
    office.edit(records[0], "/tender/description", "Más")
    assert engine.exchange().acked == 1
    assert len(portal.applied) == 4
    for record_id in records:
        assert portal.records[record_id].state.body == office.body(record_id)

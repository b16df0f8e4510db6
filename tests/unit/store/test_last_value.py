"""A record of which only one value is left: to have it taken away is a side of a difference like any other."""

from __future__ import annotations

import pytest

from sync import canonical, wire
from tests.receipts import receipt_for

TITLE = "/title"


@pytest.fixture
def record_id(office):
    """A regulation at the portal that says nothing but its title."""
    name = office.capture.create("R-1", "regulation").record_id
    office.set(name, TITLE, "Uno")
    office.set(name, "/_folio", None)
    office.outbox.take_answer(receipt_for(_sent(office), wire.Result(code="applied", version=1)), [], 1)
    return name


def _sent(office):
    return office.outbox.next_batch(500, 10**6)


def _comes(office, record_id, **body):
    view = office.capture.open(record_id)
    state = wire.RecordState(
        record_id=record_id,
        record_type="regulation",
        ocid=view.ocid,
        version=2,
        status="draft",
        folio="",
        sequence=2,
        body=body,
        body_hash=canonical.content_hash(body),
    )
    office.outbox.take_answer(None, [state], 2)


def test_to_take_it_away_does_not_overwrite_what_the_portal_has_by_now(office, record_id):
    office.set(record_id, TITLE, None)
    office.set(record_id, "/description", "limpia")
    _comes(office, record_id, title="Suyo")
    assert [(item.theirs, item.ours) for item in office.capture.open(record_id).conflicts] == [("Suyo", None)]
    assert office.body(record_id) == {"description": "limpia"}
    (operation,) = _sent(office).operations
    assert operation.patch == [["set", "/description", "limpia", ""]]


def test_our_side_stays_in_sight_until_it_is_decided(office, record_id):
    office.set(record_id, TITLE, None)
    _comes(office, record_id, title="Suyo")
    assert office.body(record_id) == {}
    assert _sent(office) is None


@pytest.mark.parametrize(("choice", "left"), [("theirs", {}), ("ours", {"title": "Nuestro"})])
def test_where_the_portal_took_it_away_the_decision_leaves_or_is_there_already(office, record_id, choice, left):
    office.set(record_id, TITLE, "Nuestro")
    _comes(office, record_id)
    (conflict,) = office.capture.open(record_id).conflicts
    office.capture.decide(record_id, conflict, choice)
    batch = _sent(office)
    items = [item for operation in batch.operations for item in operation.patch] if batch else []
    assert office.body(record_id) == left
    assert items == ([["set", TITLE, "Nuestro", ""]] if left else [])

"""Four words whose counts add up."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from capture_app.errors import Refused
from capture_app.services.exchange import ExchangeService
from capture_app.store import receipts
from sync import wire
from sync.report import ExchangeReport
from tests.receipts import receipt_for


class Courier:
    def exchange(self, progress=None, cancelled=None):
        return ExchangeReport(sent=2, acked=1, conflict=1, receipts=("R-1",), stopped="cut", message="Se cortó.")


def test_without_enrolment_it_says_what_to_do(office):
    with pytest.raises(Refused) as refused:
        office.exchange.send()
    assert "guardado" in refused.value.safe_es


def test_the_report_is_the_couriers(office):
    report = ExchangeService(office.desk, Courier()).send()
    assert (report.sent, report.acked, report.conflict, report.stopped, report.message) == (2, 1, 1, "cut", "Se cortó.")


def test_the_words_add_up_in_every_state(office):
    codes = ["applied", "merged", "duplicate", "conflict", "held", *wire.ATTENTION_STATES]
    for code in codes:
        office.new(code)
    batch = office.outbox.next_batch(500, 10**6)
    results = [wire.Result(code=code, version=1) for code in codes]
    office.outbox.take_answer(receipt_for(batch, *results), [], 1)
    office.new("enviando")
    office.outbox.next_batch(500, 10**6)
    office.new("aquí")
    status = office.exchange.status()
    assert status.here + status.sending + status.at_portal + status.attention == status.total == len(codes) + 2
    assert (status.here, status.sending, status.at_portal) == (1, 1, 3)
    assert status.pending == 1
    assert status.conflict + status.rejected + status.held == status.attention
    assert status.last_receipt_no == "R-1"
    assert len(status.items) == status.total
    assert all(item.word and item.what for item in status.items)
    assert all(item.next_step for item in status.items if item.word == "Necesita su atención")
    assert {item.receipt_no for item in status.items if item.word == "En el portal"} == {"R-1"}


def test_the_counts_and_the_lines_are_of_one_moment(office, monkeypatch):
    """An exchange in another thread writes between the two: no screen says *En esta computadora* and *Enviando*."""
    office.new("uno")
    real = receipts.latest_operations

    def meanwhile(connection, limit):
        with closing(sqlite3.connect(office.connection.path)) as other, other:
            other.execute("UPDATE outbox SET state = 'sent'")
        return real(connection, limit)

    monkeypatch.setattr(receipts, "latest_operations", meanwhile)
    status = office.exchange.status()
    assert (status.here, status.sending, [item.state for item in status.items]) == (1, 0, ["pending"])
    status = office.exchange.status()
    assert (status.here, status.sending, [item.state for item in status.items]) == (0, 1, ["sent"])


def test_a_rejection_is_told_in_words(office):
    office.new("uno")
    batch = office.outbox.next_batch(500, 10**6)
    finding = wire.ResultFinding(pointer="/tender/title", code="required.missing", level="error")
    refused = wire.Result(code="rejected", rule="ocid.taken", findings=[finding])
    office.outbox.take_answer(receipt_for(batch, refused), [], 1)
    (item,) = office.exchange.status().items
    assert "Otra oficina" in item.detail
    assert len(item.detail) > len("Otra oficina ya usa este identificador de contratación (ocid).")

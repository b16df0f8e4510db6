"""Two desks and the real portal: who reviews sees all that changed since the last approval, sent or not."""

from __future__ import annotations

import pytest

from capture_app.changes import FieldEdit
from capture_app.services.agenda import AgendaService
from tests.faults.desks import Desk, desks
from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "desks", "portal_home", "site"]
TENDER_TITLE = "/tender/title"
VALUE = {"amount": 1000, "currency": "MXN"}
TENDER = {"id": "ZAP-1", "status": "complete", "procurementMethod": "direct", "value": VALUE}


@pytest.fixture
def record_id(desks) -> str:
    """A record that Ana has captured, handed over and sent, and that Beto's computer has."""
    ana, beto = desks
    made: str = ana.office.new("Papel")
    ana.office.save(made, *(FieldEdit(f"/tender/{name}", member) for name, member in TENDER.items()))
    ana.office.review.submit([made])
    ana.send()
    beto.send()
    return made


def changed(desk: Desk, record_id: str) -> dict[str, tuple[object, object]] | None:
    """What a reviewer sees, by place; None where no approval is known."""
    found = desk.office.review.changes(record_id)
    return None if found.at is None else {entry.path: (entry.old, entry.new) for entry in found.entries}


def test_before_the_first_approval_everything_is_shown_though_the_portal_has_it(desks, record_id):
    _, beto = desks
    assert changed(beto, record_id) is None
    assert {"/tender/id", "/tender/value"} <= {entry.path for entry in beto.office.review.changes(record_id).entries}


def test_what_was_sent_since_the_approval_is_still_a_change(desks, record_id):
    ana, beto = desks
    beto.office.review.approve([record_id])
    assert changed(beto, record_id) == {}
    beto.send()
    ana.send()
    assert changed(ana, record_id) == {}
    ana.office.set(record_id, TENDER_TITLE, "Papel bond")
    ana.office.review.submit([record_id])
    ana.send()
    beto.send()
    assert changed(beto, record_id) == changed(ana, record_id) == {TENDER_TITLE: ("Papel", "Papel bond")}
    ana.office.set(record_id, TENDER_TITLE, "Papel bond carta")
    ana.send()
    beto.send()
    assert changed(beto, record_id) == {TENDER_TITLE: ("Papel", "Papel bond carta")}


def test_what_came_together_with_an_approval_of_another_desk_is_no_change(desks, record_id):
    ana, beto = desks
    beto.office.set(record_id, TENDER_TITLE, "Papel bond")
    beto.office.review.approve([record_id])
    beto.send()
    ana.send()
    assert ana.office.body(record_id)["tender"]["title"] == "Papel bond"
    assert changed(ana, record_id) == {}


def given_back(desk: Desk) -> list[tuple[str, str]]:
    """What the first page lists as given back: each record and why."""
    return [(item.row.id, item.note) for item in AgendaService(desk.office.desk).returned()]


@pytest.mark.parametrize("note", ["Falta la firma", ""])
def test_what_was_handed_over_and_given_back_elsewhere_is_told_at_every_desk_until_handed_over_again(desks, note):
    """Beto does both; Ana's computer has done neither. The note of who handed over is not why it came back."""
    ana, beto = desks
    record_id = ana.office.new("Papel")
    ana.office.save(record_id, *(FieldEdit(f"/tender/{name}", member) for name, member in TENDER.items()))
    ana.send()
    beto.send()
    beto.office.review.submit([record_id], "Va sin anexo")
    beto.send()
    ana.send()
    assert given_back(ana) == []
    beto.office.review.return_to_draft([record_id], note)
    beto.send()
    ana.send()
    assert given_back(ana) == [(record_id, note)]
    assert ana.office.finding.summary().returned == 1
    ana.office.set(record_id, TENDER_TITLE, "Papel bond")
    assert given_back(ana) == [(record_id, note)]
    ana.office.review.submit([record_id])
    assert given_back(ana) == []


def test_what_was_approved_elsewhere_and_given_back_is_told(desks, record_id):
    """Ana handed it over; the other computer approves it, then takes that back."""
    ana, beto = desks
    beto.office.review.approve([record_id])
    beto.send()
    ana.send()
    assert given_back(ana) == []
    beto.office.review.return_to_draft([record_id], "Cambió el monto")
    beto.send()
    ana.send()
    assert given_back(ana) == given_back(beto) == [(record_id, "Cambió el monto")]

"""Two desks of an office and the real portal: what one removes while the other edits is never stuck nor lost."""

from __future__ import annotations

from django.utils import timezone

from capture_app.changes import FieldEdit
from tests.faults.desks import Desk, desks
from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "desks", "portal_home", "site"]
ON_BOTH = True
DESCRIPTION = "/description"


def _purchase(ana: Desk, beto: Desk) -> tuple[str, list[str]]:
    """A record with three items that both desks and the portal have; its id and the paths of its rows."""
    record_id = ana.office.new("Compra")
    rows = [ana.office.add(record_id, "/tender/items", {"description": f"renglón {number}"}) for number in range(3)]
    ana.send()
    beto.send()
    return record_id, rows


def _remove(desk: Desk, record_id: str, row: str) -> None:
    desk.office.save(record_id, FieldEdit(row, kind="row_remove"))
    desk.send()


def test_what_is_typed_in_a_row_that_goes_away_during_a_send_comes_back_and_arrives(desks):
    ana, beto = desks
    record_id, rows = _purchase(ana, beto)
    _remove(beto, record_id, rows[0])
    ana.office.set(record_id, "/tender/description", "otra cosa")
    ana.portal.before = lambda: ana.office.set(record_id, rows[0] + DESCRIPTION, "escrito durante el envío")
    ana.send()
    ana.send()
    beto.send()
    assert not ana.office.capture.open(record_id).conflicts
    assert "escrito durante el envío" in str(beto.office.body(record_id))


def test_a_difference_about_a_row_that_is_then_removed_can_be_decided(desks):
    ana, beto = desks
    record_id, rows = _purchase(ana, beto)
    beto.office.set(record_id, rows[0] + DESCRIPTION, "de Beto")
    beto.send()
    ana.office.set(record_id, rows[0] + DESCRIPTION, "de Ana")
    ana.send()
    assert ana.office.capture.open(record_id).conflicts
    _remove(beto, record_id, rows[0])
    ana.send()
    for conflict in ana.office.capture.open(record_id).conflicts:
        ana.office.capture.decide(record_id, conflict, "theirs")
    assert not ana.office.capture.open(record_id).conflicts


def test_a_row_kept_by_decision_returns_to_its_place(desks):
    ana, beto = desks
    record_id, rows = _purchase(ana, beto)
    beto.office.set(record_id, rows[0] + DESCRIPTION, "corregido por Beto")
    beto.send()
    _remove(ana, record_id, rows[0])
    (conflict,) = ana.office.capture.open(record_id).conflicts
    ana.office.capture.decide(record_id, conflict, "theirs")
    ana.send()
    beto.send()
    assert ana.office.body(record_id) == beto.office.body(record_id)


def test_a_record_emptied_elsewhere_does_not_stop_who_has_not_seen_it(desks):
    ana, beto = desks
    record_id = ana.office.new("Compra")
    ana.send()
    emptied = [FieldEdit(f"/{name}") for name in ana.office.body(record_id)]
    ana.office.save(record_id, *emptied, FieldEdit("/_folio", ""))
    ana.send()
    beto.send()
    assert beto.office.body(record_id) == {}


def test_after_a_new_enrolment_what_the_old_device_had_sealed_goes_out(desks, site):
    from portal.accounts.models import Device

    ana, beto = desks
    record_id = ana.office.new("capturado antes de la baja")
    Device.objects.filter(id=ana.computer.device_id).update(revoked_at=timezone.now())
    assert ana.engine.exchange().stopped
    ana.enrol_again()
    ana.send()
    beto.send()
    assert ana.office.outbox.waiting() == 0
    assert beto.office.body(record_id)["tender"]["title"] == "capturado antes de la baja"


def test_two_rows_given_one_key_are_two_rows_everywhere(desks):
    ana, beto = desks
    record_id = ana.office.new("Compra")
    twice = [{"_key": "aaaaaaaaaa", "description": "uno"}, {"_key": "aaaaaaaaaa", "description": "dos"}]
    ana.office.set(record_id, "/tender/items", twice)
    ana.send()
    beto.send()
    assert [row["description"] for row in beto.office.body(record_id)["tender"]["items"]] == ["uno", "dos"]

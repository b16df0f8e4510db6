"""A draft is put away on one computer and on all; an edit nobody had seen brings it back; nothing is lost."""

from __future__ import annotations

import pytest

from tests.faults.desks import Desk, desks
from tests.unit.portal.site import PREFIX, Site, database, portal_home, site, small_body

__all__ = ["database", "desks", "portal_home", "site"]
ON_BOTH = True


def shared(ana: Desk, beto: Desk) -> str:
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    return record_id


def listed(desk: Desk) -> list[str]:
    return [item.id for item in desk.office.capture.search()]


def put_away(desk: Desk) -> list[str]:
    return [item.record_id for item in desk.office.capture.deleted()]


def in_step(*desks: Desk) -> None:
    """Two rounds, and every desk proves that it holds what the portal holds."""
    for desk in (*desks, *desks):
        desk.send()
        assert desk.office.exchange.status().missing == 0
        assert desk.engine._proving.agrees()


def test_put_away_here_it_is_put_away_there_and_comes_back_on_both(desks):
    ana, beto = desks
    record_id = shared(ana, beto)
    ana.office.capture.delete(record_id)
    assert (listed(ana), put_away(ana)) == ([], [record_id])
    in_step(ana, beto)
    assert (listed(beto), put_away(beto)) == ([], [record_id])
    beto.office.capture.bring_back(record_id)
    assert listed(beto) == [record_id]
    in_step(beto, ana)
    assert (listed(ana), put_away(ana)) == ([record_id], [])
    assert ana.office.body(record_id) == beto.office.body(record_id)


@pytest.mark.fault(38, "delete against edit: the edit wins and is flagged")
def test_an_edit_that_who_puts_away_had_not_seen_wins_and_is_flagged(desks):
    ana, beto = desks
    record_id = shared(ana, beto)
    beto.office.set(record_id, "/tender/description", "lo que Beto añadió")
    beto.send()
    ana.office.capture.delete(record_id)
    ana.send()
    assert listed(ana) == [record_id]
    (item,) = [item for item in ana.office.exchange.status().items if item.state == "conflict"]
    assert "no se eliminó" in item.detail
    in_step(ana, beto)
    assert "lo que Beto añadió" in str(ana.office.body(record_id))
    ana.office.capture.delete(record_id)
    in_step(ana, beto)
    assert (listed(beto), put_away(beto)) == ([], [record_id])


@pytest.mark.fault(38, "edit after delete: the record is revived and flagged")
def test_an_edit_that_comes_after_brings_the_record_back_for_everybody(desks):
    ana, beto = desks
    record_id = shared(ana, beto)
    ana.office.capture.delete(record_id)
    ana.send()
    beto.office.set(record_id, "/tender/description", "Beto seguía escribiendo")
    beto.send()
    in_step(ana, beto)
    for desk in desks:
        assert listed(desk) == [record_id]
        assert "Beto seguía escribiendo" in str(desk.office.body(record_id))


def test_what_is_not_sent_yet_is_put_away_and_taken_back_without_a_link(desks):
    ana, beto = desks
    record_id = ana.office.new("Sin enlace")
    ana.office.capture.delete(record_id)
    ana.office.capture.bring_back(record_id)
    in_step(ana, beto)
    assert listed(ana) == listed(beto) == [record_id]
    ana.office.capture.delete(record_id)
    in_step(ana, beto)
    assert listed(ana) == listed(beto) == []


def test_a_desk_that_comes_later_knows_what_was_put_away(site: Site, desks, tmp_path, fixed_clock):
    ana, beto = desks
    record_id = shared(ana, beto)
    ana.office.capture.delete(record_id)
    ana.send()
    late = Desk(site, ana.row, tmp_path, fixed_clock, "carla")
    try:
        in_step(late)
        assert (listed(late), put_away(late)) == ([], [record_id])
    finally:
        late.office.close()


def test_further_than_a_draft_or_public_it_is_not_put_away(site: Site, desks):
    ana, _ = desks
    other = site.computer(ana.row, "dora", "administrador")
    body = small_body()
    created = other.create(body, f"{PREFIX}-MLA-2026-aaaaaaaa")
    assert other.codes(created, *other.publishing(created, body)) == ["applied"] * 4
    (result,) = other.results(other.operation("delete", created.record_id, created.ocid, base_version=4))
    assert (result.code, result.rule) == ("forbidden", "workflow.delete")
    returned = other.act("return", created, body)
    assert other.codes(returned) == ["applied"]
    (result,) = other.results(other.operation("delete", created.record_id, created.ocid, base_version=5))
    assert (result.code, result.rule) == ("rejected", "delete.public")
    assert site.client.get(f"/proceso/{created.ocid}/").status_code == 200
    ana.send()
    ana.office.capture.delete(created.record_id)
    ana.send()
    assert listed(ana) == [created.record_id]

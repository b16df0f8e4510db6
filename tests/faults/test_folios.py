"""Numbers for folios are leased: two computers without a link to each other never propose the same one."""

from __future__ import annotations

from capture_app.store import folios
from tests.faults.desks import Desk, desks
from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "desks", "portal_home", "site"]
ON_BOTH = True


def made(desk: Desk, count: int = 1) -> list[str]:
    """The folios that new records get."""
    return [desk.office.capture.open(desk.office.new("Compra")).folio for _ in range(count)]


def left(desk: Desk) -> int:
    return desk.office.exchange.status().folios.left


def test_without_a_block_the_tag_keeps_folios_apart_and_with_one_they_need_none(desks):
    ana, beto = desks
    assert made(ana) == ["MLA-EXP-2026-AN-001"]
    ana.send()
    beto.send()
    assert made(ana, 2) == ["MLA-EXP-2026-001", "MLA-EXP-2026-002"]
    assert made(beto, 2) == ["MLA-EXP-2026-201", "MLA-EXP-2026-202"]
    assert (left(ana), ana.office.exchange.status().folios.expires_on) == (198, "2026-12-31")


def test_a_block_is_filled_again_before_it_ends_and_an_answer_that_was_lost_comes_again(desks):
    ana, beto = desks
    ana.send()
    beto.send()
    with ana.office.connection.transaction():
        folios._write(ana.office.desk, [[2026, 152, 200, "2026-12-31"]])
    assert left(ana) == 49
    taken, ana.office.outbox.take_folios = ana.office.outbox.take_folios, lambda block: None
    ana.send()
    ana.office.outbox.take_folios = taken
    ana.send()
    assert left(ana) == 249
    ana.send()
    assert left(ana) == 249
    assert made(ana, 50)[-1] == "MLA-EXP-2026-401"


def test_over_and_done_numbers_are_not_used(desks):
    ana, _ = desks
    with ana.office.connection.transaction():
        folios._write(ana.office.desk, [[2026, 1, 200, "2026-03-19"], [2025, 7, 200, "2099-12-31"]])
    assert left(ana) == 0
    assert made(ana) == ["MLA-EXP-2026-AN-001"]


def test_a_copy_of_a_computer_leaves_the_numbers_to_its_original(desks):
    ana, _ = desks
    ana.send()
    assert left(ana) == 200
    ana.office.outbox.rename_device("otra")
    assert left(ana) == 0


def test_the_method_takes_its_place_in_a_leased_folio_too(desks):
    ana, _ = desks
    ana.send()
    record_id = ana.office.new("Compra")
    ana.office.set(record_id, "/tender/procurementMethod", "direct")
    assert ana.office.capture.open(record_id).folio == "MLA-AD-2026-001"

"""A portal restored from a copy, or that lost a record: nothing is wiped, nothing reads as safe that is not, and what
it had confirmed is offered again with the same names and bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings

from capture_app.changes import FieldEdit
from sync.errors import TransportFailed
from sync.ports import Difference
from tests import postgres
from tests.faults.desks import Desk, desks
from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "desks", "portal_home", "site"]
ON_BOTH = True
TITLE = "/tender/title"


@pytest.fixture
def copy(portal_home: Path, tmp_path: Path, database: str) -> Callable[[], Callable[[], None]]:
    """Takes a copy of the portal's database; what it gives puts that copy back."""
    return (lambda: _copy_of_file(portal_home, tmp_path)) if database == "sqlite" else _copy_of_server


def _copy_of_file(folder: Path, beside: Path) -> Callable[[], None]:
    connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = beside / "copy.sqlite3"
    shutil.copyfile(folder / "portal.sqlite3", kept)

    def restore() -> None:
        connections.close_all()
        for ending in ("-wal", "-shm"):
            (folder / f"portal.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(kept, folder / "portal.sqlite3")

    return restore


def _copy_of_server() -> Callable[[], None]:
    connections.close_all()
    postgres.create("copy", "portal")

    def restore() -> None:
        connections.close_all()
        postgres.create("portal", "copy")

    return restore


def at_portal(desk: Desk) -> dict[str, tuple[int, str]]:
    from portal.intake.models import Record

    return {str(row.record_id): (row.version, row.body_hash) for row in Record.rows.for_office(desk.row)}


def titles(desk: Desk) -> dict[str, str]:
    from portal.intake.models import Record

    return {str(row.record_id): row.title for row in Record.rows.for_office(desk.row)}


def names(desk: Desk) -> list[tuple[str, str]]:
    """Every sealed operation: its name and hash, in the order of the chain."""
    rows = desk.office.connection.rows("SELECT op_id, op_hash FROM outbox WHERE sequence IS NOT NULL ORDER BY sequence")
    return [(row["op_id"], row["op_hash"]) for row in rows]


def agree(*desks: Desk) -> bool:
    """Whether every desk and the portal hold the same of the same records."""
    proofs = {(proof.records, proof.marks) for proof in (desk.office.outbox.proof() for desk in desks)}
    return len(proofs) == 1 and proofs.pop()[0] == len(at_portal(desks[0]))


@pytest.mark.parametrize("epoch", ["", "otra-historia"])
def test_what_a_restored_portal_lost_is_offered_again(desks, copy, epoch, settings_epoch):
    ana, _ = desks
    first = ana.office.new("antes de la copia")
    ana.send()
    restore = copy()
    second = ana.office.new("después de la copia")
    ana.office.set(first, TITLE, "cambiado después de la copia")
    ana.send()
    sealed, held = names(ana), at_portal(ana)
    restore()
    assert second not in at_portal(ana)
    with settings_epoch(epoch):
        report = ana.engine.exchange()
        assert (report.stopped, report.offered, report.pending, report.missing) == (None, 2, 0, 0)
        assert "restauró" in report.notice
        assert at_portal(ana) == held
        assert names(ana) == sealed
        assert agree(ana)
        assert ana.engine.exchange().offered == 0
    status = ana.office.exchange.status()
    assert (status.at_portal, status.total) == (3, 3)


@pytest.fixture
def settings_epoch() -> Callable[[str], override_settings]:
    from django.conf import settings

    return lambda epoch: override_settings(PORTAL_EPOCH=epoch or settings.PORTAL_EPOCH)


def test_a_copy_that_others_have_worked_on_since_is_seen_all_the_same(desks, copy):
    ana, beto = desks
    restore = copy()
    record_id = ana.office.new("de Ana, perdido con la copia")
    ana.send()
    restore()
    for number in range(4):
        beto.office.new(f"de Beto {number}")
        beto.send()
    report = ana.engine.exchange()
    assert (report.stopped, report.offered) == (None, 1)
    assert titles(ana)[record_id] == "de Ana, perdido con la copia"
    beto.send()
    assert agree(ana, beto)


def test_a_record_lost_at_the_portal_comes_back_from_its_desk(desks):
    from portal.intake.models import Record

    ana, _ = desks
    record_id = ana.office.new("se pierde en el portal")
    ana.send()
    ana.office.set(record_id, TITLE, "con un cambio más")
    ana.send()
    Record.rows.for_office(ana.row).filter(record_id=record_id).delete()
    report = ana.engine.exchange()
    assert (report.stopped, report.offered) == (None, 2)
    assert titles(ana)[record_id] == "con un cambio más"
    assert agree(ana)


def test_what_others_captured_stays_here_until_they_offer_it_again(desks, copy):
    ana, beto = desks
    restore = copy()
    record_id = ana.office.new("de Ana")
    ana.send()
    beto.send()
    restore()
    report = beto.engine.exchange()
    assert (report.stopped, report.offered, report.missing) == (None, 0, 1)
    assert "otras computadoras" in report.notice
    assert beto.office.body(record_id)["tender"]["title"] == "de Ana"
    assert beto.office.exchange.status().missing == 1
    ana.send()
    beto.send()
    assert beto.office.exchange.status().missing == 0
    assert agree(ana, beto)


@pytest.mark.parametrize("first", [0, 1])
def test_two_desks_of_one_record_meet_again_after_a_copy(desks, copy, first):
    ana, beto = desks
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    restore = copy()
    ana.office.set(record_id, "/tender/description", "de Ana")
    ana.send()
    beto.send()
    row = beto.office.add(record_id, "/tender/items", {"description": "de Beto"})
    beto.office.set(record_id, "/tender/description", "de Beto")
    beto.send()
    ana.send()
    before = ana.office.body(record_id)
    restore()
    for desk in [*(desks if first == 0 else reversed(desks)), *desks]:
        desk.send()
    for desk in desks:
        for conflict in desk.office.capture.open(record_id).conflicts:
            assert {conflict.theirs, conflict.ours} <= {"de Ana", "de Beto", None}
            desk.office.capture.decide(record_id, conflict, "ours")
    for desk in [*desks, *desks]:
        desk.send()
    assert ana.office.body(record_id) == beto.office.body(record_id) == before
    assert row.rpartition("/")[2][1:] in str(before)
    assert agree(ana, beto)


def test_until_the_portal_has_them_again_they_do_not_read_as_at_the_portal(desks, copy):
    ana, _ = desks
    restore = copy()
    ana.office.new("perdido")
    ana.send()
    restore()
    plain, calls = ana.portal.exchange, []

    def cut_after_the_list(request):
        calls.append(request)
        if len(calls) > 2:
            raise TransportFailed("cut")
        return plain(request)

    ana.portal.exchange = cut_after_the_list
    report = ana.engine.exchange()
    assert report.stopped == "cut"
    status = ana.office.exchange.status()
    assert (status.here, status.at_portal) == (1, 0)
    ana.portal.exchange = plain
    ana.send()
    assert ana.office.exchange.status().at_portal == 1


def test_what_is_typed_meanwhile_stays_on_top(desks, copy):
    ana, _ = desks
    record_id = ana.office.new("Compra")
    ana.send()
    restore = copy()
    ana.office.set(record_id, TITLE, "Compra de papel")
    ana.send()
    restore()
    ana.office.set(record_id, "/tender/description", "sin enviar todavía")
    ana.send()
    ana.send()
    assert titles(ana)[record_id] == "Compra de papel"
    assert ana.office.body(record_id)["tender"]["description"] == "sin enviar todavía"
    assert agree(ana)


def test_the_administrator_sees_which_desk_found_the_portal_behind(desks, copy):
    from portal.intake.models import StepBack

    ana, _ = desks
    restore = copy()
    ana.office.new("perdido")
    ana.send()
    restore()
    ana.send()
    rows = StepBack.rows.for_office(ana.row)
    assert [row.offered for row in rows.order_by("found_at")] == [0, 1]
    from portal.accounts.models import User

    ana.site.client.force_login(User.objects.get(username="ana"))
    assert "encontraron que el portal tenía menos" in ana.site.page("/oficina/")


def test_in_sync_nothing_is_listed(desks):
    ana, beto = desks
    record_id = ana.office.new("Compra")
    beto.send()
    ana.send()
    beto.send()
    beto.office.save(record_id, FieldEdit("/tender/description", "más"))
    beto.send()
    asked = []
    plain = ana.portal.exchange
    ana.portal.exchange = lambda request: asked.append(request.inventory) or plain(request)
    ana.send()
    ana.send()
    assert asked == [None, None]
    assert agree(ana, beto)


def test_the_stores_difference_is_what_the_courier_expects() -> None:
    from capture_app.store.reconciling import Difference as Stored

    found: Difference = Stored(("a",), 1, 2)
    assert (list(found.wanted), found.offered, found.missing) == (["a"], 1, 2)

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
from sync import wire
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


def send_and_hear_nothing(desk: Desk) -> wire.Receipt:
    """What waits reaches the portal, and its answer is lost on the way; its receipt."""
    plain, heard = desk.portal.exchange, []

    def cut(request):
        heard.append(plain(request))
        raise TransportFailed("cut")

    desk.portal.exchange = cut
    assert desk.engine.exchange().stopped == "cut"
    desk.portal.exchange = plain
    return heard[0].reply.receipt


def applied_lost_and_clashed(
    desks: tuple[Desk, Desk], copy: Callable[[], Callable[[], None]]
) -> tuple[str, wire.Receipt]:
    """Ana's title was applied, lost with the copy, and clashed with Beto's when it came again; she heard of neither.
    The record, and the first receipt."""
    ana, beto = desks
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    restore = copy()
    ana.office.set(record_id, TITLE, "de Ana")
    old = send_and_hear_nothing(ana)
    restore()
    beto.office.set(record_id, TITLE, "de Beto")
    beto.send()
    send_and_hear_nothing(ana)
    return record_id, old


def test_a_receipt_of_before_the_copy_does_not_hide_what_clashed_after_it(desks, copy):
    """It said applied; at the restored portal another value came first, and the same operation clashed."""
    ana, _ = desks
    record_id, old = applied_lost_and_clashed(desks, copy)
    ana.office.outbox.take_answer(old, [], 0)
    ana.send()
    (conflict,) = ana.office.capture.open(record_id).conflicts
    assert (conflict.theirs, conflict.ours) == ("de Beto", "de Ana")
    assert ana.office.exchange.status().attention == 1


def test_what_is_typed_over_an_operation_that_clashes_late_is_the_side_that_is_kept(desks, copy):
    ana, _ = desks
    record_id, old = applied_lost_and_clashed(desks, copy)
    ana.office.set(record_id, TITLE, "de Ana, otra vez")
    ana.office.outbox.take_answer(old, [], 0)
    ana.send()
    assert ana.office.body(record_id)["tender"]["title"] == "de Ana, otra vez"
    (conflict,) = ana.office.capture.open(record_id).conflicts
    assert (conflict.theirs, conflict.ours) == ("de Beto", "de Ana, otra vez")


def test_what_is_offered_again_on_a_record_that_went_on_meanwhile_is_not_taken_back(desks, copy):
    ana, beto = desks
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    restore = copy()
    ana.office.set(record_id, "/tender/description", "de Ana")
    ana.send()
    restore()
    for number in range(3):
        beto.office.set(record_id, TITLE, f"de Beto {number}")
        beto.send()
    for desk in (ana, beto, ana):
        desk.send()
    for desk in desks:
        said = desk.office.body(record_id)["tender"]
        assert (said["title"], said["description"]) == ("de Beto 2", "de Ana")
    assert agree(ana, beto)


def test_what_waited_for_something_lost_is_at_the_portal_once_that_is_offered_again(desks, copy):
    """The first of two was confirmed and lost; the second alone came to the restored portal and had to wait for it."""
    ana, _ = desks
    record_id = ana.office.new("Compra")
    ana.send()
    restore = copy()
    ana.office.set(record_id, TITLE, "primero")
    ana.send()
    restore()
    ana.office.set(record_id, "/tender/description", "segundo")
    ana.send()
    status = ana.office.exchange.status()
    assert (status.at_portal, status.attention, status.total) == (3, 0, 3)
    assert agree(ana)


def test_a_batch_of_which_a_part_was_offered_again_is_still_the_whole_batch(desks):
    """Its receipt may come late, on a stick."""
    from portal.intake.models import Record

    ana, _ = desks
    lost, kept = ana.office.new("se pierde"), ana.office.new("queda")
    ana.send()
    (batch_id,) = ana.office.connection.column("SELECT DISTINCT batch_id FROM outbox")
    Record.rows.for_office(ana.row).filter(record_id=lost).delete()
    ana.send()
    batch = ana.office.outbox.sealed_batch(str(batch_id))
    assert batch is not None
    assert [operation.record_id for operation in batch.operations] == [lost, kept]


def test_a_portal_that_does_not_tell_what_became_of_operations_is_believed_in_the_other_numbers(desks, monkeypatch):
    from msgspec import structs

    from portal.intake import exchange

    ana, beto = desks
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    for desk in desks:
        desk.office.set(record_id, TITLE, f"de {desk.name}")
        desk.send()
    told = exchange.proof.proof_of
    monkeypatch.setattr(exchange.proof, "proof_of", lambda device: structs.replace(told(device), outcomes=None))
    beto.start_again()
    asked, plain = [], beto.portal.exchange
    beto.portal.exchange = lambda request: asked.append(request.inventory) or plain(request)
    beto.send()
    assert set(asked) <= {None}


def test_what_waited_for_something_that_is_refused_now_has_its_answer_too(desks, copy):
    """An act was done and lost with the copy; what came after it had to wait, and must not once the act is refused."""
    ana, beto = desks
    record_id = ana.office.capture.create("Norma", "regulation").record_id
    ana.send()
    beto.send()
    restore = copy()
    ana.office.review.submit([record_id])
    ana.send()
    restore()
    ana.office.review.return_to_draft([record_id], "falta la fecha")
    beto.office.set(record_id, "/title", "Norma con otro nombre")
    beto.send()
    send_and_hear_nothing(ana)
    for desk in (ana, beto, ana):
        desk.send()
    assert {row["state"] for row in ana.office.connection.rows("SELECT state FROM outbox")} <= {
        "acked",
        "duplicate",
        "merged",
        "conflict",
        "forbidden",
    }


def test_while_others_have_to_offer_theirs_again_files_are_asked_for_once(desks, copy, monkeypatch):
    """Not at each start of the program, for as long as the other computer stays away."""
    from capture_app.store import reconciling

    ana, beto = desks
    restore = copy()
    ana.office.new("de Ana")
    ana.send()
    beto.send()
    restore()
    asked = []
    monkeypatch.setattr(reconciling.uploads, "forget", lambda connection: asked.append(1))
    beto.send()
    first = len(asked)
    beto.start_again()
    beto.send()
    assert beto.office.exchange.status().missing == 1
    assert 1 <= first == len(asked)


def test_rows_that_waited_for_something_lost_end_where_the_portal_has_them(desks, copy):
    """They stay in sight meanwhile, in a place of their own; that is nobody's change of order."""
    ana, beto = desks
    items = "/tender/items"
    record_id = ana.office.new("Compra")
    ana.send()
    beto.send()
    restore = copy()
    ana.office.add(record_id, items, {"description": "primero"})
    ana.send()
    second = ana.office.add(record_id, items, {"description": "segundo"})
    old = send_and_hear_nothing(ana)
    ana.office.set(record_id, f"{second}/description", "segundo, corregido")
    ana.office.outbox.seal_waiting(9, 10**6)
    restore()
    for number in range(2):
        beto.office.add(record_id, items, {"description": f"de Beto {number}"})
        beto.send()
    ana.office.outbox.take_answer(old, [], 0)
    for desk in (ana, beto, ana, beto):
        desk.send()
    found = [[row["description"] for row in desk.office.body(record_id)["tender"]["items"]] for desk in desks]
    assert found[0] == found[1] == ["de Beto 0", "de Beto 1", "primero", "segundo, corregido"]
    assert agree(ana, beto)

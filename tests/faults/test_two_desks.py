"""Two desks of an office and the real portal: what one removes while the other edits is never stuck nor lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from capture_app.changes import FieldEdit
from capture_app.services.exchange import ExchangeService, ExchangeStatus
from sync import canonical
from sync.errors import TransportFailed
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


def _counted(desk: Desk) -> ExchangeStatus:
    """Where everything is; the four words add up."""
    status = desk.office.exchange.status()
    assert status.here + status.sending + status.at_portal + status.attention == status.total
    assert sum(item.word == "Necesita su atención" for item in status.items) == status.attention
    return status


def _clash(ana: Desk, beto: Desk, *, heard_first: bool) -> str:
    """Both write the title; Ana hears of Beto's before hers leaves, or her own is answered so."""
    record_id, _ = _purchase(ana, beto)
    beto.office.set(record_id, "/tender/title", "de Beto")
    beto.send()
    ana.office.set(record_id, "/tender/title", "de Ana")
    ana.office.set(record_id, "/tender/description", "solo de Ana")
    if heard_first:
        ana.start_again()
    report = ExchangeService(ana.office.desk, ana.engine).send()
    assert (report.stopped, report.conflict) == (None, 1)
    return record_id


@pytest.mark.parametrize("heard_first", [True, False])
def test_two_titles_of_one_record_need_a_person_whichever_was_heard_first(desks, heard_first):
    ana, beto = desks
    record_id = _clash(ana, beto, heard_first=heard_first)
    status = _counted(ana)
    assert (status.attention, status.conflict, status.here) == (1, 1, 0)
    first = status.items[0]
    assert (first.record_id, first.title, first.next_step) == (
        record_id,
        "de Ana",
        "Ábralo y elija qué queda.",
    )
    assert ExchangeService(ana.office.desk, ana.engine).send().conflict == 0
    assert _counted(ana).attention == 1


def test_both_sides_of_what_nobody_decided_go_out_with_the_whole_queue(desks, tmp_path):
    ana, beto = desks
    record_id = _clash(ana, beto, heard_first=True)
    written = ana.office.exchange.write_queue(tmp_path / "pendiente.jsonl")
    assert (written.changes, written.records) == (0, 1)
    lines = [canonical.decode(line) for line in (tmp_path / "pendiente.jsonl").read_bytes().splitlines()]
    (told,) = [line["difference"] for line in lines if "difference" in line]
    assert (told["record_id"], told["path"]) == (record_id, "/tender/title")
    assert (told["here"], told["portal"]) == ("de Ana", "de Beto")
    assert any("record" in line for line in lines)


@pytest.mark.parametrize("heard_first", [True, False])
@pytest.mark.parametrize("choice", ["theirs", "ours"])
def test_once_decided_nobody_is_asked_for(desks, heard_first, choice):
    ana, beto = desks
    record_id = _clash(ana, beto, heard_first=heard_first)
    (conflict,) = ana.office.capture.open(record_id).conflicts
    ana.office.capture.decide(record_id, conflict, choice)
    assert (_counted(ana).attention, _counted(ana).here) == (0, int(choice == "ours"))
    ana.send()
    beto.send()
    assert (_counted(ana).attention, _counted(ana).here) == (0, 0)
    title = {"theirs": "de Beto", "ours": "de Ana"}[choice]
    assert {desk.office.body(record_id)["tender"]["title"] for desk in desks} == {title}
    assert {desk.office.body(record_id)["tender"]["description"] for desk in desks} == {"solo de Ana"}


def test_what_waits_for_its_answer_stays_in_sight_where_another_removed_its_row(desks):
    """Editing beats removing at the portal, so it does here from the moment the news comes."""
    ana, beto = desks
    record_id, rows = _purchase(ana, beto)
    ana.office.set(record_id, rows[1] + DESCRIPTION, "en espera")
    ana.office.outbox.seal_waiting(9, 10**6)
    _remove(beto, record_id, rows[1])
    ana.start_again()
    plain, asked = ana.portal.exchange, []

    def cut_after_the_news(request):
        asked.append(request)
        if request.batch is not None:
            raise TransportFailed("cut")
        return plain(request)

    ana.portal.exchange = cut_after_the_news
    assert ana.engine.exchange().stopped == "cut"
    assert [request.batch is None for request in asked][:2] == [True, False]
    assert _said(ana, record_id) == ["renglón 0", "en espera", "renglón 2"]
    ana.portal.exchange = plain
    ana.send()
    beto.send()
    assert _said(ana, record_id) == _said(beto, record_id) == ["renglón 0", "en espera", "renglón 2"]


def _said(desk: Desk, record_id: str) -> list[str]:
    return [item["description"] for item in desk.office.body(record_id)["tender"]["items"]]

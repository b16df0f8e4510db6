"""The law changes at the portal while a desk holds hundreds of drafts of the edition before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from capture_app.changes import Cause, FieldEdit
from capture_app.store.form_upgrades import upgrade_drafts
from forms import upgrades
from forms.catalog import load_catalog
from sync.canonical import decode
from tests.faults.served import ServedDesk
from tests.faults.test_the_portals_own_trouble import wired
from tests.faults.town import TITLE, ana, ask, beto, database, open_desk, open_town, own_portal, town, towns, whole
from tests.journeys.portal_server import PortalServer
from tests.unit.store import office as offices

__all__ = ["ana", "beto", "database", "open_desk", "open_town", "own_portal", "town", "towns"]
ON_BOTH = "asked"
DRAFTS = 500 if os.environ.get("CAPTURA_PROVE") else 40
OLD, NEW, GONE = "/tender/awardCriteriaDetails", "/tender/procurementMethodRationale", "/tender/eligibilityCriteria"
IN_ROW, IN_ROW_NEW = "/tender/items/*/description", "/tender/items/*/unit/name"
MOVES = {"moved": {OLD: NEW, IN_ROW: IN_ROW_NEW}, "dropped": [GONE]}
Update = Callable[[ServedDesk], None]


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> Update:
    """Install the program of the next edition on a computer."""

    def install(desk: ServedDesk) -> None:
        desk.stop()
        catalog = replace(load_catalog(), forms_version=2)
        monkeypatch.setattr(upgrades, "FORMS_VERSION", 2)
        monkeypatch.setattr(upgrades, "STEPS", {1: upgrades.Step(MOVES["moved"], tuple(MOVES["dropped"]))})
        monkeypatch.setattr(offices, "load_catalog", lambda: catalog)
        desk.open()
        upgrade_drafts(desk.office.desk, desk.office.processes, desk.folder / "backups")

    return install


def new_law(portal: PortalServer) -> None:
    portal.stop()
    portal.start(**wired(forms=MOVES))


@pytest.mark.fault(33, "the law changes at the portal while a desk holds drafts of the edition before")
def test_drafts_of_the_law_before_go_out_and_move_and_nothing_of_them_is_lost(own_portal, open_desk, update):
    ana, beto = open_desk("ana", own_portal), open_desk("beto", own_portal)
    known = ana.office.new("ya en el portal")
    row = ana.office.add(known, "/tender/items", {"description": "renglón de antes"})
    ana.office.set(known, OLD, "criterio de antes")
    ana.send()
    beto.send()
    drafts = [ana.office.new(f"borrador {number}") for number in range(DRAFTS)]
    for number, draft in enumerate(drafts):
        edits = {OLD: f"criterio {number}", GONE: f"sin lugar {number}"}
        ana.office.save(draft, *(FieldEdit(path, value) for path, value in edits.items()))
    ana.office.set(known, OLD, "criterio cambiado")
    ana.office.set(known, f"{row}/description", "renglón cambiado")
    since = ana.office.outbox.position().since
    new_law(own_portal)
    report = ana.send()
    assert (report.acked + report.merged, report.rejected, report.held, report.records) == (DRAFTS + 1, 0, 0, 0)
    assert ana.office.outbox.position().since == since
    late = ana.office.new("capturado con el programa de antes")
    ana.office.set(late, GONE, "tampoco tiene lugar")
    update(ana)
    assert_moved(ana, known, drafts)
    assert ana.office.body(late)["_legacy"] == {GONE: "tampoco tiene lugar"}
    ana.send()
    assert whole(own_portal, ana)
    assert_moved_there(own_portal, known, drafts)
    update(beto)
    beto.send()
    for record in (known, late, *drafts):
        assert beto.office.body(record) == ana.office.body(record)
    assert beto.office.outbox.proof() == replace_operations(ana, beto)


def replace_operations(ana: ServedDesk, beto: ServedDesk) -> object:
    """Both computers hold the same of the portal; only what each sent itself differs."""
    mine, theirs = ana.office.outbox.proof(), beto.office.outbox.proof()
    return structs.replace(theirs, records=mine.records, marks=mine.marks)


def assert_moved(desk: ServedDesk, known: str, drafts: list[str]) -> None:
    """In their new places, the rest under its old name and shown; a copy of before stands beside."""
    office = desk.office
    body = office.body(known)
    assert body["tender"]["procurementMethodRationale"] == "criterio cambiado"
    assert [item["unit"]["name"] for item in body["tender"]["items"]] == ["renglón cambiado"]
    for number, draft in enumerate(drafts):
        body = office.body(draft)
        assert body["tender"] == {"title": f"borrador {number}", "procurementMethodRationale": f"criterio {number}"}
        assert body["_legacy"] == {GONE: f"sin lugar {number}"}
    (shown,) = office.capture.open(drafts[0]).aside
    assert (shown.pointer, shown.value, shown.reason) == (GONE, "sin lugar 0", "forms.no_home")
    assert {entry.cause for entry in office.capture.history(drafts[0])} == {Cause.TYPED, Cause.UPGRADED}
    assert len(list((desk.folder / "backups").glob("*antes-de-formas-2*"))) == 1
    office.capture.place_aside(drafts[0], shown, FieldEdit(TITLE, "borrador 0"))
    assert "_legacy" not in office.body(drafts[0])
    office.capture.undo(drafts[0])
    assert not office.checking.check().bad


def assert_moved_there(portal: PortalServer, known: str, drafts: list[str]) -> None:
    from portal.intake.storage import unpack_bytes

    found = {
        name: decode(unpack_bytes(body)) for name, body in ask(portal, "SELECT record_id, body FROM intake_record")
    }
    assert found[known.replace("-", "")]["tender"]["procurementMethodRationale"] == "criterio cambiado"
    for number, draft in enumerate(drafts):
        body = found[draft.replace("-", "")]
        assert body["_legacy"] == {GONE: f"sin lugar {number}"}
        assert "awardCriteriaDetails" not in body["tender"]


@pytest.mark.fault(33, "the law changes at the portal while a desk holds drafts of the edition before")
def test_a_portal_of_the_law_before_does_not_know_the_next_and_the_draft_stays(town, ana, update):
    update(ana)
    record = ana.office.new("de la ley que viene")
    report = ana.send()
    assert (report.rejected, report.acked) == (1, 0)
    (item,) = ana.office.exchange.status().items
    assert item.state == "schema_unknown"
    assert ana.office.body(record)["tender"]["title"] == "de la ley que viene"

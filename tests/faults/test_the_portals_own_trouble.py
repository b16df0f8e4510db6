"""The portal's clock jumps, its disk is full, it dies in the middle of a transaction: with the real portal served."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture_app.changes import FieldEdit
from tests.faults.served import ServedDesk
from tests.faults.town import (
    ABOUT,
    TITLE,
    ana,
    ask,
    at_portal,
    database,
    open_desk,
    open_town,
    own_portal,
    town,
    towns,
    untouched,
    whole,
)
from tests.journeys.portal_server import WIRING, PortalServer

__all__ = ["ana", "database", "open_desk", "open_town", "own_portal", "town", "towns"]
ON_BOTH = "asked"
HOUR, YEARS = 3600, 365 * 86400
fault = pytest.mark.fault


def wired(**wiring: object) -> dict[str, str]:
    return {WIRING: json.dumps(wiring)}


def publishable(desk: ServedDesk, title: str) -> str:
    record = desk.office.new(title)
    value = {"amount": 1000, "currency": "MXN"}
    members = {"id": "ZAP-1", "status": "complete", "procurementMethod": "direct", "value": value}
    desk.office.save(record, *(FieldEdit(f"/tender/{name}", member) for name, member in members.items()))
    return record


def publish(desk: ServedDesk, record: str) -> None:
    desk.office.publish.publish([record])


class PortalClock:
    """The clock of a portal that is really served; wrong by as many seconds as it is told."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(0)

    def set(self, seconds: float) -> None:
        self.file.write_text(str(seconds))


@fault(19, "the portal's clock jumps back")
def test_a_portal_whose_clock_jumps_keeps_its_order_and_nobody_hears_anything_twice(open_town, open_desk, tmp_path):
    clock = PortalClock(tmp_path / "clock")
    portal = open_town(**wired(clock=str(clock.file)))
    ana, beto = open_desk("ana", portal), open_desk("beto", portal)
    record = publishable(ana, "antes del salto")
    publish(ana, record)
    ana.send()
    before = ask(portal, "SELECT sequence FROM intake_officecounter")
    beto.send()
    for jump in (-10 * YEARS, 2 * YEARS, -HOUR):
        clock.set(jump)
        ana.office.set(record, TITLE, f"con el reloj {jump}")
        publish(ana, record)
        late = ana.office.new(f"nuevo {jump}")
        report = ana.send()
        assert (report.stopped, report.conflict, report.rejected, report.held) == (None, 0, 0, 0)
        assert beto.send().records == 2
        assert beto.send().records == 0
        assert ana.send().records == 0
        assert beto.office.body(late)["tender"]["title"] == f"nuevo {jump}"
        assert beto.office.body(record)["tender"]["title"] == f"con el reloj {jump}"
    after = ask(portal, "SELECT sequence FROM intake_officecounter")
    assert after > before
    dates = [date for (date,) in ask(portal, "SELECT date FROM publication_release ORDER BY number")]
    assert len(dates) == 4
    assert dates == sorted(set(dates))
    ocid = beto.office.capture.open(record).ocid
    assert portal.download(ocid, "release")["tender"]["title"] == f"con el reloj {-HOUR}"
    assert whole(portal, ana)


@fault(19, "the portal's clock jumps back")
@pytest.mark.parametrize("jump", [-10 * YEARS, 72.5 * HOUR])
def test_a_code_of_enrolment_outlives_a_clock_that_was_set(open_town, open_desk, tmp_path, jump):
    clock = PortalClock(tmp_path / "clock")
    portal = open_town(**wired(clock=str(clock.file)))
    clock.set(jump)
    desk = open_desk("ana", portal)
    record = desk.office.new("dada de alta con otro reloj")
    desk.send()
    assert at_portal(portal, record) == [("dada de alta con otro reloj", 1)]


IN_THE_MIDDLE = (("reception", "Reception._store"), ("desk", "Desk.write"), ("exchange", "_store"))


@fault(9, "the portal is killed in the middle of a transaction")
def test_a_portal_killed_in_the_middle_of_its_transaction_has_nothing_of_the_batch(own_portal, open_desk):
    ana, beto = open_desk("ana", own_portal), open_desk("beto", own_portal)
    sent = [ana.office.new("antes")]
    ana.send()
    beto.send()
    for module, function in IN_THE_MIDDLE:
        before = counts(own_portal)
        sent += [ana.office.new(f"{function} {number}") for number in range(3)]
        own_portal.stop()
        own_portal.start(**wired(kill=[f"portal.intake.{module}", function, 1]))
        assert ana.engine.exchange().stopped
        assert not own_portal.is_alive()
        assert counts(own_portal) == before
        assert untouched(ana, 3)
        own_portal.stop()
        own_portal.start(**wired())
        assert beto.send().records == 0
        ana.send()
        assert beto.send().records == 3
    assert [version for _, version in at_portal(own_portal, *sent)] == [1] * len(sent)
    assert whole(own_portal, ana)


def counts(portal: PortalServer) -> list[object]:
    tables = ("record", "storedoperation", "storedreceipt", "nonce", "ocidholder")
    return [ask(portal, f"SELECT count(*) FROM intake_{table}") for table in tables]


@fault(10, "the portal ends after it committed, before it answers")
def test_a_portal_killed_after_its_commit_answers_the_same_operations_with_duplicates(open_town, open_desk):
    portal = open_town()
    desk = open_desk("ana", portal)
    desk.office.new("antes")
    desk.send()
    record = desk.office.new("sin respuesta")
    portal.stop()
    portal.start(**wired(kill=["portal.intake.exchange", "take", 1]))
    assert desk.engine.exchange().stopped
    assert not portal.is_alive()
    assert at_portal(portal, record) == [("sin respuesta", 1)]
    assert untouched(desk, 1)
    portal.stop()
    portal.start(**wired())
    assert desk.send().duplicate == 1
    assert at_portal(portal, record) == [("sin respuesta", 1)]
    assert whole(portal, desk)


@fault(17, "an old delivery is found again")
def test_what_was_taken_months_ago_is_still_a_duplicate_for_a_portal_of_today(open_town, open_desk, tmp_path):
    from tests.faults.test_forty_cases import rebatch_first

    clock = PortalClock(tmp_path / "clock")
    portal = open_town(**wired(clock=str(clock.file)))
    desk = open_desk("ana", portal)
    record = desk.office.new("de hace meses")
    desk.send()
    for number in range(3):
        desk.office.set(record, ABOUT, f"cambio {number}")
        desk.send()
    before = at_portal(portal, record)
    clock.set(90 * 86400)
    desk.clock.advance(90 * 86400)
    for number in range(20):
        desk.office.new(f"lo de estos meses {number}")
        desk.send()
    rebatch_first(desk)
    assert desk.send().duplicate == 1
    assert at_portal(portal, record) == before
    assert whole(portal, desk)


FULL = (
    "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$"
    " LANGUAGE plpgsql; CREATE TRIGGER full_disk BEFORE INSERT ON intake_storedoperation EXECUTE FUNCTION no_room()"
)


@fault(22, "the portal's disk is full or its database read-only")
@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_portal_that_cannot_write_asks_to_come_back_and_marks_nothing(open_town, open_desk, tmp_path, trouble):
    state = tmp_path / "store"
    state.write_text("")
    portal = open_town(**wired(store=str(state)))
    desk = open_desk("ana", portal)
    records = [desk.office.new(f"lleno {number}") for number in range(3)]
    desk.send()
    for record in records:
        desk.office.set(record, ABOUT, "x" * 20_000)
    if portal.database_url and trouble == "full":
        ask(portal, FULL)
    else:
        state.write_text(trouble)
    for _ in range(3):
        report = desk.engine.exchange()
        assert (report.stopped, report.rejected, report.retry_after) == ("retry_later", 0, 30)
        assert untouched(desk, 3)
        desk.clock.advance(31)
    assert desk.office.body(records[0])["tender"]["description"] == "x" * 20_000
    assert [version for _, version in at_portal(portal, *records)] == [1, 1, 1]
    state.write_text("")
    if portal.database_url and trouble == "full":
        ask(portal, "DROP TRIGGER full_disk ON intake_storedoperation")
    desk.send()
    assert [version for _, version in at_portal(portal, *records)] == [2, 2, 2]
    assert whole(portal, desk)


@fault(22, "the portal's disk is full or its database read-only")
def test_a_portal_with_no_room_for_a_file_keeps_what_was_captured_and_asks_to_come_back(own_portal, open_desk):
    """Where a folder should be there is a file: nothing can be written, as on a full disk."""
    desk = open_desk("ana", own_portal)
    record = desk.office.new("con anexo")
    (own_portal.home / "documentos").write_text("")
    paper = desk.folder / "anexo.pdf"
    paper.write_bytes(b"contrato" * 1000)
    desk.office.attachments.attach(record, "/tender/documents/@", paper)
    report = desk.engine.exchange()
    assert (report.stopped, report.retry_after) == ("retry_later", 60)
    assert at_portal(own_portal, record) == [("con anexo", 1)]
    (own_portal.home / "documentos").unlink()
    desk.clock.advance(61)
    desk.send()
    assert desk.office.exchange.status().files.done == 1

"""Fault cases before a portal that is really served, over sockets, with the real store and courier at the desk."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from capture_app.changes import FieldEdit
from capture_app.store import rows
from capture_app.store.setting_aside import rebatch
from sync import encodings, keys, sealing, stick, wire
from sync.client import SyncClient
from sync.transport import Transport
from sync.wrapping import ZSTD_MAGIC
from tests.faults.proxy import Fault, scripted
from tests.faults.served import ServedDesk
from tests.faults.town import (
    ABOUT,
    TITLE,
    ana,
    ask,
    at_portal,
    beto,
    copy_of,
    database,
    open_desk,
    open_town,
    operations,
    own_portal,
    town,
    towns,
    untouched,
    whole,
)
from tests.journeys.portal_server import PortalServer

ON_BOTH = "asked"
STRIDE = int(os.environ.get("CAPTURA_SWEEP", "61"))
NO_ANSWER = ("no_network", "cut", "stalled", "server_failed", "reply_altered", "reply_unsigned")
fault = pytest.mark.fault
__all__ = ["ana", "beto", "database", "open_desk", "open_town", "own_portal", "town", "towns"]


def replies_of(town: PortalServer, desk: ServedDesk) -> int:
    desk.office.new("para medir")
    desk.send()
    return len(desk.proxy.last_reply)


@fault(4, "the body is half sent")
def test_a_body_half_sent_applies_nothing_and_only_that_batch_goes_again(town, ana):
    first = ana.office.new("ya enviado")
    ana.send()
    second = ana.office.new("a medias")
    ana.proxy.faults = [Fault(cut_request=400)] * 2
    assert ana.engine.exchange().stopped
    assert at_portal(town, second) == []
    assert untouched(ana, 1)
    before = len(ana.proxy.requests)
    assert ana.send().sent == 1
    assert [carries(request) for request in ana.proxy.requests[before:]] == [False, True]  # who is there, first
    assert at_portal(town, first, second) == [("ya enviado", 1), ("a medias", 1)]
    assert whole(town, ana)


@fault(5, "killed after the portal committed, before the answer is read")
def test_an_answer_that_is_lost_gives_duplicates_and_nothing_twice(town, ana):
    record = ana.office.new("sin respuesta")
    ana.proxy.faults = [Fault(drop_reply=True)] * 2
    assert ana.engine.exchange().stopped
    assert at_portal(town, record) == [("sin respuesta", 1)]
    assert untouched(ana, 1)
    assert ana.send().duplicate == 1
    assert at_portal(town, record) == [("sin respuesta", 1)]
    assert whole(town, ana)


class Ended(BaseException):
    """The program is not there any more."""


@pytest.mark.parametrize("point", ["answer.before_apply", "answer.before_commit"])
@fault(7, "killed in the middle of applying news")
def test_news_and_cursor_move_together_or_not_at_all(town, ana, beto, point):
    beto.send()
    record = ana.office.new("novedad")
    ana.send()
    since = beto.office.outbox.position().since

    def end(passed: str) -> None:
        if passed == point:
            raise Ended

    object.__setattr__(beto.office.desk, "failpoint", end)
    with pytest.raises(Ended):
        beto.engine.exchange()
    beto.stop()
    beto.open()
    assert beto.office.outbox.position().since == since
    assert beto.office.connection.value("SELECT count(*) FROM record WHERE record_id = ?", (record,)) == 0
    beto.send()
    assert beto.office.body(record)["tender"]["title"] == "novedad"


@fault(11, "the answer is cut at every position")
def test_an_answer_cut_anywhere_is_no_answer(town, ana, expected_logs):
    expected_logs.expected = ("Failed to parse headers",)
    size = replies_of(town, ana)
    after_a_name = ana.proxy.last_reply.index(b"Content-Length:") + len(b"Content-Length:")
    for place in (after_a_name, *range(Random(3).randrange(STRIDE), size, STRIDE)):
        ana.office.new(f"respuesta cortada en {place}")
        ana.proxy.faults = [Fault(cut_reply=place)] * 2
        stopped = ana.engine.exchange().stopped
        assert stopped in NO_ANSWER or len(ana.proxy.last_reply) <= place, (place, stopped)
        assert not stopped or untouched(ana, 1)
        ana.proxy.faults = []
        ana.send()
    assert whole(town, ana)


@fault(12, "the request is cut at every position")
def test_a_request_cut_anywhere_changes_nothing(town, ana):
    ana.office.new("para medir")
    ana.send()
    ana.office.new("para medir lo que sigue")  # which goes on from what was said, and is shorter
    ana.send()
    size = len(ana.proxy.requests[-1])
    for place in range(1 + Random(4).randrange(STRIDE), size, STRIDE):
        record = ana.office.new(f"petición cortada en {place}")
        ana.proxy.faults = [Fault(cut_request=place)] * 2
        stopped = ana.engine.exchange().stopped
        assert stopped or len(ana.proxy.requests[-1]) <= place, place
        assert not stopped or (at_portal(town, record) == [] and untouched(ana, 1)), place
        ana.proxy.faults = []
        ana.send()
    assert whole(town, ana)


@fault(12, "the request is cut at every position")
def test_a_request_cut_and_made_to_look_whole_is_refused_by_its_hash(town, ana):
    ana.office.new("para medir")
    ana.send()
    size, head = len(ana.proxy.requests[-1]), ana.proxy.requests[-1].index(b"\r\n\r\n") + 4
    payload = size - len(wire.unpack(ana.proxy.requests[-1][head:])[1]) + len(ZSTD_MAGIC)
    for place in range(payload + Random(5).randrange(STRIDE), size, STRIDE):
        record = ana.office.new(f"petición cortada y emparejada en {place}")
        ana.proxy.faults = [Fault(cut_request=place, refit=True)] * 2
        ana.engine.exchange()
        assert ana.office.exchange.status().attention == 0
        ana.proxy.faults = []
        ana.send()
        assert at_portal(town, record) == [(f"petición cortada y emparejada en {place}", 1)]
    assert whole(town, ana)


@fault(13, "one batch is delivered twice")
def test_one_batch_delivered_twice_at_once_is_applied_once(town, ana):
    record = ana.office.new("dos a la vez")
    batch = ana.office.outbox.next_batch(500, 1 << 20)
    assert batch is not None
    letter, address = carrying(ana, batch), f"http://127.0.0.1:{ana.proxy.upstream}"
    with ThreadPoolExecutor(4) as lanes:
        codes = sorted(lanes.map(lambda _: posted(address, ana, letter), range(4)))
    assert codes == ["applied", "duplicate", "duplicate", "duplicate"]
    assert at_portal(town, record) == [("dos a la vez", 1)]
    ana.send()
    assert whole(town, ana)


@fault(30, "the nonce is refused in the middle of an exchange")
def test_a_message_delivered_twice_is_signed_again_and_goes_on(town, ana):
    records = [ana.office.new(f"dos veces {number}") for number in range(3)]
    ana.proxy.faults = [Fault(twice=True)]
    before = len(ana.proxy.requests)
    report = ana.send()
    assert (report.duplicate, report.pending) == (3, 0)
    first, second, *_ = (wire.unpack(sent.partition(b"\r\n\r\n")[2])[0] for sent in ana.proxy.requests[before:])
    assert first.nonce != second.nonce
    assert ana.office.connection.value("SELECT count(DISTINCT batch_id) FROM outbox WHERE sequence IS NOT NULL") == 1
    assert at_portal(town, *records) == [(f"dos veces {number}", 1) for number in range(3)]
    assert whole(town, ana)


@fault(14, "one name with other content")
def test_one_name_with_other_content_needs_a_person_and_changes_nothing(town, ana):
    record = ana.office.new("el primero")
    ana.send()
    row = rows.read_one(ana.office.connection, "outbox", "record_id = ?", (record,))
    assert row is not None
    operation = json.loads(row["operation"])
    with ana.office.connection.transaction():
        altered = {**operation, "author": "otra persona"}
        data = json.dumps(altered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        batch = wire.make_batch("otro-lote", [wire.decode_message(data, wire.Operation)])
        values = ("otro-lote", 99, row["at"], 1, len(data), batch.sha256, batch.head)
        ana.office.connection.execute("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        fresh = {"state": "sealed", "operation": data, "op_hash": batch.head, "batch_id": "otro-lote", "position": 0}
        rows.update(ana.office.connection, "outbox", {**row, **fresh})
    assert ana.engine.exchange().rejected == 1
    status = ana.office.exchange.status()
    assert (status.attention, status.at_portal) == (1, 0)
    assert at_portal(town, record) == [("el primero", 1)]
    assert ana.office.body(record)["tender"]["title"] == "el primero"


def rebatch_first(desk: ServedDesk) -> None:
    """Offer the first operation of this computer once more, in a batch of its own."""
    with desk.office.connection.transaction():
        rebatch(desk.office.desk, rows.read(desk.office.connection, "outbox", "sequence = 1"))


@pytest.mark.parametrize("days", [-3650, 1, 3650])
@fault(18, "the desk's clock is wrong and jumps")
def test_a_wrong_clock_neither_wins_nor_loses(town, open_desk, days):
    ana, beto = open_desk("ana"), open_desk("beto")
    record = ana.office.new("Compra")
    ana.send()
    beto.send()
    beto.office.set(record, ABOUT, "de Beto, primero")
    beto.send()
    ana.clock.current += timedelta(days=days)
    ana.office.set(record, ABOUT, "de Ana, después")
    ana.office.set(record, TITLE, "Compra de papel")
    report = ana.send()
    assert report.conflict == 1
    assert "El reloj de esta computadora va" in report.notice
    (conflict,) = ana.office.capture.open(record).conflicts
    assert (conflict.theirs, conflict.ours) == ("de Beto, primero", "de Ana, después")
    ana.clock.current -= timedelta(days=2 * days)
    ana.office.capture.decide(record, conflict, "ours")
    ana.send()
    beto.send()
    assert beto.office.body(record) == ana.office.body(record)


@fault(25, "a storm of 500, 502 and 503 for an hour")
def test_a_storm_passes_and_everything_drains(town, ana):
    records = [ana.office.new(f"tormenta {number}") for number in range(5)]
    pauses = []
    for _ in range(20):
        status = ("500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable")[len(pauses) % 3]
        ana.proxy.faults = [Fault(answer=scripted(status, b"<html>", Content_Type="text/html"))] * 3
        report = ana.engine.exchange()
        assert report.stopped
        assert untouched(ana, 5)
        pauses.append(report.retry_after)
        ana.clock.advance(max(report.retry_after, 300))
    assert max(pauses) <= 300
    ana.proxy.faults = []
    ana.send()
    assert len(at_portal(town, *records)) == 5
    assert whole(town, ana)


@fault(25, "a storm of 500, 502 and 503 for an hour")
def test_after_a_storm_of_an_hour_it_drains_by_itself_within_five_minutes(town, ana):
    """Nobody touches anything: each exchange comes when the one before said that it makes sense."""
    records = [ana.office.new(f"tormenta {number}") for number in range(5)]
    elapsed = 0.0
    while True:
        status = ("500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable")[int(elapsed) % 3]
        storm = [Fault(answer=scripted(status, b"<html>", Content_Type="text/html"))] * 3
        ana.proxy.faults = storm if elapsed < 3600 else []
        report = ana.engine.exchange()
        if not report.stopped:
            break
        assert untouched(ana, 5)
        elapsed += report.retry_after
        ana.clock.advance(report.retry_after)
    assert 3600 <= elapsed <= 3900
    assert len(at_portal(town, *records)) == 5
    assert whole(town, ana)


@fault(26, "429 with a pause of two minutes")
def test_a_pause_stops_all_traffic_and_is_no_failure(town, ana):
    ana.office.new("pausa")
    ana.proxy.faults = [Fault(answer=scripted("429 Too Many Requests", Retry_After="120"))]
    report = ana.engine.exchange()
    assert (report.stopped, report.retry_after) == ("retry_later", 120)
    asked = len(ana.proxy.requests)
    ana.clock.advance(119)
    assert ana.engine.exchange().stopped == "retry_later"
    assert len(ana.proxy.requests) == asked
    assert untouched(ana, 1)
    ana.clock.advance(2)
    ana.send()
    assert whole(town, ana)


LOGIN = b"<!doctype html><title>Bienvenido</title>"
CAPTIVE = {
    "200 with a page": scripted("200 OK", LOGIN, Content_Type="text/html"),
    "302 to a login": scripted("302 Found", Location="http://login.invalid/"),
    "511": scripted("511 Network Authentication Required", LOGIN, Content_Type="text/html"),
}


@pytest.mark.parametrize("name", CAPTIVE)
@fault(27, "a network that wants a login")
def test_a_network_that_wants_a_login_changes_nothing(town, ana, name):
    ana.office.new("red con acceso")
    ana.proxy.faults = [Fault(answer=CAPTIVE[name])]
    assert ana.engine.exchange().stopped == "captive_portal"
    assert untouched(ana, 1)
    ana.send()
    assert whole(town, ana)


@fault(29, "a proxy that keeps answers and gives them again")
def test_an_answer_of_before_is_not_believed_and_nothing_is_folded_any_more(town, ana):
    ana.office.new("uno")
    ana.send()
    kept = ana.proxy.last_reply
    ana.office.new("dos")
    ana.proxy.faults = [Fault(answer=kept)] * 2
    assert ana.engine.exchange().stopped == "reply_not_ours"
    assert untouched(ana, 1)
    ana.send()
    assert wire.unpack(ana.proxy.requests[-1].partition(b"\r\n\r\n")[2])[0].encoding == "identity"
    assert whole(town, ana)


WITHDRAWN = {
    "device": "UPDATE accounts_device SET revoked_at = '2026-01-01 00:00:00+00:00'",
    "user": "UPDATE accounts_user SET is_active = false",
}


@pytest.mark.parametrize("who", WITHDRAWN)
@fault(31, "the device is revoked or its user disabled")
def test_who_is_revoked_keeps_everything_and_goes_on_capturing(own_portal, open_desk, tmp_path, who):
    desk = open_desk("ana", own_portal)
    record = desk.office.new("antes de la baja")
    desk.send()
    ask(own_portal, WITHDRAWN[who])
    desk.office.set(record, ABOUT, "después de la baja")
    report = desk.engine.exchange()
    assert report.stopped == "revoked_device"
    assert "puede seguir capturando" in report.message
    desk.office.set(record, TITLE, "se sigue capturando")
    assert desk.office.outbox.waiting() == 2
    assert at_portal(own_portal, record) == [("antes de la baja", 1)]
    assert desk.office.body(record)["tender"]["title"] == "se sigue capturando"
    holder = stick.Holder(desk.keys, (sealing.opener_of(desk.private),))
    stick.write_batches(desk.office.outbox, holder, desk.clock, tmp_path)
    (queue,) = tmp_path.glob("*.capbatch")
    assert b"se sigue capturando" not in queue.read_bytes()


@fault(32, "no permission for some of it")
def test_what_may_not_be_done_is_said_and_the_rest_is_applied(own_portal, open_desk):
    desk = open_desk("ana", own_portal)
    record = desk.office.new("sin permiso de aprobar")
    value = {"amount": 1000, "currency": "MXN"}
    members = {"id": "ZAP-1", "status": "complete", "procurementMethod": "direct", "value": value}
    desk.office.save(record, *(FieldEdit(f"/tender/{name}", member) for name, member in members.items()))
    desk.send()
    ask(own_portal, "UPDATE accounts_membership SET role = 'capturista'")
    ask(own_portal, "UPDATE accounts_office SET approval = 'two_persons'")
    desk.office.review.submit([record])
    desk.office.review.approve([record])
    other = desk.office.new("sí entra")
    report = desk.engine.exchange()
    assert report.stopped is None
    status = desk.office.exchange.status()
    assert [item.state for item in status.items if item.state == "forbidden"] == ["forbidden"]
    assert at_portal(own_portal, other) == [("sí entra", 1)]


@pytest.mark.parametrize("is_declared", [False, True])
@fault(35, "the portal is restored from last week's copy")
def test_a_restored_portal_gets_back_what_it_lost(own_portal, open_desk, tmp_path, is_declared):
    from portal.config.home import PortalHome

    desk = open_desk("ana", own_portal)
    first = desk.office.new("antes")
    desk.send()
    own_portal.stop()
    restore = copy_of(own_portal, tmp_path / "copia")
    own_portal.start()
    second = desk.office.new("después")
    desk.office.set(first, TITLE, "cambiado")
    desk.send()
    held = at_portal(own_portal, first, second)
    own_portal.stop()
    restore()
    if is_declared:
        PortalHome(own_portal.home).renew_epoch()
    own_portal.start()
    report = desk.send()
    assert report.offered == 2
    assert at_portal(own_portal, first, second) == held
    assert whole(own_portal, desk)


@fault(36, "the address leads to an empty or to another portal")
def test_another_portal_at_the_address_is_not_believed(town, own_portal, ana):
    record = ana.office.new("no es para ese portal")
    upstream, ana.proxy.upstream = ana.proxy.upstream, int(own_portal.url.rpartition(":")[2])
    assert ana.engine.exchange().stopped == "portal_key_unknown"
    assert untouched(ana, 1)
    assert operations(own_portal, ana) == []
    ana.proxy.upstream = upstream
    ana.send()
    assert at_portal(town, record) == [("no es para ese portal", 1)]


@pytest.mark.parametrize("when", ["at the start of the program", "after the link was gone", "after a while"])
@fault(36, "the address leads to an empty or to another portal")
def test_nothing_of_the_office_leaves_before_the_portal_has_proved_itself(town, own_portal, ana, when):
    ana.office.new("no es para ese portal")
    upstream, ana.proxy.upstream = ana.proxy.upstream, int(own_portal.url.rpartition(":")[2])
    if when == "at the start of the program":
        ana.stop()
        ana.open(is_acquainted=False)
    elif when == "after a while":
        ana.clock.advance(601)
    else:
        ana.proxy.upstream = 1
        assert ana.engine.exchange().stopped
        ana.proxy.upstream = int(own_portal.url.rpartition(":")[2])
    asked = len(ana.proxy.requests)
    assert ana.engine.exchange().stopped == "portal_key_unknown"
    first, second = ana.proxy.requests[asked:]
    assert (said(first), b"POST " + wire.KEYS_PATH.encode() in second) == ((None, []), True)
    assert untouched(ana, 1)
    ana.proxy.upstream = upstream
    ana.send()
    assert whole(town, ana)


def carries(request: bytes) -> bool:
    """Whether a request has a batch, of which the proxy can read nothing where it goes on from what was said before."""
    return "+" in wire.unpack(request.partition(b"\r\n\r\n")[2])[0].encoding or said(request)[0] is not None


def said(request: bytes) -> tuple[wire.Batch | None, list[wire.FileLink]]:
    """(batch, links of files) of a request on its way."""
    header, payload, _ = wire.unpack(request.partition(b"\r\n\r\n")[2])
    message = wire.arrived(encodings.decompress(payload, header.encoding), wire.SyncRequest, header)
    return message.batch, message.files


@fault(37, "a cloned disk: two machines, one device")
def test_of_two_clones_the_second_is_told_and_nothing_of_either_is_lost(town, ana, tmp_path):
    ana.office.new("antes de clonar")
    ana.send()
    ana.stop()
    shutil.copytree(ana.folder, tmp_path / "clon")
    ana.open()
    clone = object.__new__(ServedDesk)
    clone.__dict__.update(ana.__dict__)
    clone.folder = tmp_path / "clon"
    clone.open()
    one, two = ana.office.new("de la primera"), clone.office.new("de la copia")
    ana.send()
    assert clone.engine.exchange().stopped == "fork"
    assert untouched(clone, 1)
    clone.stop()
    fresh = ServedDesk(clone.folder, town, ana.clock, "clon")
    fresh.send()
    assert at_portal(town, one, two) == [("de la primera", 1), ("de la copia", 1)]
    ana.send()
    assert ana.office.body(two)["tender"]["title"] == "de la copia"
    fresh.close()


@fault(38, "two desks on one record: same field, other fields, rows moved, removed and edited")
def test_two_desks_on_one_record_lose_nothing(town, ana, beto):
    record = ana.office.new("Compra")
    items = [ana.office.add(record, "/tender/items", {"description": f"renglón {number}"}) for number in range(3)]
    ana.send()
    beto.send()
    beto.office.set(record, ABOUT, "de Beto")
    beto.office.set(record, "/tender/procurementMethod", "direct")
    beto.office.save(record, FieldEdit(items[0], kind="row_remove"))
    ana.office.set(record, ABOUT, "de Ana")
    ana.office.set(record, TITLE, "Compra de papel")
    ana.office.set(record, items[0] + "/description", "editado por Ana")
    beto.send()
    assert ana.send().conflict == 1
    (conflict,) = ana.office.capture.open(record).conflicts
    assert (conflict.theirs, conflict.ours) == ("de Beto", "de Ana")
    ana.office.capture.decide(record, conflict, "theirs")
    ana.send()
    beto.send()
    body = beto.office.body(record)
    assert body == ana.office.body(record)
    assert (body["tender"]["title"], body["tender"]["procurementMethod"]) == ("Compra de papel", "direct")
    assert [row["description"] for row in body["tender"]["items"]] == ["editado por Ana", "renglón 1", "renglón 2"]


def carrying(desk: ServedDesk, batch: wire.Batch) -> wire.SyncRequest:
    """A request with a batch and nothing else."""
    position = desk.office.outbox.position()
    return wire.SyncRequest(office_code=position.office_code, device_id=position.device_id, batch=batch)


def deliver_to(address: str, desk: ServedDesk, batch: wire.Batch) -> str:
    """The code of the batch's first operation."""
    return posted(address, desk, carrying(desk, batch))


def posted(address: str, desk: ServedDesk, letter: wire.SyncRequest) -> str:
    with SyncClient(Transport(address), desk.keys, desk.clock) as client:
        receipt = client.exchange(letter).reply.receipt
    assert receipt is not None
    return receipt.results[0].code


def sealed_apart(desk: ServedDesk, record: str, *titles: str) -> list[wire.Batch]:
    """A batch for each title, none of them sent; then all wait again as they were sealed."""
    batches = []
    for title in titles:
        desk.office.set(record, TITLE, title)
        batch = desk.office.outbox.next_batch(500, 1 << 20)
        assert batch is not None
        batches.append(batch)
        put_in_state(desk, "sent", "acked")
    for batch in batches:
        put_in_state(desk, "acked", "sealed", batch.batch_id)
    return batches


def put_in_state(desk: ServedDesk, before: str, after: str, batch_id: str = "") -> None:
    with desk.office.connection.transaction():
        for row in rows.read(desk.office.connection, "outbox", "state = ? AND ? IN ('', batch_id)", (before, batch_id)):
            rows.update(desk.office.connection, "outbox", {**row, "state": after})


@fault(15, "batches arrive in the reverse order")
def test_batches_in_the_reverse_order_are_held_and_applied_in_their_own(town, ana):
    record = ana.office.new("primero")
    ana.send()
    batches = sealed_apart(ana, record, "segundo", "tercero", "cuarto")
    codes = [deliver_to(ana.proxy.address, ana, batch) for batch in reversed(batches)]
    assert codes == ["held", "held", "applied"]
    assert at_portal(town, record) == [("cuarto", 4)]
    assert [deliver_to(ana.proxy.address, ana, batch) for batch in batches] == ["duplicate"] * 3
    ana.send()
    assert whole(town, ana)


@fault(16, "a change arrives before its record")
def test_a_change_that_comes_before_its_record_waits_for_it(town, ana):
    record = ana.office.new("primero")
    ana.office.set(record, ABOUT, "antes")
    first, second = sealed_apart(ana, record, "creado", "después")
    assert deliver_to(ana.proxy.address, ana, second) == "held"
    assert at_portal(town, record) == []
    assert deliver_to(ana.proxy.address, ana, first) == "applied"
    assert at_portal(town, record) == [("después", 2)]
    assert deliver_to(ana.proxy.address, ana, second) == "duplicate"
    ana.send()
    assert whole(town, ana)


def test_the_keys_of_a_desk_are_its_own(ana, beto):
    assert ana.keys.public_key() != beto.keys.public_key()
    assert len(ana.keys.public_key()) == keys.KEY_BYTES

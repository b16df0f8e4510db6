"""What the portal's answer changes here, and what it never changes."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from capture_app.changes import FieldEdit
from capture_app.services.agenda import AgendaService
from capture_app.store import records
from sync import canonical, wire
from sync.engine import SyncEngine
from sync.keys import DeviceKeys, new_key
from tests.faults.portal_double import DirectClient, PortalDouble
from tests.receipts import receipt_for
from tests.unit.store.office import open_office, paths_of, settings_of


@pytest.fixture
def portal():
    return PortalDouble("MB")


@pytest.fixture
def engine(office, portal, fixed_clock):
    keys = DeviceKeys(new_key(), portal.signer.public_key())
    return SyncEngine(
        office.outbox, DirectClient(portal), keys, fixed_clock, Random(1), wait=lambda _: None, acquainted=True
    )


def sent(office):
    return office.outbox.next_batch(500, 10**6)


def answer(office, *results, records=(), number=1):
    batch = sent(office)
    office.outbox.take_answer(receipt_for(batch, *results, number=number), records, number)
    return batch


def portal_state(office, record_id, version, **tender):
    record = records.load(office.connection, record_id)
    body = {**record.body, "tender": {**record.body["tender"], **tender}}
    body["tender"] = {name: value for name, value in body["tender"].items() if value is not None}
    return wire.RecordState(
        record_id=record_id,
        record_type=record.record_type,
        ocid=record.ocid,
        version=version,
        status="draft",
        folio=record.folio,
        sequence=version,
        body=body,
        body_hash=canonical.content_hash(body),
    )


def test_accepted_means_at_the_portal_with_its_version(office):
    record_id = office.new()
    answer(office, wire.Result(code="applied", version=1))
    view = office.capture.open(record_id)
    assert (view.version, view.pending, view.sync_state) == (1, 0, "acked")


def test_a_later_operation_names_the_version_it_stands_on(office):
    record_id = office.new()
    answer(office, wire.Result(code="applied", version=4))
    office.set(record_id, "/tender/description", "x")
    (operation,) = sent(office).operations
    assert (operation.kind, operation.base_version, operation.after_sequence) == ("patch", 4, 1)


def test_a_clash_told_by_the_portal_keeps_both_values(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    office.set(record_id, "/tender/description", "limpia")
    clash = wire.FieldConflict(path="/tender/title", theirs="Suyo", ours="Nuestro")
    state = portal_state(office, record_id, 3, title="Suyo")
    answer(office, wire.Result(code="conflict", version=3, conflicts=[clash]), records=[state], number=2)
    view = office.capture.open(record_id)
    assert view.body["tender"] == {"title": "Nuestro", "description": "limpia"}
    assert [(item.theirs, item.ours) for item in view.conflicts] == [("Suyo", "Nuestro")]
    assert view.sync_state == "conflict"
    assert office.outbox.next_batch(500, 10**6) is None


@pytest.mark.parametrize(
    ("choice", "value", "title", "sent_items"),
    [
        ("theirs", None, "Suyo", 0),
        ("ours", None, "Nuestro", 1),
        ("other", "Tercero", "Tercero", 1),
    ],
)
def test_a_person_decides_and_knows_what_is_replaced(office, choice, value, title, sent_items):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    clash = wire.FieldConflict(path="/tender/title", theirs="Suyo", ours="Nuestro")
    state = portal_state(office, record_id, 2, title="Suyo")
    answer(office, wire.Result(code="conflict", version=2, conflicts=[clash]), records=[state], number=2)
    (conflict,) = office.capture.open(record_id).conflicts
    office.capture.decide(record_id, conflict, choice, value)
    view = office.capture.open(record_id)
    assert (view.body["tender"]["title"], view.conflicts) == (title, ())
    assert office.outbox.wanted() == 0
    batch = sent(office)
    items = batch.operations[0].patch if batch else []
    assert items == [["set", "/tender/title", title, canonical.short_hash("Suyo")]][:sent_items]


@pytest.mark.parametrize(("choice", "value", "now"), [("ours", None, "Nuestro"), ("other", "Tercero", "Tercero")])
def test_the_value_that_was_decided_against_stays_in_the_history(office, choice, value, now):
    """It never stood here: without a line of its own nobody could read it any more, nor take it back."""
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    office.outbox.take_answer(None, [portal_state(office, record_id, 2, title="Suyo")], 2)
    before = office.capture.open(record_id)
    office.capture.decide(record_id, before.conflicts[0], choice, value)
    told = [entry for entry in office.capture.history(record_id) if entry.cause == "decided"]
    assert (told[0].path, told[0].old, told[0].new) == ("/tender/title", "Suyo", now)
    assert told[0].user == office.desk.settings.user
    office.capture.undo(record_id)
    undone = office.body(record_id)["tender"]["title"]
    assert undone == {"ours": "Uno", "other": "Nuestro"}[choice]


def test_a_hand_over_that_the_portal_refused_was_not_given_back(office, monkeypatch):
    monkeypatch.setattr("capture_app.store.acting.has_errors", lambda _findings: False)
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.review.submit([record_id])
    answer(office, wire.Result(code="rejected", rule="act.unlawful"), number=2)
    assert office.capture.open(record_id).status == "draft"
    assert AgendaService(office.desk).returned() == ()


@pytest.mark.parametrize("here", [True, False])
def test_an_entry_of_a_register_that_was_withdrawn_was_not_given_back(office, monkeypatch, here):
    """Withdrawing leads to a draft too: it is seen where it was handed over, whoever withdraws it."""
    monkeypatch.setattr("capture_app.store.acting.has_errors", lambda _findings: False)
    record_id = office.capture.create("Reglamento", "regulation").record_id
    office.review.submit([record_id])
    answer(office, wire.Result(code="applied", version=1), wire.Result(code="applied", version=2))
    moves = ["approved"] if here else ["approved", "draft"]
    for version, status in enumerate(moves, 3):
        body = records.load(office.connection, record_id).body
        state = {**members(office, record_id), "version": version, "sequence": version, "status": status, "body": body}
        office.outbox.take_answer(None, [wire.RecordState(**state)], version)
    if here:
        monkeypatch.setattr("capture_app.store.acting.publication_state", lambda *_: "public")
        office.publish.withdraw([record_id], "Se publicó por error")
    assert office.capture.open(record_id).status == "draft"
    assert AgendaService(office.desk).returned() == ()


def members(office, record_id):
    record = records.load(office.connection, record_id)
    return {
        "record_id": record_id,
        "record_type": record.record_type,
        "ocid": record.ocid,
        "folio": record.folio,
        "body_hash": canonical.content_hash(record.body),
    }


def test_a_difference_shows_what_the_portal_has_by_now(office):
    """Who decides for ours must see what goes away, also where it changed after the difference was found."""
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    office.outbox.take_answer(None, [portal_state(office, record_id, 2, title="Suyo")], 2)
    office.outbox.take_answer(None, [portal_state(office, record_id, 3, title="Suyo, corregido")], 3)
    (conflict,) = office.capture.open(record_id).conflicts
    assert (conflict.theirs, conflict.ours) == ("Suyo, corregido", "Nuestro")


def test_a_change_at_the_portal_is_not_overwritten_by_what_is_not_sent_yet(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    state = portal_state(office, record_id, 2, title="Suyo")
    office.set(record_id, "/tender/title", "Nuestro")
    office.set(record_id, "/tender/description", "limpia")
    office.outbox.take_answer(None, [state], 2)
    view = office.capture.open(record_id)
    assert [(item.theirs, item.ours) for item in view.conflicts] == [("Suyo", "Nuestro")]
    assert view.body["tender"] == {"title": "Nuestro", "description": "limpia"}
    (operation,) = sent(office).operations
    assert paths_of(operation.patch) == ["/tender/description"]


def test_what_came_from_the_portal_is_in_the_history(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.outbox.take_answer(None, [portal_state(office, record_id, 2, title="Suyo")], 2)
    last = office.capture.history(record_id)[-1]
    assert (last.cause, last.user, last.old, last.new) == ("merged", "portal", "Uno", "Suyo")


def test_a_refusal_goes_again_whole_with_the_next_edit(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="rejected", rule="ocid.taken"))
    assert office.outbox.wanted() == 1
    assert sent(office) is None
    office.set(record_id, "/tender/title", "Dos")
    assert office.outbox.wanted() == 0
    (operation,) = sent(office).operations
    assert operation.kind == "create"
    assert ["set", "/tender/title", "Dos", ""] in operation.patch
    assert "/initiationType" in paths_of(operation.patch)


def test_an_edit_made_while_the_refused_one_travelled_carries_both(office):
    record_id = office.new("Uno")
    batch = sent(office)
    office.set(record_id, "/tender/description", "x")
    office.outbox.take_answer(receipt_for(batch, wire.Result(code="rejected", rule="r")), [], 1)
    (operation,) = sent(office).operations
    assert operation.kind == "create"
    assert {"/tender/description", "/tender/title"} <= set(paths_of(operation.patch))
    assert office.outbox.wanted() == 0


def test_operations_of_another_batch_are_not_touched(office):
    office.new()
    batch = sent(office)
    wrong = receipt_for(msgspec.structs.replace(batch, batch_id="otro"), wire.Result(code="applied", version=1))
    with pytest.raises(Exception, match="acuse"):
        office.outbox.take_answer(wrong, [], 1)
    assert office.outbox.waiting() == 1


def test_an_old_state_of_a_record_changes_nothing(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=3))
    old = portal_state(office, record_id, 2, title="Viejo")
    office.outbox.take_answer(None, [old], 5)
    assert office.body(record_id)["tender"]["title"] == "Uno"


def test_a_record_taken_away_at_the_portal_is_not_listed_unless_edited_here(office):
    first, second = office.new("Uno"), office.new("Dos")
    answer(office, *[wire.Result(code="applied", version=1)] * 2)
    office.set(second, "/tender/title", "editado")
    gone = [msgspec.structs.replace(portal_state(office, name, 2), deleted=True) for name in (first, second)]
    office.outbox.take_answer(None, gone, 2)
    assert [row.id for row in office.capture.search()] == [second]


def test_the_state_words_of_the_list(office, engine, portal):
    record_id = office.new("Uno")
    assert office.capture.search()[0].sync_state == "pending"
    sent(office)
    assert office.capture.search()[0].sync_state == "sent"
    engine.exchange()
    assert office.capture.search()[0].sync_state == "acked"
    portal.change(record_id, [["set", "/tender/title", "Suyo", canonical.short_hash("Uno")]])
    office.set(record_id, "/tender/title", "Nuestro")
    engine.exchange()
    assert office.capture.search()[0].sync_state == "conflict"


def test_personal_data_travel_apart_and_come_back_the_same(tmp_path, fixed_clock, portal):
    (tmp_path / "a").mkdir()
    office = open_office(tmp_path / "a", fixed_clock)
    try:
        record_id = office.new()
        contact = {"email": "privado@ejemplo.mx"}
        office.add(record_id, "/parties", {"name": "Persona inventada", "contactPoint": contact})
        (operation,) = sent(office).operations
        assert b"privado" not in canonical.encode(operation.patch)
        assert operation.private
        assert "privado" in str(wire.reveal(operation))
    finally:
        office.close()


def test_the_chain_is_one_over_batches_and_restarts(tmp_path, fixed_clock):
    head, sequence = "", 0
    for number in range(3):
        office = open_office(tmp_path, fixed_clock)
        office.new(f"Proceso {number}")
        batch = sent(office)
        (operation,) = batch.operations
        assert (operation.prev_hash, operation.sequence) == (head, sequence + 1)
        head, sequence = batch.head, operation.sequence
        office.outbox.take_answer(receipt_for(batch, wire.Result(code="rejected"), number=number), [], number)
        office.close()


def test_a_batch_damaged_on_the_disk_is_not_sent(office):
    from capture_app.errors import Damaged

    office.new()
    sent(office)
    with office.connection.transaction():
        office.connection.execute("UPDATE batch SET sha256 = 'x'")
    with pytest.raises(Damaged):
        sent(office)


def test_moving_rows_travels_as_moves(office):
    record_id = office.new()
    rows = [office.add(record_id, "/tender/items", {"description": str(number)}) for number in range(3)]
    answer(office, wire.Result(code="applied", version=1))
    office.save(record_id, FieldEdit(rows[0], kind="row_move", after=rows[2].rpartition("/")[2]))
    (operation,) = sent(office).operations
    assert operation.patch == [["row_move", rows[0], rows[2].rpartition("/")[2], ""]]


def test_a_new_enrolment_begins_a_chain_of_its_own(tmp_path, fixed_clock):
    for device in ("device-1", "device-2"):
        office = open_office(tmp_path, fixed_clock, settings_of(device=device))
        office.new(device)
        batch = sent(office)
        (operation,) = batch.operations
        assert (operation.device_id, operation.sequence, operation.prev_hash) == (device, 1, "")
        office.outbox.take_answer(receipt_for(batch, wire.Result(code="applied"), number=device), [], 1)
        assert office.checking.check().bad == ()
        office.close()


def test_a_receipt_from_a_stick_answers_a_batch_that_the_network_has_halved_since(office):
    """Written to a stick, then offered in halves by network: what was sealed is the same, so is its receipt."""
    first, second = office.new(), office.new("Otro")
    (batch,) = office.outbox.seal_waiting(500, 10**6)
    office.outbox.split(batch.batch_id)
    assert office.outbox.sealed_batch(batch.batch_id) == batch
    applied = [wire.Result(code="applied", version=1)] * 2
    office.outbox.take_answer(receipt_for(batch, *applied), [], 1)
    assert [office.capture.open(name).sync_state for name in (first, second)] == ["acked", "acked"]
    assert office.outbox.next_batch(500, 10**6) is None
    assert office.outbox.sealed_batch("nobody's") is None


def test_a_clash_whose_record_comes_later_waits_for_a_person(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    clash = wire.FieldConflict(path="/tender/title", theirs="Suyo", ours="Nuestro")
    answer(office, wire.Result(code="conflict", version=3, conflicts=[clash]), number=2)
    assert [(item.theirs, item.ours) for item in office.capture.open(record_id).conflicts] == [("Suyo", "Nuestro")]
    office.outbox.take_answer(None, [portal_state(office, record_id, 3, title="Suyo")], 3)
    assert [(item.theirs, item.ours) for item in office.capture.open(record_id).conflicts] == [("Suyo", "Nuestro")]


def test_what_another_merged_meanwhile_is_not_taken_for_known(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    answer(office, wire.Result(code="merged", version=3), number=2)
    office.set(record_id, "/tender/description", "x")
    (operation,) = sent(office).operations
    assert operation.base_version == 1


def test_an_old_answer_does_not_put_our_value_back_over_what_the_portal_has_by_now(office):
    record_id = office.new("Uno")
    answer(office, wire.Result(code="applied", version=1))
    office.set(record_id, "/tender/title", "Nuestro")
    batch = sent(office)
    later = portal_state(office, record_id, 4, title="Uno")
    office.outbox.take_answer(None, [later], 4)
    clash = wire.FieldConflict(path="/tender/title", theirs="Suyo", ours="Nuestro")
    late = receipt_for(batch, wire.Result(code="conflict", version=3, conflicts=[clash]), number=2)
    office.outbox.take_answer(late, [], 0)
    assert [(item.theirs, item.ours) for item in office.capture.open(record_id).conflicts] == [("Uno", "Nuestro")]


def test_an_old_answer_to_an_act_does_not_bring_its_status_back(office):
    record_id = office.new("Uno")
    office.set(record_id, "/tender/id", "T-1")
    office.review.submit([record_id])
    batch = sent(office)
    later = msgspec.structs.replace(portal_state(office, record_id, 3), status="approved")
    office.outbox.take_answer(None, [later], 3)
    results = [wire.Result(code="applied", version=1), wire.Result(code="applied", version=2)]
    office.outbox.take_answer(receipt_for(batch, *results), [], 0)
    assert (office.capture.open(record_id).status, office.capture.open(record_id).version) == ("approved", 3)

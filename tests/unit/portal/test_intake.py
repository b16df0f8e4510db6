"""What arrives: results by operation, stored with what they changed."""

from __future__ import annotations

import uuid
from decimal import Decimal
from importlib import import_module

import pytest

from sync import wire
from tests.unit.portal.site import PREFIX, Site, small_body, told_bodies

ON_BOTH = True

OCID = f"{PREFIX}-MLA-2026-aaaaaaaa"


def test_a_new_record_is_applied_and_the_receipt_proves_it(site: Site):
    computer = site.computer(site.office())
    reply = computer.send(computer.create(small_body(), OCID))
    assert [result.code for result in reply.receipt.results] == ["applied"]
    assert reply.receipt.receipt_no.startswith("MLA-")
    assert reply.receipt.head == computer.head
    assert reply.records == []


def test_replay_gives_the_first_result_and_changes_nothing(site: Site):
    from portal.intake.models import Record

    office = site.office()
    computer = site.computer(office)
    operation = computer.create(small_body(), OCID)
    first = computer.send(operation)
    again = computer.results(operation)[0]
    assert (again.code, again.first, again.version) == ("duplicate", "applied", 1)
    assert Record.rows.for_office(office).get().version == first.receipt.results[0].version == 1


def test_the_same_batch_keeps_its_receipt_number(site: Site):
    computer = site.computer(site.office())
    request = computer.request([computer.create(small_body(), OCID)])
    replies = [site.post(computer.seal(request)) for _ in range(2)]
    assert len({reply.receipt.receipt_no for reply in replies}) == 1


def test_an_altered_operation_is_rejected(site: Site):
    computer = site.computer(site.office())
    operation = computer.create(small_body(), OCID)
    computer.send(operation)
    altered = wire.msgspec.structs.replace(operation, author="otra persona")
    result = computer.results(altered)[0]
    assert (result.code, result.rule) == ("rejected", "op.altered")


def test_the_told_cases_arrive_whole_with_their_personal_data(site: Site):
    from portal.intake.models import Record

    office = site.office()
    computer = site.computer(office)
    bodies = told_bodies()
    assert set(computer.codes(*(computer.create(body, ocid) for ocid, body in bodies))) == {"applied"}
    stored = {row.ocid: row.content for row in Record.rows.for_office(office)}
    assert stored == dict(bodies)


def test_the_columns_of_the_record_follow_the_body(site: Site):
    from portal.intake.models import Record

    office = site.office()
    computer = site.computer(office)
    computer.send(computer.create(small_body("Llantas"), OCID))
    row = Record.rows.for_office(office).get()
    assert (row.title, row.amount, row.currency, row.stage) == ("Llantas", 1000, "MXN", "tender")


@pytest.mark.parametrize("amount", ["999999999999.99", "123456789012345.67", "99999999999999999.99", "-0.01"])
def test_the_amount_of_a_record_keeps_its_cents(site: Site, amount: str):
    from django.apps import apps

    from portal.intake.models import Record

    office = site.office()
    computer = site.computer(office)
    body = small_body("Llantas")
    body["tender"]["value"] = {"amount": Decimal(amount), "currency": "MXN"}
    computer.send(computer.create(body, OCID))
    rows = Record.rows.for_office(office)
    assert rows.get().amount == Decimal(amount)
    rows.update(amount=None)
    import_module("portal.intake.migrations.0015_exact_amounts").read_again(apps, None)
    assert rows.get().amount == Decimal(amount)


def test_wrong_types_are_rejected_with_their_place(site: Site):
    computer = site.computer(site.office())
    result = computer.results(computer.create({"tender": {"title": {"no": "texto"}}}, OCID))[0]
    assert (result.code, result.findings[0].code) == ("rejected", "type.wrong")
    assert result.findings[0].pointer == "/tender/title"


def test_an_incomplete_draft_is_no_reason_to_refuse(site: Site):
    computer = site.computer(site.office())
    assert computer.codes(computer.create({"tender": {"title": "x"}}, OCID)) == ["applied"]


def test_an_ocid_of_another_office_is_taken(site: Site):
    first, second = site.computer(site.office()), site.computer(site.office("OTRO"), "beto")
    first.send(first.create(small_body(), OCID))
    result = second.results(second.create(small_body(), OCID))[0]
    assert (result.code, result.rule) == ("rejected", "ocid.taken")


def test_two_people_on_the_same_field_conflict_and_both_values_stay(site: Site):
    from portal.intake.models import Conflict

    office = site.office()
    ana, beto = site.computer(office), site.computer(office, "beto")
    body = small_body()
    created = ana.create(body, OCID)
    ana.send(created)
    beto.send()
    ours = {"tender": {**body["tender"], "title": "Título de Beto"}}
    theirs = {"tender": {**body["tender"], "title": "Título de Ana"}}
    ana.send(ana.change(body, theirs, created, 1))
    beto.last_on_record = {}
    reply = beto.send(beto.change(body, ours, created, 1))
    result = reply.receipt.results[0]
    assert result.code == "conflict"
    assert (result.conflicts[0].theirs, result.conflicts[0].ours) == ("Título de Ana", "Título de Beto")
    assert reply.records[0].body["tender"]["title"] == "Título de Ana"
    assert Conflict.rows.for_office(office).count() == 1


def test_disjoint_changes_merge_and_the_device_sees_the_result(site: Site):
    office = site.office()
    ana, beto = site.computer(office), site.computer(office, "beto")
    body = small_body()
    created = ana.create(body, OCID)
    ana.send(created)
    beto.send()
    ana.send(ana.change(body, {"tender": {**body["tender"], "title": "Otro título"}}, created, 1))
    reply = beto.send(beto.change(body, {"tender": {**body["tender"], "id": "MLA-9"}}, created, 1))
    assert reply.receipt.results[0].code == "merged"
    assert reply.records[0].body["tender"]["title"] == "Otro título"
    assert reply.records[0].body["tender"]["id"] == "MLA-9"


def test_a_batch_that_overtakes_another_is_held_and_then_settles(site: Site):
    from portal.intake.models import Record, StoredOperation

    office = site.office()
    computer = site.computer(office)
    body = small_body()
    created = computer.create(body, OCID)
    changed = computer.change(body, {"tender": {**body["tender"], "id": "MLA-9"}}, created, 0)
    held = computer.results(changed)[0]
    assert (held.code, held.rule) == ("held", "after.missing")
    assert computer.results(changed)[0].code == "held"
    assert computer.codes(created) == ["applied"]
    assert Record.rows.for_office(office).get().content["tender"]["id"] == "MLA-9"
    assert set(StoredOperation.rows.for_office(office).values_list("code", flat=True)) == {"applied"}
    assert computer.results(changed)[0].first == "applied"


def test_a_change_of_a_record_nobody_created_is_held(site: Site):
    computer = site.computer(site.office())
    operation = computer.operation("patch", str(uuid.uuid4()), OCID, [["set", "/tender/title", "x", ""]])
    assert computer.results(operation)[0].rule == "record.missing"


def test_one_bad_operation_does_not_stop_the_others(site: Site):
    computer = site.computer(site.office())
    operations = [
        computer.create({"tender": "no"}, f"{OCID}1"),
        computer.create(small_body(), f"{OCID}2"),
    ]
    assert computer.codes(*operations) == ["rejected", "applied"]


def test_a_status_changes_by_an_act_alone(site: Site):
    computer = site.computer(site.office())
    record_id = str(uuid.uuid4())
    operation = computer.operation("create", record_id, OCID, [["set", "/_status", "approved", ""]])
    assert computer.codes(operation) == ["forbidden"]


def test_a_device_without_a_role_may_do_nothing(site: Site):
    from portal.accounts.models import Membership

    computer = site.computer(site.office())
    Membership.objects.all().delete()
    assert computer.codes(computer.create(small_body(), OCID)) == ["forbidden"]


def test_a_law_of_the_future_is_named(site: Site):
    computer = site.computer(site.office())
    operation = computer.operation("create", str(uuid.uuid4()), OCID, [], forms_version=999)
    assert computer.codes(operation) == ["schema_unknown"]


def test_pull_comes_in_pages_and_the_cursor_moves(site: Site, monkeypatch):
    from portal.intake import pull

    monkeypatch.setattr(pull, "PAGE_RECORDS", 2)
    office = site.office()
    ana, beto = site.computer(office), site.computer(office, "beto")
    ana.send(*(ana.create(small_body(f"Compra {number}"), f"{OCID}{number}") for number in range(5)))
    seen = []
    for _ in range(5):
        reply = beto.send()
        seen += [state.ocid for state in reply.records]
        if not reply.more:
            break
    assert seen == [f"{OCID}{number}" for number in range(5)]
    assert beto.send().records == []


def test_an_office_never_sees_the_records_of_another(site: Site):
    ana, eva = site.computer(site.office()), site.computer(site.office("OTRO"), "eva")
    ana.send(ana.create(small_body(), OCID))
    assert eva.send().records == []


def test_who_acts_without_having_seen_the_folio_of_today_is_shown_it(site: Site):
    office = site.office()
    ana, bea = site.computer(office), site.computer(office, "bea")
    made = ana.create(small_body(), OCID)
    ana.send(made)
    renamed = bea.operation("patch", made.record_id, OCID, [["set", "/_folio", "F-2", ""]], base_version=1)
    assert bea.codes(renamed)[0] in ("applied", "merged", "conflict")
    reply = ana.send(ana.act("submit", made, small_body()))
    assert [(result.code, result.version) for result in reply.receipt.results] == [("applied", 3)]
    assert [(state.version, state.folio) for state in reply.records] == [(3, "F-2")]

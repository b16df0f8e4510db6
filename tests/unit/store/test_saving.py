"""Saving an edit: record, history and operation together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from capture_app.changes import Cause, FieldEdit
from capture_app.errors import BadInput, NotFound, Refused
from tests.unit.store.office import open_office, paths_of, settings_of


def test_a_new_record_has_its_names_and_one_operation(office):
    view = office.capture.open(office.new("Papel"))
    assert view.ocid.startswith("ocds-xs1qbl-MB-2026-")
    assert len(view.ocid.rpartition("-")[2]) == 8
    assert (view.folio, view.status, view.version) == ("MB-EXP-2026-K7-001", "draft", 0)
    assert [(kind, state) for kind, state, _ in office.patches(view.record_id)] == [("create", "pending")]


def test_the_folio_takes_the_letters_of_the_method(office):
    record_id = office.new()
    office.set(record_id, "/tender/procurementMethod", "direct")
    assert office.capture.open(record_id).folio == "MB-AD-2026-K7-001"
    office.set(record_id, "/_folio", "Pedido 7")
    office.set(record_id, "/tender/procurementMethod", "open")
    assert office.capture.open(record_id).folio == "Pedido 7"


def test_many_edits_are_one_operation_with_the_net_difference(office):
    record_id = office.new()
    office.outbox.next_batch(500, 10**6)
    office.set(record_id, "/tender/title", "Uno")
    office.set(record_id, "/tender/description", "Algo")
    assert office.set(record_id, "/tender/title", "Dos").pending == 6
    (_, _, patch) = office.patches(record_id)[-1]
    assert paths_of(patch) == ["/tender/description", "/tender/title"]


def test_an_edit_taken_back_leaves_no_operation(office):
    record_id = office.new("Papel")
    office.outbox.next_batch(500, 10**6)
    office.set(record_id, "/tender/title", "Otro")
    assert len(office.patches(record_id)) == 2
    office.set(record_id, "/tender/title", "Papel")
    assert len(office.patches(record_id)) == 1


def test_another_person_opens_another_operation(office, fixed_clock):
    record_id = office.new("Papel")
    other = open_office(office.folder, fixed_clock, settings_of("Beto"))
    try:
        other.set(record_id, "/tender/title", "De Beto")
    finally:
        other.close()
    authors = office.connection.rows("SELECT author, open FROM outbox ORDER BY number")
    assert authors == [{"author": "Ana", "open": 0}, {"author": "Beto", "open": 1}]
    assert [entry.user for entry in office.capture.history(record_id)][-1] == "Beto"


def test_an_edit_that_changes_nothing_writes_nothing(office):
    record_id = office.new("Papel")
    before = len(office.capture.history(record_id))
    assert office.set(record_id, "/tender/title", "Papel").paths == ()
    assert len(office.capture.history(record_id)) == before


def test_values_are_stored_in_one_form(office):
    record_id = office.new()
    amount = {"amount": Decimal("1500.50"), "currency": "MXN", "x": None}
    office.set(record_id, "/tender/value", amount)
    assert office.body(record_id)["tender"]["value"] == {"amount": Decimal("1500.5"), "currency": "MXN"}
    office.set(record_id, "/tender/value", {"amount": None, "currency": ""})
    assert "value" not in office.body(record_id)["tender"]
    office.set(record_id, "/tender/description", "con\x00nulo")
    assert office.body(record_id)["tender"]["description"] == "connulo"


def test_a_new_row_gets_a_key_and_so_do_its_rows(office):
    record_id = office.new()
    path = office.add(record_id, "/awards", {"id": "A-1", "suppliers": [{"name": "Una"}]})
    (award,) = office.body(record_id)["awards"]
    assert path == f"/awards/@{award['_key']}"
    assert len(award["_key"]) == len(award["suppliers"][0]["_key"]) == 10


def test_rows_are_added_where_asked_moved_and_removed(office):
    record_id = office.new()
    first = office.add(record_id, "/tender/items", {"description": "1"})
    office.add(record_id, "/tender/items", {"description": "2"}, after="")
    assert [row["description"] for row in office.body(record_id)["tender"]["items"]] == ["2", "1"]
    office.save(record_id, FieldEdit(first, kind="row_move", after=""))
    assert [row["description"] for row in office.body(record_id)["tender"]["items"]] == ["1", "2"]
    office.save(record_id, FieldEdit(first, kind="row_remove"))
    assert [row["description"] for row in office.body(record_id)["tender"]["items"]] == ["2"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/tender/title", 7),
        ("/tender/numberOfTenderers", "uno"),
        ("/tender/procurementMethod", "a dedo"),
        ("/tender/items", {"description": "suelto"}),
        ("/contracts", "no"),
        ("/tender/tenderPeriod", {"startDate": "2026-02-30"}),
        ("/tender/value", {"amount": "mucho"}),
    ],
)
def test_a_value_of_another_type_is_refused_and_nothing_changes(office, path, value):
    record_id = office.new()
    before = office.body(record_id)
    with pytest.raises(Refused) as refused:
        office.set(record_id, path, value)
    assert refused.value.findings
    assert office.body(record_id) == before
    assert len(office.patches(record_id)) == 1


@pytest.mark.parametrize("value", [1.5, 10**16, Decimal("0.0000001"), Decimal("NaN"), object(), ["x"] * 5001])
def test_a_value_that_cannot_be_kept_exactly_is_refused(office, value):
    with pytest.raises(BadInput):
        office.set(office.new(), "/tender/value", {"amount": value})


def test_text_that_cannot_be_read_is_kept_as_typed_until_the_field_is_filled(office):
    record_id = office.new()
    office.set(record_id, "/tender/numberOfTenderers", 2)
    office.capture.keep_typed(record_id, "/tender/numberOfTenderers", "dos o tres")
    view = office.capture.open(record_id)
    assert view.body["_typed"] == {"/tender/numberOfTenderers": "dos o tres"}
    assert view.body["tender"]["numberOfTenderers"] == 2
    assert any(item.code == "typed.unreadable" for item in view.findings)
    office.set(record_id, "/tender/numberOfTenderers", 3)
    assert "_typed" not in office.body(record_id)


def test_a_place_that_does_not_exist_is_refused(office):
    with pytest.raises(BadInput):
        office.set(office.new(), "/tender/items/@nadanadana/description", "x")
    with pytest.raises(NotFound):
        office.set("ninguno", "/tender/title", "x")


def test_a_record_over_eight_megabytes_is_refused_with_a_word(office):
    record_id = office.new()
    rows = [FieldEdit("/tender/items/@", {"description": "x" * 900_000}, "row_add") for _ in range(10)]
    with pytest.raises(BadInput, match="8 MB"):
        office.save(record_id, *rows)
    assert "items" not in office.body(record_id)["tender"]


def test_correcting_an_id_corrects_those_who_name_it(office):
    record_id = office.new()
    party = office.add(record_id, "/parties", {"id": "P-1", "name": "Una", "roles": ["supplier", "buyer"]})
    award = office.add(record_id, "/awards", {"id": "A-1", "suppliers": [{"id": "P-1", "name": "Una"}]})
    office.add(record_id, "/contracts", {"id": "C-1", "awardID": "A-1"})
    office.set(record_id, "/buyer", {"id": "P-1", "name": "Una"})
    changes = office.save(record_id, FieldEdit(f"{party}/id", "P-2"), FieldEdit(f"{award}/id", "A-2"))
    body = office.body(record_id)
    assert body["buyer"]["id"] == body["awards"][0]["suppliers"][0]["id"] == "P-2"
    assert body["contracts"][0]["awardID"] == "A-2"
    assert "/buyer" in changes.paths
    office.capture.undo(record_id)
    body = office.body(record_id)
    assert body["buyer"]["id"] == body["awards"][0]["suppliers"][0]["id"] == "P-1"


def test_correcting_a_payment_or_a_document_corrects_the_works_that_name_it(office):
    record_id = office.new()
    contract = office.add(record_id, "/contracts", {"id": "C-1", "awardID": "A-1"})
    works = f"{contract}/implementation"
    payment = office.add(record_id, f"{works}/transactions", {"id": "T-1"})
    report = office.add(record_id, f"{works}/documents", {"id": "D-1"})
    office.add(record_id, f"{works}/estimates", {"number": "1", "transactionID": "T-1"})
    office.add(record_id, f"{works}/progress", {"physicalPercent": 5, "documentID": "D-1"})
    office.save(record_id, FieldEdit(f"{payment}/id", "T-2"), FieldEdit(f"{report}/id", "D-2"))
    found = office.body(record_id)["contracts"][0]["implementation"]
    assert found["estimates"][0]["transactionID"] == "T-2"
    assert found["progress"][0]["documentID"] == "D-2"


def test_a_row_named_by_its_key_is_named_by_its_id_once_it_has_one(office):
    record_id = office.new()
    award = office.add(record_id, "/awards", {"title": "sin número"})
    office.add(record_id, "/contracts", {"id": "C-1", "awardID": award.rpartition("@")[2]})
    office.set(record_id, f"{award}/id", "A-1")
    assert office.body(record_id)["contracts"][0]["awardID"] == "A-1"


def test_references_stay_while_another_row_has_the_id(office):
    record_id = office.new()
    first = office.add(record_id, "/awards", {"id": "A-1"})
    office.add(record_id, "/awards", {"id": "A-1"})
    office.add(record_id, "/contracts", {"id": "C-1", "awardID": "A-1"})
    office.set(record_id, f"{first}/id", "A-2")
    assert office.body(record_id)["contracts"][0]["awardID"] == "A-1"


def test_history_says_who_what_and_from_what(office):
    record_id = office.new("Papel")
    office.save(record_id, FieldEdit("/tender/title", "Cartón"), cause=Cause.PASTED)
    last = office.capture.history(record_id)[-1]
    assert (last.user, last.path, last.old, last.new, last.cause) == (
        "Ana",
        "/tender/title",
        "Papel",
        "Cartón",
        Cause.PASTED,
    )


def test_money_is_one_value_in_history_and_operation(office):
    record_id = office.new()
    office.set(record_id, "/tender/value/amount", 10)
    office.set(record_id, "/tender/value/currency", "USD")
    last = office.capture.history(record_id)[-1]
    assert (last.path, last.new) == ("/tender/value", {"amount": 10, "currency": "USD"})


def test_findings_are_counted_and_block_no_saving(office):
    record_id = office.new()
    office.set(record_id, "/tender/tenderPeriod", {"startDate": "2026-03-05", "endDate": "2026-03-01"})
    (summary,) = office.capture.search()
    assert summary.problems["error"] >= 1
    assert office.finding.summary().with_errors == 1


@pytest.mark.parametrize("text", ["papeleria", "PAPELERÍA", "laser ñandu", "31/12/2025", "2025-12-31", "K7-001"])
def test_search_reads_without_accents_and_finds_the_day_typed(office, text):
    record_id = office.new("Papelería láser")
    office.new("Otra cosa")
    office.add(record_id, "/parties", {"name": "Ñandú Inventado"})
    office.set(record_id, "/tender/tenderPeriod", {"startDate": "2025-12-31"})
    assert [row.id for row in office.capture.search(text)] == [record_id]


def test_search_is_paged_and_filtered(office):
    ids = [office.new(f"Proceso {number}") for number in range(3)]
    office.set(ids[0], "/tender/procurementMethod", "direct")
    assert len(office.capture.search(limit=2)) == 2
    assert len(office.capture.search(limit=2, offset=2)) == 1
    assert [row.id for row in office.capture.search(method="direct")] == [ids[0]]
    assert office.capture.search("100%") == ()
    assert office.capture.count() == 3


def test_the_directory_knows_parties_by_rfc_else_by_name(office):
    seller = {"identifier": {"scheme": "MX-RFC", "id": "PIS180514AB1"}, "roles": ["supplier"]}
    for name in ("Papelería Inventada", "Papelería Inventada S.A. de C.V."):
        office.add(office.new(), "/parties", {"name": name, **seller})
    office.add(office.new(), "/parties", {"name": "Área  de Compras", "roles": ["buyer"]})
    (first,) = office.capture.known_parties("papeleria")
    assert (first.rfc, first.times, first.name) == ("PIS180514AB1", 2, "Papelería Inventada S.A. de C.V.")
    assert "_key" not in first.party
    assert [item.key for item in office.capture.known_parties(role="buyer")] == ["area de compras"]

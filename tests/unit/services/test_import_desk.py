"""What an importer hands over reaches the records by three-way merge."""

from __future__ import annotations

from capture_app.changes import Aside, Imported

OCID = "ocds-xs1qbl-MB-2026-importado"


def body(title: str, description: str = "d") -> dict:
    return {"tender": {"title": title, "description": description, "items": [{"_key": "itemaaaaaa", "id": "1"}]}}


def take(office, content, release: bytes, **others):
    return office.capture.take_import(Imported(OCID, content, (release,), **others))


def test_a_new_process_keeps_its_ocid_and_its_releases(office):
    taken = take(office, body("Uno"), b'{"n":1}')
    view = office.capture.open(OCID)
    assert (view.record_id, view.ocid) == (taken.record_id, OCID)
    assert view.folio
    assert office.capture.imported_releases(OCID) == (b'{"n":1}',)
    assert {entry.cause for entry in office.capture.history(OCID)} == {"imported"}


def test_importing_twice_changes_nothing(office):
    aside = (Aside("/tender/value", "mucho", "type.wrong", "f.json", "a" * 64),)
    assert take(office, body("Uno"), b"{}", aside=aside).kept_aside == 1
    before = (office.body(OCID), len(office.capture.history(OCID)), len(office.patches(office.capture.find(OCID))))
    taken = take(office, body("Uno"), b"{}", aside=aside)
    assert (taken.changes, taken.kept_aside) == (None, 0)
    assert (office.body(OCID), len(office.capture.history(OCID)), len(office.patches(taken.record_id))) == before


def test_a_later_release_does_not_overwrite_what_was_edited_here(office):
    take(office, body("Uno", "vieja"), b'{"n":1}')
    office.set(OCID, "/tender/title", "Nuestro")
    taken = take(office, body("Dos", "nueva"), b'{"n":2}')
    tender = office.body(OCID)["tender"]
    assert (tender["title"], tender["description"]) == ("Nuestro", "nueva")
    assert taken.conflicts == ("/tender/title",)
    (kept,) = office.capture.open(OCID).aside
    assert (kept.pointer, kept.value, kept.reason) == ("/tender/title", "Dos", "import.changed_here")


def test_what_was_kept_aside_is_placed_by_hand(office):
    from capture_app.changes import FieldEdit

    take(office, body("Uno"), b"{}", aside=(Aside("/tender/numberOfTenderers", "tres", "type.wrong"),))
    (item,) = office.capture.open(OCID).aside
    office.capture.place_aside(OCID, item, FieldEdit("/tender/numberOfTenderers", 3))
    view = office.capture.open(OCID)
    assert view.aside == ()
    assert view.body["tender"]["numberOfTenderers"] == 3


def test_what_an_import_asks_reads_no_table_from_its_beginning_to_its_end(office):
    take(office, body("Uno"), b'{"n":1}')
    asked: set[str] = set()
    office.connection._raw.set_trace_callback(asked.add)
    take(office, body("Dos"), b'{"n":2}')
    other = Imported(f"{OCID}-2", body("Otro"), (b'{"n":3}',), folio="OTRO-1", run_id="run")
    office.capture.imported_releases(other.ocid)
    office.capture.ocid_of(other.folio)
    office.capture.take_import(other)
    office.connection._raw.set_trace_callback(None)
    assert len(asked) > 20
    plans = {sql: _plan(office, sql) for sql in asked if sql.startswith(("SELECT", "DELETE", "UPDATE"))}
    grown = ("record", "journal", "outbox", "baseline", "aside", "imported_release", "party", "past_award")
    assert {sql: plan for sql, plan in plans.items() if any(f"SCAN {table}" in plan for table in grown)} == {}


def _plan(office, sql: str) -> str:
    return "; ".join(row["detail"] for row in office.connection.rows(f"EXPLAIN QUERY PLAN {sql}"))

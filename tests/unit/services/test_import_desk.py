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

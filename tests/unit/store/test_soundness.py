"""A changed byte is seen: when the row is read for editing or sending, and by the check."""

from __future__ import annotations

import sqlite3

import pytest

from capture_app.changes import Aside, Imported
from capture_app.errors import Damaged
from capture_app.store import authorities, people
from capture_app.store.rows import DIGESTED, is_sound, row_digest
from tests.unit.store.office import Office

COLUMNS = {
    "record": "folio",
    "baseline": "base_status",
    "journal": "user",
    "outbox": "author",
    "aside": "pointer",
    "attachment": "name",
    "conflict": "path",
    "imported_release": "source_file",
    "figure": "approved_by",
    "person": "role",
    "authority": "pem",
}


def _filled(office: Office) -> str:
    """A record with a row in every table."""
    from capture_app.store import conflicts
    from sync.wire import FieldConflict

    taken = office.capture.take_import(
        Imported("ocds-xs1qbl-MB-2026-x", {"tender": {"title": "T"}}, (b"{}",), (Aside("/x", 1, "type.wrong"),), "f")
    )
    file = office.folder / "hoja.txt"
    file.write_text("hola", encoding="utf-8")
    office.attachments.attach(taken.record_id, "/tender/documents/@", file)
    office.outbox.next_batch(500, 10**6)
    office.figures.put({"code": "quotes.least", "value": "3", "state": "muestra"})
    with office.connection.transaction():
        people.add(office.connection, "Ana", "capturista", "", "2026-03-20T15:00:00Z", "Ana")
        authorities.add(office.connection, "ab:cd", "CN=x", "PEM", "2026-03-20T15:00:00Z", "Ana")
        conflicts.keep(office.desk, taken.record_id, "op", [FieldConflict(path="/tender/title", theirs="a", ours="b")])
    assert office.checking.check().bad == ()
    return taken.record_id


def _flip(office: Office, table: str, column: str) -> None:
    raw = sqlite3.connect(office.connection.path)
    raw.execute(f"UPDATE {table} SET {column} = {column} || 'x'")
    raw.commit()
    raw.close()


READERS = {
    "figure": lambda office, record_id: office.figures.history(),
    "authority": lambda office, record_id: authorities.trusted(office.connection),
    "person": lambda office, record_id: people.find(office.connection, "Ana"),
    "record": lambda office, record_id: office.set(record_id, "/tender/title", "U"),
    "baseline": lambda office, record_id: office.set(record_id, "/tender/title", "U"),
    "journal": lambda office, record_id: office.capture.history(record_id),
    "outbox": lambda office, record_id: office.outbox.next_batch(500, 10**6),
    "aside": lambda office, record_id: office.capture.open(record_id),
    "attachment": lambda office, record_id: office.attachments.documents(record_id),
    "conflict": lambda office, record_id: office.capture.open(record_id),
    "imported_release": lambda office, record_id: office.capture.imported_releases("ocds-xs1qbl-MB-2026-x"),
}


@pytest.mark.parametrize("table", DIGESTED)
def test_a_changed_row_is_not_used_and_is_listed(office, table):
    record_id = _filled(office)
    _flip(office, table, COLUMNS[table])
    assert {bad.table for bad in office.checking.check().bad} == {table}
    with pytest.raises(Damaged):
        READERS[table](office, record_id)


def test_every_column_counts_in_a_digest():
    row = {"a": 1, "b": None, "c": b"x", "d": "1"}
    whole = {**row, "digest": row_digest(row)}
    assert is_sound(whole)
    for change in ({"a": 2}, {"a": "1"}, {"b": ""}, {"c": b"y"}, {"c": "x"}, {"d": "11"}, {"a": "", "b": "1"}):
        assert not is_sound({**whole, **change})


def test_a_row_written_years_ago_is_sound_still():
    row = {"record_id": "r-1", "version": 3, "body": b'{"a":1}', "folio": None, "title": "Obra á"}
    assert row_digest(row) == "e7f949f9d2e624cb86459aae3cb87091c272cbb2049b89af78424212fdfe22d8"


def test_a_chain_with_a_link_taken_out_is_seen(office):
    for number in range(3):
        office.new(f"Proceso {number}")
    office.outbox.next_batch(500, 10**6)
    with office.connection.transaction():
        office.connection.execute("DELETE FROM outbox WHERE sequence = 2")
    assert [bad.code for bad in office.checking.check().bad] == ["chain"]


def test_a_document_changed_or_gone_is_seen(office):
    _filled(office)
    (file,) = [path for path in office.documents._folder.rglob("*") if path.is_file()]
    file.write_text("otra", encoding="utf-8")
    assert [bad.code for bad in office.checking.check().bad] == ["content"]
    file.unlink()
    assert [bad.code for bad in office.checking.check().bad] == ["missing"]

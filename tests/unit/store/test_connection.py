"""The one transaction, and what SQLite says turned into what a person is told."""

from __future__ import annotations

import sqlite3

import pytest

from capture_app.errors import DatabaseTooNew, DiskFull, StoreBusy
from capture_app.store import meta
from capture_app.store.connection import Connection
from capture_app.store.migrations import MIGRATIONS, applied, migrate
from tests.unit.store.office import DAY, open_office


@pytest.fixture
def connection(tmp_path):
    made = Connection(tmp_path / "a.sqlite3")
    migrate(made, tmp_path / "backups", DAY)
    yield made
    made.close()


def test_it_is_as_durable_as_promised(connection):
    asked = {name: connection.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "recursive_triggers")}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}
    assert connection.value("PRAGMA busy_timeout") == 5000
    assert connection.value("PRAGMA foreign_keys") == 1


def test_a_failed_transaction_leaves_nothing_and_an_inner_one_joins(connection):
    def fail():
        with connection.transaction():
            meta.put(connection, "x", 1)
            with connection.transaction():
                meta.put(connection, "y", 2)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert meta.get(connection, "x") == meta.get(connection, "y") == ""
    assert not connection.in_transaction


def test_writing_outside_of_a_transaction_is_a_mistake(connection):
    with pytest.raises(RuntimeError):
        meta.put(connection, "x", 1)


@pytest.mark.fault(23, "the database is held by another")
def test_a_database_held_by_another_says_so(connection, tmp_path):
    other = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connection._raw.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(StoreBusy), connection.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with connection.transaction():
        meta.put(connection, "x", 1)


@pytest.mark.fault(20, "the desk's disk is full")
def test_a_full_disk_says_what_is_safe_and_the_next_save_works(office):
    record_id = office.new("Uno")
    pages = office.connection.value("PRAGMA page_count")
    office.connection._raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as full:
        office.set(record_id, "/tender/description", "x" * 500_000)
    assert "a salvo" in full.value.safe_es
    office.connection._raw.execute("PRAGMA max_page_count = 1000000")
    office.set(record_id, "/tender/title", "Dos")
    assert office.body(record_id)["tender"] == {"title": "Dos"}


@pytest.mark.fault(34, "an older program opens a newer database")
def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path, fixed_clock):
    open_office(tmp_path, fixed_clock).close()
    later = Connection(tmp_path / "captura.sqlite3")
    with later.transaction():
        later.execute("INSERT INTO migration VALUES (99, 'later', '')")
    try:
        with pytest.raises(DatabaseTooNew):
            migrate(later, tmp_path / "backups", DAY)
        assert applied(later) == 99
    finally:
        later.close()


def test_a_migration_is_whole_and_comes_after_a_checked_backup(tmp_path, fixed_clock):
    office = open_office(tmp_path, fixed_clock)
    record_id = office.new("Uno")
    office.close()

    def add_column(db):
        db.execute("ALTER TABLE record ADD COLUMN extra TEXT")

    def fail(db):
        db.execute("ALTER TABLE record ADD COLUMN never TEXT")
        raise LookupError

    connection = Connection(tmp_path / "captura.sqlite3")
    try:
        with pytest.raises(LookupError):
            migrate(connection, tmp_path / "backups", DAY, (*MIGRATIONS, add_column, fail))
        assert applied(connection) == len(MIGRATIONS) + 1
        names = {row["name"] for row in connection.rows("PRAGMA table_info(record)")}
        assert "extra" in names
        assert "never" not in names
        (backup,) = (tmp_path / "backups").iterdir()
    finally:
        connection.close()
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT record_id FROM record").fetchall() == [(record_id,)]
    assert "extra" not in {row[1] for row in copy.execute("PRAGMA table_info(record)")}
    copy.close()


def test_a_new_database_needs_no_backup(tmp_path, fixed_clock):
    open_office(tmp_path, fixed_clock).close()
    assert not (tmp_path / "backups").exists()

"""Imports as a whole: what a file made and changed, and taking it back."""

from __future__ import annotations

from typing import Any

from capture_app.changes import Changes, ImportRun, RunUndone
from capture_app.errors import NotFound, UndoBlocked
from capture_app.ids import read_stamp
from capture_app.patching import Change
from capture_app.store import history, parties, records, undoing
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.words import say

_LATEST_GROUP = "SELECT group_id FROM journal WHERE record_id = ? ORDER BY entry_id DESC LIMIT 1"
_LATEST_UNDOES = "SELECT undoes FROM journal WHERE record_id = ? ORDER BY entry_id DESC LIMIT 1"
_REMEMBERED = """INSERT INTO import_taken (run_id, record_id, created, group_id, merge_before) VALUES (?1, ?2, ?3,
  CASE WHEN ?4 THEN (SELECT group_id FROM journal WHERE record_id = ?2 ORDER BY entry_id DESC LIMIT 1) ELSE '' END, ?5)
  ON CONFLICT (run_id, record_id) DO UPDATE SET group_id = trim(group_id || ' ' || excluded.group_id)"""
_RUNS = """SELECT r.run_id, r.at, r.user, r.file, r.format, r.undone_at,
  coalesce(sum(t.created), 0) AS created, coalesce(sum(t.created = 0 AND t.group_id <> ''), 0) AS changed
  FROM import_run r LEFT JOIN import_taken t ON t.run_id = r.run_id GROUP BY r.run_id ORDER BY r.run_id DESC"""


def begin(desk: Desk, file: str, sha256: str, format: str) -> str:
    """A new run; it has its id before the first process is stored under it."""
    run_id = desk.ids.op_id()
    with desk.connection.transaction():
        desk.connection.execute(
            "INSERT INTO import_run (run_id, at, user, file, sha256, format) VALUES (?, ?, ?, ?, ?, ?)",
            (run_id, desk.now(), desk.settings.user, file, sha256, format),
        )
    return run_id


def remember(desk: Desk, run_id: str, record_id: str, changes: Changes, before: bytes | None) -> None:
    """What the run did to a record, inside the transaction that did it; of one it met twice, both groups."""
    if not run_id:
        return
    taken = (run_id, record_id, int(changes.created), bool(changes.paths), before)
    desk.connection.execute(_REMEMBERED, taken)


def done(desk: Desk, run_id: str, record_id: str) -> tuple[Change, ...]:
    """What the run changed in a record, in order."""
    sql = "SELECT group_id FROM import_taken WHERE run_id = ? AND record_id = ?"
    groups = str(desk.connection.value(sql, (run_id, record_id)) or "").split()
    return tuple(change for group in groups for change in history.changes_of(desk.connection, record_id, group))


def runs(desk: Desk) -> tuple[ImportRun, ...]:
    """Every import that stored something, newest first."""
    return tuple(_run(row) for row in desk.connection.rows(_RUNS) if row["created"] or row["changed"])


def _run(row: Row) -> ImportRun:
    undone = read_stamp(row["undone_at"]) if row["undone_at"] else None
    return ImportRun(
        row["run_id"],
        read_stamp(row["at"]),
        row["user"],
        row["file"],
        row["format"],
        row["created"],
        row["changed"],
        undone,
    )


def taken_by(desk: Desk, run_id: str) -> tuple[str, ...]:
    """The records that a run made or changed; NotFound where there is no such run."""
    sql = "SELECT record_id FROM import_taken WHERE run_id = ? ORDER BY record_id"
    found = tuple(desk.connection.column(sql, (run_id,)))
    if not found:
        raise NotFound(say("undo_import.unknown", run=run_id))
    return found


def undo_one(desk: Desk, processes: ProcessStore, run_id: str, record_id: str) -> RunUndone:
    """One transaction: a record the run made is withdrawn, a changed one goes back; one touched since stays, named."""
    with desk.connection.transaction():
        sql = "SELECT * FROM import_taken WHERE run_id = ? AND record_id = ?"
        taken = desk.connection.row(sql, (run_id, record_id))
        assert taken is not None
        changes, name = _take_back(desk, processes, taken)
    if changes is None:
        return RunUndone(0, 0, (name,))
    return RunUndone(int(taken["created"]), int(not taken["created"]), (), (changes,))


def end_undo(desk: Desk, run_id: str, undone: RunUndone) -> None:
    """Say of a run that it was taken back, where nothing of it stays."""
    if not undone.kept:
        with desk.connection.transaction():
            desk.connection.execute("UPDATE import_run SET undone_at = ? WHERE run_id = ?", (desk.now(), run_id))


def _take_back(desk: Desk, processes: ProcessStore, taken: Row) -> tuple[Changes | None, str]:
    record = records.load(desk.connection, taken["record_id"])
    name = record.folio or record.ocid
    if record.row["deleted_at"]:
        return processes.unchanged(record), name
    if not taken["created"]:
        return _restore(desk, processes, record, taken), name
    if record.version or _is_out(desk, record.record_id) or _edited_since(desk, taken):
        return None, name
    desk.connection.execute("DELETE FROM outbox WHERE record_id = ? AND open = 1", (record.record_id,))
    gone = processes.set_header(record, deleted_at=desk.now())
    parties.forget(desk.connection, record.record_id)
    _forget(desk, taken)
    return processes.unchanged(gone), name


def _is_out(desk: Desk, record_id: str) -> bool:
    """Whether an operation of the record is sealed or answered: then the portal has it, or will."""
    return bool(desk.connection.value("SELECT count(*) FROM outbox WHERE record_id = ? AND open = 0", (record_id,)))


def _edited_since(desk: Desk, taken: Row) -> bool:
    return bool(desk.connection.value(_LATEST_GROUP, (taken["record_id"],)) != taken["group_id"].split()[-1])


def _restore(desk: Desk, processes: ProcessStore, record: records.StoredRecord, taken: Row) -> Changes | None:
    groups = taken["group_id"].split()
    changes = processes.unchanged(record)
    if not groups or desk.connection.value(_LATEST_UNDOES, (record.record_id,)) == groups[0]:
        return changes
    try:
        with desk.connection.savepoint():
            for group in reversed(groups):
                changes = undoing.undo_group(desk, processes, record.record_id, group)
    except UndoBlocked:
        return None
    _forget(desk, taken)
    return changes


def _forget(desk: Desk, taken: Row) -> None:
    """The file's releases and what it set aside go, so that the same file can be imported again."""
    record_id: Any = taken["record_id"]
    run = desk.connection.row("SELECT sha256 FROM import_run WHERE run_id = ?", (taken["run_id"],))
    source = (record_id, _source_of(desk, taken["run_id"]))
    desk.connection.execute("DELETE FROM imported_release WHERE record_id = ? AND source_file = ?", source)
    desk.connection.execute("DELETE FROM aside WHERE record_id = ? AND sha256 = ?", (record_id, run and run["sha256"]))
    if taken["merge_before"] is None:
        desk.connection.execute("DELETE FROM imported_merge WHERE record_id = ?", (record_id,))
    else:
        sql = "UPDATE imported_merge SET body = ? WHERE record_id = ?"
        desk.connection.execute(sql, (taken["merge_before"], record_id))


def _source_of(desk: Desk, run_id: str) -> str:
    return str(desk.connection.value("SELECT file FROM import_run WHERE run_id = ?", (run_id,)))

"""What comes from other programs' files: kept as it came, and merged into the record (decisions 6)."""

from __future__ import annotations

from collections.abc import Sequence

from capture_app.changes import Aside, Cause, Changes, Imported, Taken
from capture_app.patching import Body, difference
from capture_app.store import aside, import_runs, records, rows
from capture_app.store.alignment import aligned, grounded
from capture_app.store.connection import Row
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.processes import Birth, ProcessStore
from capture_app.store.values import stored_form
from forms.pointers import to_pointer
from sync.canonical import decode, digest, encode
from sync.merge import merge
from sync.wire import FieldConflict

CHANGED_HERE = "import.changed_here"


def take(desk: Desk, processes: ProcessStore, imported: Imported) -> Taken:
    """One transaction: releases, what was kept aside, and the body, new or merged."""
    body: Body = stored_form(imported.body, desk.ids) or {}
    with desk.connection.transaction(), desk.connection.savepoint():
        record_id = records.find_or_none(desk.connection, imported.ocid)
        before = None if record_id is None else _merged_before(desk, record_id)
        conflicts: tuple[FieldConflict, ...] = ()
        if record_id is None:
            birth = Birth(imported.ocid, imported.folio, imported.record_type)
            changes = processes.create_stored(body, birth, Cause.IMPORTED)
            record_id = changes.record_id
        else:
            changes, conflicts = _merge_into(desk, processes, record_id, body)
        fresh = _keep_releases(desk, record_id, imported)
        kept = aside.keep(desk, record_id, (*imported.aside, *_asides(desk, record_id, conflicts, imported)))
        _remember(desk, record_id, body)
        import_runs.remember(desk, imported.run_id, record_id, changes, before)
    news = changes if changes.paths or fresh or kept else None
    return Taken(record_id, news, kept, tuple(item.path for item in conflicts))


def _merge_into(
    desk: Desk, processes: ProcessStore, record_id: str, body: Body
) -> tuple[Changes, tuple[FieldConflict, ...]]:
    """Three ways: the previous import is the base, what was edited here stays."""
    record = records.load(desk.connection, record_id)
    body = aligned(body, record.body, loosely=record.record_type != CONTRACTING_PROCESS)
    base = grounded(_previous(desk, record_id), body, record.body)
    patch = difference(base, body, desk.law(record.record_type))
    merged = merge(record.document, patch)
    return processes.replace(record, merged.body, Cause.IMPORTED), merged.conflicts


def _merged_before(desk: Desk, record_id: str) -> bytes | None:
    found: bytes | None = desk.connection.value("SELECT body FROM imported_merge WHERE record_id = ?", (record_id,))
    return found


def _previous(desk: Desk, record_id: str) -> Body:
    data = _merged_before(desk, record_id)
    return {} if data is None else decode(data)


def _remember(desk: Desk, record_id: str, body: Body) -> None:
    desk.connection.execute(
        "INSERT INTO imported_merge (record_id, at, body) VALUES (?, ?, ?)"
        " ON CONFLICT (record_id) DO UPDATE SET at = excluded.at, body = excluded.body",
        (record_id, desk.now(), encode(body)),
    )


def _keep_releases(desk: Desk, record_id: str, imported: Imported) -> int:
    """Keep the foreign releases not kept yet; how many were new."""
    known = {
        row["sha256"]
        for row in desk.connection.rows("SELECT sha256 FROM imported_release WHERE record_id = ?", (record_id,))
    }
    fresh = {digest(release): release for release in imported.releases}
    for sha256, release in fresh.items():
        if sha256 not in known:
            rows.insert(desk.connection, "imported_release", _row(desk, record_id, imported, sha256, release))
    return len(set(fresh) - known)


def _row(desk: Desk, record_id: str, imported: Imported, sha256: str, release: bytes) -> Row:
    return {
        "imported_id": rows.next_number(desk.connection, "imported_release"),
        "record_id": record_id,
        "ocid": imported.ocid,
        "source_file": imported.source_file,
        "sha256": sha256,
        "at": desk.now(),
        "release": release,
    }


def _asides(desk: Desk, record_id: str, conflicts: Sequence[FieldConflict], imported: Imported) -> tuple[Aside, ...]:
    """What the file says of places edited here, kept beside."""
    body = records.load(desk.connection, record_id).body if conflicts else {}
    return tuple(
        Aside(_pointer(body, item.path), item.ours, CHANGED_HERE, imported.source_file, imported.sha256)
        for item in conflicts
    )


def _pointer(body: Body, path: str) -> str:
    try:
        return to_pointer(body, path)
    except ValueError:
        return path


def releases_of(desk: Desk, ocid: str) -> tuple[bytes, ...]:
    """The foreign releases of a process, unchanged, in the order they came."""
    gone = "SELECT 1 FROM record r WHERE r.record_id = imported_release.record_id AND r.deleted_at IS NOT NULL"
    present = f"ocid = ? AND NOT EXISTS ({gone})"
    found = rows.read(desk.connection, "imported_release", f"{present} ORDER BY imported_id", (ocid,))
    return tuple(row["release"] for row in found)

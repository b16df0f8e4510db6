"""Places where the portal's value and ours differ, kept until a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from capture_app.changes import Conflict
from capture_app.ids import read_stamp
from capture_app.patching import Body, Patch
from capture_app.store import rows
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from forms.pointers import get
from sync.canonical import decode, encode, short_hash

if TYPE_CHECKING:
    from sync.wire import FieldConflict


def keep(desk: Desk, record_id: str, op_id: str, found: Iterable[FieldConflict]) -> None:
    """Keep each; a place already open takes the newer values."""
    for item in found:
        known = rows.read_one(
            desk.connection, "conflict", "record_id = ? AND path = ? AND decided_at IS NULL", (record_id, item.path)
        )
        values = {"op_id": op_id, "reason": item.reason, "theirs": encode(item.theirs), "ours": encode(item.ours)}
        if known is None:
            rows.insert(desk.connection, "conflict", {**_new_row(desk, record_id, item.path), **values})
        else:
            rows.update(desk.connection, "conflict", {**known, **values})


def said_after(desk: Desk, record_id: str, operation: Row, patch: Patch) -> set[str]:
    """Open places of which our side was said after that operation, which is answered (again) only now."""
    values = {item[1]: item[3] for item in patch if item[0] == "set"}
    where = "record_id = ? AND decided_at IS NULL"
    found = rows.read(desk.connection, "conflict", where, (record_id,))
    return {row["path"] for row in found if row["path"] in values and _is_later(desk, row, operation, values)}


def _is_later(desk: Desk, row: Row, operation: Row, values: Mapping[str, object]) -> bool:
    """Who clashed with an operation is known by its number; who clashed while it was open here, by the operation not
    standing on it."""
    if not row["op_id"]:
        return bool(values[row["path"]] != short_hash(decode(row["ours"])))
    clashed = rows.read_one(desk.connection, "outbox", "op_id = ?", (row["op_id"],))
    return clashed is not None and bool(clashed["number"] > operation["number"])


def refresh(desk: Desk, record_id: str, base: Body) -> None:
    """The portal's side of each open place as the portal has it now: who decides must see what goes away."""
    where = "record_id = ? AND path != '' AND decided_at IS NULL"
    for row in rows.read(desk.connection, "conflict", where, (record_id,)):
        theirs = encode(get(base, row["path"]))
        if theirs != row["theirs"]:
            rows.update(desk.connection, "conflict", {**row, "theirs": theirs})


def _new_row(desk: Desk, record_id: str, path: str) -> Row:
    return {
        "conflict_id": rows.next_number(desk.connection, "conflict"),
        "record_id": record_id,
        "path": path,
        "at": desk.now(),
        "decided_at": None,
        "decision": None,
    }


def waiting(desk: Desk, record_id: str) -> tuple[Conflict, ...]:
    """Those that nobody has decided yet."""
    where = "record_id = ? AND decided_at IS NULL ORDER BY conflict_id"
    return tuple(_conflict(row) for row in rows.read(desk.connection, "conflict", where, (record_id,)))


def _conflict(row: Row) -> Conflict:
    return Conflict(
        conflict_id=row["conflict_id"],
        path=row["path"],
        theirs=decode(row["theirs"]),
        ours=decode(row["ours"]),
        reason=row["reason"],
        op_id=row["op_id"],
        at=read_stamp(row["at"]),
    )


def decide(desk: Desk, conflict_id: int, decision: str) -> None:
    """Close the conflict; its values stay in the row."""
    row = rows.read_one(desk.connection, "conflict", "conflict_id = ?", (conflict_id,))
    if row is not None:
        rows.update(desk.connection, "conflict", {**row, "decided_at": desk.now(), "decision": decision})
        close_settled(desk, row["record_id"], "decided")


def close_settled(desk: Desk, record_id: str, closed_by: str) -> None:
    """Operations that clashed need nobody once every place of the record is decided."""
    sql = "SELECT count(*) FROM conflict WHERE record_id = ? AND decided_at IS NULL"
    if desk.connection.value(sql, (record_id,)):
        return
    where = "record_id = ? AND state = 'conflict' AND kind IN ('create', 'patch') AND closed_by IS NULL"
    for row in rows.read(desk.connection, "outbox", where, (record_id,)):
        rows.update(desk.connection, "outbox", {**row, "closed_by": closed_by})

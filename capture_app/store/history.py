"""The journal: every field edit with who, when, old and new; undo and redo read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.changes import Cause, HistoryEntry
from capture_app.ids import read_stamp
from capture_app.patching import Change
from capture_app.store import rows
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from sync.canonical import decode, encode


@dataclass(frozen=True, slots=True)
class Group:
    """All that one save changed."""

    group_id: str
    cause: Cause
    undoes: str | None


def add(desk: Desk, record_id: str, changes: Sequence[Change], group: Group, user: str = "") -> None:
    """Write one row for each change, all of one group."""
    number = rows.next_number(desk.connection, "journal")
    header = {
        "record_id": record_id,
        "group_id": group.group_id,
        "cause": group.cause.value,
        "undoes": group.undoes,
        "user": user or desk.settings.user,
        "device": desk.settings.device_tag or desk.device_id,
        "at": desk.now(),
    }
    fresh = [{"entry_id": number + place, **header, **_columns(change)} for place, change in enumerate(changes)]
    rows.insert_all(desk.connection, "journal", fresh)


def _columns(change: Change) -> Row:
    return {
        "kind": change.kind,
        "path": change.path,
        "after_old": change.after_old,
        "after_new": change.after_new,
        "old": _bytes(change.old),
        "new": _bytes(change.new),
    }


def _bytes(value: Any) -> bytes | None:
    return None if value is None else encode(value)


def _value(data: bytes | None) -> Any:
    return None if data is None else decode(data)


def entries(connection: Connection, record_id: str) -> tuple[HistoryEntry, ...]:
    """The whole history of a record, oldest first."""
    found = rows.read(connection, "journal", "record_id = ? AND kind != 'none' ORDER BY entry_id", (record_id,))
    return tuple(_entry(row) for row in found)


def acts(connection: Connection, record_id: str) -> tuple[HistoryEntry, ...]:
    """The acts on a record, oldest first."""
    found = rows.read(connection, "journal", "record_id = ? AND kind = 'act' ORDER BY entry_id", (record_id,))
    return tuple(map(_entry, found))


def changes_after_entry(connection: Connection, record_id: str, entry_id: int) -> tuple[Change, ...]:
    """What every save changed after an entry of the history, in order."""
    where = "record_id = ? AND entry_id > ? AND kind NOT IN ('none', 'act') ORDER BY entry_id"
    return tuple(map(_change, rows.read(connection, "journal", where, (record_id, entry_id))))


def _entry(row: Row) -> HistoryEntry:
    return HistoryEntry(
        entry_id=row["entry_id"],
        group_id=row["group_id"],
        at=read_stamp(row["at"]),
        user=row["user"],
        device=row["device"],
        cause=Cause(row["cause"]),
        kind=row["kind"],
        path=row["path"],
        old=_value(row["old"]),
        new=_value(row["new"]),
        undoes=row["undoes"],
    )


def changes_of(connection: Connection, record_id: str, group_id: str) -> tuple[Change, ...]:
    """What one save changed, in order."""
    where = "record_id = ? AND group_id = ? ORDER BY entry_id"
    found = rows.read(connection, "journal", where, (record_id, group_id))
    return tuple(map(_change, found))


def _change(row: Row) -> Change:
    return Change(row["kind"], row["path"], _value(row["old"]), _value(row["new"]), row["after_old"], row["after_new"])


def changes_after(connection: Connection, record_id: str, group_id: str) -> tuple[Change, ...]:
    """What every save after this one changed, in order."""
    where = (
        "record_id = ? AND kind NOT IN ('act', 'none') AND entry_id >"
        " (SELECT max(entry_id) FROM journal WHERE record_id = ? AND group_id = ?) ORDER BY entry_id"
    )
    return tuple(map(_change, rows.read(connection, "journal", where, (record_id, record_id, group_id))))


def stacks(connection: Connection, record_id: str) -> tuple[list[str], list[str]]:
    """Groups that can be undone and groups that can be redone, the next one last.

    An edit clears what could be redone; neither undone nor redone are a birth, what a merge brought, what facts told.
    """
    done: list[str] = []
    undone: list[str] = []
    for group in _groups(connection, record_id)[1:]:
        if group.cause is Cause.UNDO and done:
            done.pop()
            undone.append(group.group_id)
        elif group.cause is Cause.REDO and undone:
            undone.pop()
            done.append(group.group_id)
        elif group.cause not in (Cause.MERGED, Cause.DERIVED, Cause.UPGRADED, Cause.UNDO, Cause.REDO):
            done.append(group.group_id)
            undone.clear()
    return done, undone


def _groups(connection: Connection, record_id: str) -> list[Group]:
    found = connection.rows(
        "SELECT group_id, min(cause) AS cause, min(undoes) AS undoes FROM journal"
        " WHERE record_id = ? AND kind != 'act' GROUP BY group_id ORDER BY min(entry_id)",
        (record_id,),
    )
    return [Group(row["group_id"], Cause(row["cause"]), row["undoes"]) for row in found]

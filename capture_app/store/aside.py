"""Values that could not be understood, kept as they came: "Lo que no se pudo entender"."""

from __future__ import annotations

from capture_app.changes import Aside
from capture_app.patching import Body
from capture_app.store import rows
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from forms.upgrades import LEGACY
from sync.canonical import decode, encode

NO_HOME = "forms.no_home"


def keep(desk: Desk, record_id: str, found: tuple[Aside, ...]) -> int:
    """Keep those not kept yet; how many were new."""
    if not found:
        return 0
    known = {(row["pointer"], row["value"], row["reason"]) for row in _rows(desk, record_id, placed=True)}
    fresh = [item for item in found if (item.pointer, encode(item.value), item.reason) not in known]
    for item in fresh:
        rows.insert(desk.connection, "aside", _row(desk, record_id, item))
    return len(fresh)


def _row(desk: Desk, record_id: str, item: Aside) -> Row:
    return {
        "aside_id": rows.next_number(desk.connection, "aside"),
        "record_id": record_id,
        "pointer": item.pointer,
        "reason": item.reason,
        "source_file": item.source_file,
        "sha256": item.sha256,
        "at": desk.now(),
        "placed_at": None,
        "value": encode(item.value),
    }


def _rows(desk: Desk, record_id: str, *, placed: bool) -> list[Row]:
    where = "record_id = ?" if placed else "record_id = ? AND placed_at IS NULL"
    return rows.read(desk.connection, "aside", f"{where} ORDER BY aside_id", (record_id,))


def waiting(desk: Desk, record_id: str) -> tuple[Aside, ...]:
    """What nobody has placed by hand yet."""
    return tuple(
        Aside(row["pointer"], decode(row["value"]), row["reason"], row["source_file"], row["sha256"], row["aside_id"])
        for row in _rows(desk, record_id, placed=False)
    )


def without_home(body: Body) -> tuple[Aside, ...]:
    """What a new edition of the law has no place for; it stays in the record until a person places it."""
    return tuple(Aside(path, value, NO_HOME) for path, value in body.get(LEGACY, {}).items())


def mark_placed(desk: Desk, record_id: str, aside_id: int) -> None:
    """A person has placed or dismissed the value; the row stays."""
    row = rows.read_one(desk.connection, "aside", "record_id = ? AND aside_id = ?", (record_id, aside_id))
    if row is not None:
        rows.update(desk.connection, "aside", {**row, "placed_at": desk.now()})

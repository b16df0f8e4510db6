"""The office's own dated rows: every version of every row with who wrote it and who ended it; nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from capture_app.ids import read_stamp
from capture_app.store import rows
from capture_app.store.connection import Connection, Row
from forms.thresholds import Standing, Threshold, Thresholds, load_thresholds

_VERSION = "SELECT coalesce(max(figure_id), 0), count(ended_at) FROM figure"


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One version of a row: `ended_at` is None while it stands."""

    row: Threshold
    at: datetime
    user: str
    ended_at: datetime | None = None
    ended_by: str = ""


class FigureTable:
    """The table that checks of one connection judge by: read again only when a row was written."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._table: Thresholds = load_thresholds()

    def read(self, connection: Connection) -> Thresholds:
        row = connection.row(f"{_VERSION}")
        version = tuple(row.values()) if row else (0, 0)
        if version != self._version:
            self._table = load_thresholds().with_own(entry.row for entry in entries(connection) if not entry.ended_at)
            self._version = version
        return self._table


def entries(connection: Connection) -> tuple[FigureEntry, ...]:
    """Every version ever written, oldest first, each checked by its digest."""
    return tuple(_entry(row) for row in rows.read(connection, "figure", "1 ORDER BY figure_id"))


def _entry(row: Row) -> FigureEntry:
    ended = read_stamp(row["ended_at"]) if row["ended_at"] else None
    return FigureEntry(_threshold(row), read_stamp(row["at"]), row["user"], ended, row["ended_by"] or "")


def _threshold(row: Row) -> Threshold:
    since, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until"))
    words = (row["approved_by"], row["text"], row["source"])
    return Threshold(row["code"], Decimal(row["value"]), row["unit"], Standing(row["state"]), since, until, *words)


def put(connection: Connection, wanted: Iterable[Threshold], at: str, user: str) -> int:
    """Write rows, each ending the one of its code and first day; inside a transaction. Gives how many were new."""
    written = 0
    for row in wanted:
        standing = _standing(connection, row.code, row.since)
        if any(_threshold(found) == row for found in standing):
            continue
        for found in standing:
            _end(connection, found, at, user)
        number = rows.next_number(connection, "figure")
        rows.insert(connection, "figure", {"figure_id": number, **_columns(row), "at": at, "user": user, **_OPEN})
        written += 1
    return written


_OPEN: Row = {"ended_at": None, "ended_by": None}


def end(connection: Connection, code: str, since: date | None, at: str, user: str) -> int:
    """End the row of a code and first day; gives how many stood."""
    standing = _standing(connection, code, since)
    for found in standing:
        _end(connection, found, at, user)
    return len(standing)


def _standing(connection: Connection, code: str, since: date | None) -> list[Row]:
    day = since.isoformat() if since else ""
    return rows.read(connection, "figure", "code = ? AND since = ? AND ended_at IS NULL", (code, day))


def _end(connection: Connection, row: Row, at: str, user: str) -> None:
    kept = {name: value for name, value in row.items() if name != "digest"}
    rows.update(connection, "figure", {**kept, "ended_at": at, "ended_by": user})


def _columns(row: Threshold) -> Row:
    return {
        "code": row.code,
        "value": format(row.value, "f"),
        "unit": row.unit,
        "text": row.text,
        "state": row.state.value,
        "since": row.since.isoformat() if row.since else "",
        "until": row.until.isoformat() if row.until else "",
        "approved_by": row.approved_by,
        "source": row.source,
    }

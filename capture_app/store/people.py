"""The people of the office on this computer: names, roles, sealed passwords and wrong tries."""

from __future__ import annotations

from collections.abc import Sequence

from capture_app.store import rows
from capture_app.store.connection import Connection, Row
from forms.codes import fold

TABLE = "person"


def everybody(connection: Connection) -> Sequence[Row]:
    """Who works here now, by name."""
    return rows.read(connection, TABLE, "removed_at IS NULL ORDER BY folded", ())


def find(connection: Connection, name: str) -> Row | None:
    """Who has this name, however it is written."""
    return next((row for row in everybody(connection) if row["folded"] == fold(name)), None)


def has_passwords(connection: Connection) -> bool:
    """Whether anybody has a password: from then on everybody who writes must sign in."""
    return any(row["password"] for row in everybody(connection))


def add(connection: Connection, name: str, role: str, password: str, at: str, by: str) -> None:
    """One person more, without wrong tries."""
    row = {
        "person_id": rows.next_number(connection, TABLE),
        "name": name,
        "folded": fold(name),
        "role": role,
        "password": password,
        "added_at": at,
        "added_by": by,
        "removed_at": None,
        "failures": 0,
        "tried_at": "",
    }
    rows.insert(connection, TABLE, row)


def change(connection: Connection, row: Row, **members: str | int | None) -> None:
    """Write the row with other members."""
    rows.update(connection, TABLE, {**row, **members})

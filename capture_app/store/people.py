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


def key_of(connection: Connection, person_id: int) -> Row | None:
    """The sealed key with which a person signs acts; `enrolled_at` is None until the portal knows it."""
    return connection.row("SELECT * FROM person_key WHERE person_id = ?", (person_id,))


def keep_key(connection: Connection, person_id: int, public_key: str, sealed: str, at: str) -> None:
    """Keep a key that no portal knows yet."""
    sql = "INSERT OR REPLACE INTO person_key (person_id, public_key, sealed, made_at) VALUES (?, ?, ?, ?)"
    connection.execute(sql, (person_id, public_key, sealed, at))


def seal_key_again(connection: Connection, person_id: int, sealed: str) -> None:
    connection.execute("UPDATE person_key SET sealed = ? WHERE person_id = ?", (sealed, person_id))


def key_enrolled(connection: Connection, person_id: int, at: str) -> None:
    connection.execute("UPDATE person_key SET enrolled_at = ? WHERE person_id = ?", (at, person_id))


def drop_key(connection: Connection, person_id: int) -> None:
    """Nobody can open it any more."""
    connection.execute("DELETE FROM person_key WHERE person_id = ?", (person_id,))

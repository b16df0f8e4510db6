"""Single values of the database: the device's chain, the cursor, counters of folios."""

from __future__ import annotations

from capture_app.store.connection import Connection

CHAIN_SEQUENCE = "chain_sequence"
CHAIN_HEAD = "chain_head"
EPOCH = "epoch"
SINCE = "since"
OFFICE = "office"


def get(connection: Connection, name: str, default: str = "") -> str:
    """The value by its name, `default` where none was set."""
    found = connection.value("SELECT value FROM meta WHERE name = ?", (name,))
    return default if found is None else str(found)


def get_number(connection: Connection, name: str) -> int:
    return int(get(connection, name, "0"))


def put(connection: Connection, name: str, value: str | int) -> None:
    """Set a value."""
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, str(value)),
    )

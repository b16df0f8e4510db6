"""Single values of the database: the device's chain, the cursor, counters of folios."""

from __future__ import annotations

from capture_app.store.connection import Connection

EPOCH = "epoch"
SINCE = "since"
DEVICE = "device"
OFFICE = "office"
MISSING = "missing"
INSTALL = "install"
SPACE = "space"
PORTAL_KEYS = "portal_keys"
_RENAMED = "renamed:"


def chain_sequence(device_id: str) -> str:
    """The name of the last sequence sealed by a device; each enrolment begins a chain of its own."""
    return f"chain_sequence:{device_id}"


def chain_head(device_id: str) -> str:
    """The name of the hash of the last operation sealed by a device."""
    return f"chain_head:{device_id}"


def chain_lost(device_id: str) -> str:
    """The name of the places of a chain that were lost with a damaged database, as a list in JSON."""
    return f"chain_lost:{device_id}"


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


def drop(connection: Connection, name: str) -> None:
    """Forget a value."""
    connection.execute("DELETE FROM meta WHERE name = ?", (name,))


def with_prefix(connection: Connection, prefix: str) -> dict[str, str]:
    """Values whose name begins so, by the rest of their name."""
    found = connection.rows("SELECT name, value FROM meta WHERE substr(name, 1, ?) = ?", (len(prefix), prefix))
    return {row["name"][len(prefix) :]: row["value"] for row in found}


def renamed_device(connection: Connection, device_id: str) -> str:
    """Who an enrolled device is now; a copy of a disk or a folder is renamed, and so is a copy of the copy."""
    while device_id and (known := get(connection, _RENAMED + device_id)):
        device_id = known
    return device_id


def rename_device(connection: Connection, before: str, now: str) -> None:
    """From now on this data folder is another device."""
    put(connection, _RENAMED + before, now)
    if get(connection, DEVICE) == before:
        put(connection, DEVICE, now)

"""Certificate authorities that an administrator of the office added to the system's."""

from __future__ import annotations

from capture_app.store import rows
from capture_app.store.connection import Connection, Row

TABLE = "authority"


def standing(connection: Connection) -> list[Row]:
    """Those that are trusted now, oldest first, each checked by its digest."""
    return rows.read(connection, TABLE, "removed_at IS NULL ORDER BY authority_id")


def trusted(connection: Connection) -> str | None:
    """All of them in PEM, None where there is none."""
    return "\n".join(row["pem"] for row in standing(connection)) or None


def add(connection: Connection, fingerprint: str, subject: str, pem: str, at: str, by: str) -> None:
    row = {
        "authority_id": rows.next_number(connection, TABLE),
        "fingerprint": fingerprint,
        "subject": subject,
        "pem": pem,
        "added_at": at,
        "added_by": by,
        "removed_at": None,
        "removed_by": None,
    }
    rows.insert(connection, TABLE, row)


def remove(connection: Connection, row: Row, at: str, by: str) -> None:
    rows.update(connection, TABLE, {**row, "removed_at": at, "removed_by": by})

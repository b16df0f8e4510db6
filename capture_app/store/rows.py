"""Rows with a digest over their other columns (decisions 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from capture_app.errors import Damaged
from capture_app.store.connection import Connection, Parameters, Row

DIGESTED = {
    "record": "record_id",
    "baseline": "record_id",
    "journal": "entry_id",
    "outbox": "op_id",
    "aside": "aside_id",
    "attachment": "attachment_id",
    "conflict": "conflict_id",
    "imported_release": "imported_id",
    "figure": "figure_id",
    "person": "person_id",
    "authority": "authority_id",
}


def row_digest(row: Mapping[str, Any]) -> str:
    """SHA-256 over the columns of a row, its digest left out; types and lengths count."""
    parts: list[bytes] = []
    for name, head in _digested(tuple(row)):
        value = row[name]
        kind = type(value)
        data = value.encode() if kind is str else value if isinstance(value, bytes) else str(value).encode()
        parts.append(b"%b%b:%d:%b" % (head, kind.__name__.encode(), len(data), data))
    return hashlib.sha256(b"".join(parts)).hexdigest()


@lru_cache(maxsize=256)
def _digested(names: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """The columns in the order in which they count, each with its name as it counts."""
    return tuple((name, f"{name}:".encode()) for name in sorted(names) if name != "digest")


def is_sound(row: Mapping[str, Any]) -> bool:
    """Whether the row is still what was written."""
    return bool(row_digest(row) == row["digest"])


def checked(table: str, row: Row) -> Row:
    """The row, or Damaged."""
    if not is_sound(row):
        raise Damaged(table, str(row[DIGESTED[table]]))
    return row


def insert(connection: Connection, table: str, row: Row) -> None:
    """Write a new row with its digest; one that it had as another row does not count."""
    names = tuple(name for name in row if name != "digest")
    connection.execute(_insertion(table, names), (*(row[name] for name in names), row_digest(row)))


def insert_all(connection: Connection, table: str, fresh: Sequence[Row]) -> None:
    """The same of many rows, each with the same columns."""
    if fresh:
        names = tuple(name for name in fresh[0] if name != "digest")
        whole = [(*(row[name] for name in names), row_digest(row)) for row in fresh]
        connection.execute_all(_insertion(table, names), whole)


@lru_cache(maxsize=256)
def _insertion(table: str, names: tuple[str, ...]) -> str:
    columns = (*names, "digest")
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - ours


def update(connection: Connection, table: str, row: Row) -> None:
    """Write a whole row over the one with its key, with a new digest."""
    update_all(connection, table, [row])


def update_all(connection: Connection, table: str, fresh: Sequence[Row]) -> None:
    """The same of many rows, each with the same columns."""
    if not fresh:
        return
    key, names = DIGESTED[table], {**fresh[0], "digest": ""}
    sets = ", ".join(f"{name} = :{name}" for name in names if name != key)
    whole = [{**row, "digest": row_digest(row)} for row in fresh]
    connection.execute_all(f"UPDATE {table} SET {sets} WHERE {key} = :{key}", whole)  # noqa: S608 - names are ours


def read(connection: Connection, table: str, where: str, parameters: Parameters = ()) -> list[Row]:
    """Rows of a digested table, each checked."""
    found = connection.rows(f"SELECT * FROM {table} WHERE {where}", parameters)  # noqa: S608 - names are ours
    try:
        return [checked(table, row) for row in found]
    except Damaged:
        connection.note_damage()
        raise


def read_keys(connection: Connection, table: str, keys: Sequence[str], column: str = "") -> list[Row]:
    """The rows of a digested table with these keys (or these values of another column), each checked."""
    return read(connection, table, f"{column or DIGESTED[table]} IN ({marks(keys)})", list(keys))


def marks(values: Sequence[Any]) -> str:
    """A mark of a parameter for each value."""
    return ", ".join("?" * len(values))


def read_one(connection: Connection, table: str, where: str, parameters: Sequence[Any] = ()) -> Row | None:
    """The first such row, checked; None where there is none."""
    found = read(connection, table, f"{where} LIMIT 1", parameters)
    return found[0] if found else None


def next_number(connection: Connection, table: str) -> int:
    """The next key of a table that counts its rows."""
    key = DIGESTED[table]
    return int(connection.value(f"SELECT coalesce(max({key}), 0) + 1 FROM {table}"))  # noqa: S608 - names are ours

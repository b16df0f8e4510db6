"""Rows of the table of records, with their bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from capture_app.errors import NotFound
from capture_app.ids import read_stamp
from capture_app.patching import Body
from capture_app.store import rows
from capture_app.store.baselines import FOLIO
from capture_app.store.connection import Connection, Row
from sync.canonical import decode


@dataclass(frozen=True)
class StoredRecord:
    """A record as read: its columns and its body."""

    row: Mapping[str, Any]
    body: Body

    @property
    def record_id(self) -> str:
        return str(self.row["record_id"])

    @property
    def record_type(self) -> str:
        return str(self.row["record_type"])

    @property
    def ocid(self) -> str:
        return str(self.row["ocid"])

    @property
    def folio(self) -> str:
        return str(self.row["folio"] or "")

    @property
    def status(self) -> str:
        return str(self.row["status"])

    @property
    def version(self) -> int:
        return int(self.row["version"])

    @property
    def saved_at(self) -> datetime:
        return read_stamp(self.row["saved_at"])

    @property
    def document(self) -> Body:
        """The body with its header member, as operations see it."""
        return {**self.body, FOLIO: self.folio} if self.folio else self.body


def stored_record(row: Row) -> StoredRecord:
    return StoredRecord(row, decode(row["body"]))


def named(connection: Connection, ocid: str, record_type: str) -> StoredRecord | None:
    """The record of a type with an ocid; None where the office has none."""
    sql = "SELECT record_id FROM record WHERE ocid = ? AND record_type = ? AND deleted_at IS NULL"
    found = connection.value(sql, (ocid, record_type))
    return None if found is None else load(connection, str(found))


def load(connection: Connection, record_id: str) -> StoredRecord:
    """The record, its digest checked; NotFound where there is none."""
    row = rows.read_one(connection, "record", "record_id = ?", (record_id,))
    if row is None:
        raise NotFound(f"No existe el expediente {record_id}.")
    return stored_record(row)


def load_all(connection: Connection, record_ids: Sequence[str]) -> list[StoredRecord]:
    """The records of these names, each digest checked; NotFound where one is missing."""
    found = [stored_record(row) for row in rows.read_keys(connection, "record", record_ids)]
    missing = {*record_ids} - {record.record_id for record in found}
    if missing:
        raise NotFound(f"No existe el expediente {min(missing)}.")
    return found


def load_or_none(connection: Connection, record_id: str) -> StoredRecord | None:
    row = rows.read_one(connection, "record", "record_id = ?", (record_id,))
    return None if row is None else stored_record(row)


def find(connection: Connection, name: str) -> str:
    """The id of the record with this id, ocid or folio; NotFound where there is none."""
    found = find_or_none(connection, name)
    if found is None:
        raise NotFound(f"No existe el expediente {name}.", action_es="Revise el ocid con «captura list».")
    return found


def find_deleted(connection: Connection, name: str) -> str:
    """The id of the record of this name that was put away; NotFound where there is none."""
    found = _named(connection, name, "deleted_at IS NOT NULL")
    if found is None:
        raise NotFound(f"No hay un expediente eliminado {name}.", action_es="Véalos con «captura deleted».")
    return found


def find_or_none(connection: Connection, name: str) -> str | None:
    return _named(connection, name, "deleted_at IS NULL")


def _named(connection: Connection, name: str, condition: str) -> str | None:
    found = connection.value(_named_sql(condition), (name,))
    return None if found is None else str(found)


@lru_cache
def _named_sql(condition: str) -> str:
    """By its id, else by its ocid, else by its folio, in one question."""
    by = "(SELECT record_id FROM record WHERE {} = ?1 AND {} ORDER BY version DESC, record_id LIMIT 1)"
    return f"SELECT coalesce({', '.join(by.format(column, condition) for column in ('record_id', 'ocid', 'folio'))})"

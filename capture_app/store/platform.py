"""Which records were in the files loaded into the transparency platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capture_app.changes import PlatformLoad
from capture_app.store.connection import Connection, Row

_LOADS = "platform_file f JOIN platform_upload u ON u.sha256 = f.sha256 WHERE f.record_id = {record}"
_NEWEST = "ORDER BY u.loaded_on DESC, u.upload_id DESC"
LAST_LOAD = f"(SELECT u.upload_id FROM {_LOADS.format(record='r.record_id')} {_NEWEST} LIMIT 1)"  # noqa: S608 - ours
_OF_RECORD = f"SELECT u.number AS load_number, u.loaded_on, u.quarter FROM {_LOADS.format(record='?')} {_NEWEST}"  # noqa: S608


def load_of(row: Row) -> PlatformLoad:
    """The acuse in a row of ``load_number``, ``loaded_on`` and ``quarter``."""
    return PlatformLoad(row["load_number"], row["loaded_on"], row["quarter"] or "")


def loads_of(connection: Connection, record_id: str) -> tuple[PlatformLoad, ...]:
    """Every acuse of a file that held the record, the newest first."""
    return tuple(load_of(row) for row in connection.rows(_OF_RECORD, (record_id,)))


def keep_contents(connection: Connection, contents: Mapping[str, Iterable[str]]) -> None:
    """Remember the records of each file, by its digest; what is known already stays."""
    for digest, records in contents.items():
        for record_id in records:
            connection.execute("INSERT OR IGNORE INTO platform_file VALUES (?, ?)", (digest, record_id))


def contents_of(connection: Connection, digest: str) -> tuple[str, ...]:
    """The records of a file, in the order of their ids."""
    sql = "SELECT record_id FROM platform_file WHERE sha256 = ? ORDER BY record_id"
    return tuple(connection.column(sql, (digest,)))


def has_loads(connection: Connection) -> bool:
    """Whether any record of this office is known to be in a loaded file."""
    sql = "SELECT EXISTS (SELECT 1 FROM platform_upload u JOIN platform_file f ON f.sha256 = u.sha256)"
    return bool(connection.value(sql))

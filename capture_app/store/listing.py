"""The list of records and the counts of Inicio, read from columns only."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from capture_app.changes import DeletedRecord, OfficeSummary, ProcessSummary
from capture_app.ids import read_stamp
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import CONTRACTING_PROCESS
from capture_app.store.given_back import given_back
from capture_app.store.platform import LAST_LOAD, load_of
from capture_app.store.queue import UNANSWERED_SQL, WANTED_SQL
from capture_app.store.spelling import unaccented

# ruff: noqa: S608 - every piece of SQL here is a constant of ours; what people give travels as a parameter
_PENDING = f"(SELECT coalesce(sum(changed), 0) FROM outbox o WHERE o.record_id = r.record_id AND {UNANSWERED_SQL})"
_STATE = f"""coalesce(
  (SELECT state FROM outbox o WHERE o.record_id = r.record_id AND {WANTED_SQL} ORDER BY number DESC LIMIT 1),
  (SELECT 'conflict' FROM conflict c WHERE c.record_id = r.record_id AND c.decided_at IS NULL LIMIT 1),
  (SELECT 'pending' FROM outbox o WHERE o.record_id = r.record_id AND state IN ('pending', 'sealed') LIMIT 1),
  (SELECT state FROM outbox o WHERE o.record_id = r.record_id AND state = 'sent' LIMIT 1),
  'acked')"""
_MARK = "r.record_id IN (SELECT record_id FROM mark)"
_COLUMNS = "r.record_id, r.ocid, r.folio, r.title, r.stage, r.status, r.amount, r.currency, r.errors, r.warnings"
_MORE = f"r.record_type, r.notes, r.saved_at, {_PENDING} AS pending, {_STATE} AS sync_state, {_MARK} AS marked"
_LOAD = "load.number AS load_number, load.loaded_on, load.quarter"
_WITH_LOAD = f"LEFT JOIN platform_upload load ON load.upload_id = {LAST_LOAD}"
LIST = f"SELECT r.rowid AS number, {_COLUMNS}, {_MORE}, {_LOAD} FROM record r {_WITH_LOAD}"
NO_LIMIT = -1
_PRESENT = "r.deleted_at IS NULL"
_PROCESSES = f"{_PRESENT} AND r.record_type = '{CONTRACTING_PROCESS}'"


def search(
    connection: Connection, text: str, filters: dict[str, Any], limit: int, offset: int
) -> tuple[ProcessSummary, ...]:
    """Records with every word of `text`, newest first."""
    where, parameters = _where(text, filters)
    sql = f"{LIST} WHERE {where} ORDER BY r.saved_at DESC, r.record_id DESC LIMIT ? OFFSET ?"
    return tuple(summary_of(row) for row in connection.rows(sql, [*parameters, limit, offset]))


def count(connection: Connection, text: str, filters: dict[str, Any]) -> int:
    """How many records the search finds in all."""
    where, parameters = _where(text, filters)
    return int(connection.value(f"SELECT count(*) FROM record r WHERE {where}", parameters))


def _where(text: str, filters: dict[str, Any]) -> tuple[str, list[Any]]:
    words = unaccented(text).split()
    given = {name: value for name, value in filters.items() if value is not None}
    conditions = [_PRESENT, *(f"r.{name} = ?" for name in given), *("r.search_text LIKE ? ESCAPE '\\'" for _ in words)]
    return " AND ".join(conditions), [*given.values(), *map(like, words)]


def like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def summary_of(row: Row) -> ProcessSummary:
    return ProcessSummary(
        id=row["record_id"],
        ocid=row["ocid"],
        folio=row["folio"] or "",
        title=row["title"] or "",
        stage=row["stage"] or "",
        status=row["status"],
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        currency=row["currency"],
        problems={"error": row["errors"], "warning": row["warnings"], "note": row["notes"]},
        pending=row["pending"],
        saved_at=read_stamp(row["saved_at"]),
        sync_state=row["sync_state"],
        record_type=row["record_type"],
        is_marked=bool(row["marked"]),
        load=None if row["load_number"] is None else load_of(row),
    )


def sync_state(connection: Connection, record_id: str) -> str:
    """The state of a record's changes: the gravest of its operations."""
    return str(connection.value(f"SELECT {_STATE} FROM record r WHERE r.record_id = ?", (record_id,)))


def office_summary(connection: Connection) -> OfficeSummary:
    """Counts by stage and status, problems, and what waits."""
    totals = connection.row(
        "SELECT count(*) AS total, coalesce(sum(errors), 0) AS error, coalesce(sum(warnings), 0) AS warning,"
        " coalesce(sum(notes), 0) AS note, coalesce(sum(errors > 0), 0) AS wrong FROM record r"
        f" WHERE {_PROCESSES}"
    )
    assert totals is not None
    return OfficeSummary(
        total=totals["total"],
        by_stage=_counts(connection, "stage"),
        by_status=_counts(connection, "status"),
        problems={name: totals[name] for name in ("error", "warning", "note")},
        with_errors=totals["wrong"],
        pending=_number(connection, f"SELECT count(*) FROM outbox WHERE {UNANSWERED_SQL}"),
        conflicts=_number(connection, "SELECT count(DISTINCT record_id) FROM conflict WHERE decided_at IS NULL"),
        returned=len(given_back(connection)),
        last_receipt_at=_last_receipt(connection),
    )


def _number(connection: Connection, sql: str) -> int:
    return int(connection.value(sql))


def _counts(connection: Connection, column: str) -> dict[str, int]:
    sql = f"SELECT {column} AS name, count(*) AS n FROM record r WHERE {_PROCESSES} GROUP BY {column}"
    return {row["name"]: row["n"] for row in connection.rows(sql)}


def _last_receipt(connection: Connection) -> Any:
    found = connection.value("SELECT max(taken_at) FROM receipt")
    return None if found is None else read_stamp(found)


def all_ids(connection: Connection) -> Iterable[str]:
    """Every record that is not deleted, in the order of its making."""
    sql = f"SELECT r.record_id FROM record r WHERE {_PRESENT} ORDER BY r.record_id"
    return [row["record_id"] for row in connection.rows(sql)]


def deleted(connection: Connection) -> tuple[DeletedRecord, ...]:
    """Records put away, the latest first."""
    found = connection.rows(
        "SELECT record_id, ocid, folio, title, deleted_at FROM record WHERE deleted_at IS NOT NULL"
        " ORDER BY deleted_at DESC, record_id"
    )
    return tuple(
        DeletedRecord(
            row["record_id"], row["ocid"], row["folio"] or "", row["title"] or "", read_stamp(row["deleted_at"])
        )
        for row in found
    )

"""Drafts that a reviewer gave back, here or at another computer of the office: as far as what travels tells it."""

from __future__ import annotations

from dataclasses import dataclass

from capture_app.changes import ACT
from capture_app.store.connection import Connection
from capture_app.store.desk import CONTRACTING_PROCESS
from capture_app.store.queue import TAKEN_SQL
from sync.canonical import encode
from sync.rows import STATUS_PATH

# ruff: noqa: S608 - every piece of SQL here is a constant of ours; what people give travels as a parameter
_DRAFTS = "JOIN record r USING (record_id) WHERE r.status = 'draft' AND r.deleted_at IS NULL"
_ACTS = f"FROM journal x WHERE x.record_id = j.record_id AND x.kind = '{ACT}' AND substr(x.path, 1, 2) = '/_'"
_CAME_FROM = f"(SELECT x.old {_ACTS} AND x.path = '{STATUS_PATH}' ORDER BY x.entry_id DESC LIMIT 1)"
# By the acts of this computer: given back here, or handed over and, as the portal took it, given back elsewhere.
_BY_OURS = f"""
SELECT record_id, at, kind, act, 0 AS entry FROM (
  SELECT o.record_id, r.record_type, max(o.number), o.at, o.kind, o.state, o.act FROM outbox o {_DRAFTS}
  AND o.kind IN ('submit', 'return', 'withdraw') GROUP BY o.record_id) j
WHERE kind = 'return' OR (kind = 'submit' AND {TAKEN_SQL}
AND (record_type = '{CONTRACTING_PROCESS}' OR {_CAME_FROM} IS NOT ?))"""
_BEFORE = f"(SELECT x.{{}} {_ACTS} AND x.entry_id < j.entry_id ORDER BY x.entry_id DESC LIMIT 1)"
# By what came: it went from review to draft, and the step before was not ours, which the portal may have refused. Of
# an entry of a register that was approved, here too, it is not known whether it was withdrawn instead.
_BY_OTHERS = f"""
SELECT j.record_id, j.at, '' AS kind, NULL AS act, j.entry_id AS entry FROM journal j {_DRAFTS}
AND j.kind = '{ACT}' AND j.path = '{STATUS_PATH}' AND j.new = ?
AND (j.old = ? OR (j.old = ? AND r.record_type = '{CONTRACTING_PROCESS}'))
AND NOT EXISTS (SELECT 1 {_ACTS} AND x.entry_id > j.entry_id)
AND coalesce({_BEFORE.format("path")}, '{STATUS_PATH}') = '{STATUS_PATH}'"""
_STATUSES = tuple(map(encode, ("draft", "in_review", "approved")))
# What was noted on a field between the step before and this one, not what the record brought when it first came.
_CAME_WITH = f"""
SELECT 1 FROM journal j JOIN journal n USING (record_id) WHERE j.entry_id = ? AND n.path = ?
AND n.entry_id < j.entry_id AND n.entry_id > coalesce({_BEFORE.format("entry_id")}, 0)
AND n.group_id != (SELECT f.group_id FROM journal f WHERE f.record_id = j.record_id ORDER BY f.entry_id LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """One record; `act` is the operation of here that says why, `entry` the line of the history in which it came."""

    record_id: str
    kind: str
    act: bytes | None
    entry: int


def given_back(connection: Connection) -> tuple[GivenBack, ...]:
    """All of them, the last first."""
    ours = connection.rows(_BY_OURS, _STATUSES[-1:])
    known = {row["record_id"] for row in ours}
    others = [row for row in connection.rows(_BY_OTHERS, _STATUSES) if row["record_id"] not in known]
    found = sorted([*ours, *others], key=lambda row: str(row["at"]), reverse=True)
    return tuple(GivenBack(row["record_id"], row["kind"], row["act"], row["entry"]) for row in found)


def came_with(connection: Connection, entry: int, path: str) -> bool:
    """Whether what stands at a path of the record changed on its way to being given back."""
    return connection.value(_CAME_WITH, (entry, path)) is not None

"""What the portal has confirmed, and where every operation is."""

from __future__ import annotations

from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from sync.wire import Receipt, encode_message


def is_known(connection: Connection, receipt: Receipt) -> bool:
    """Whether the receipt was taken before; a portal restored from a copy gives a number again, to another batch."""
    sql = "SELECT count(*) FROM receipt WHERE receipt_no = ? AND batch_id = ?"
    return bool(connection.value(sql, (receipt.receipt_no, receipt.batch_id)))


def keep(desk: Desk, receipt: Receipt) -> None:
    """Keep the signed receipt as it came."""
    desk.connection.execute(
        "INSERT INTO receipt (receipt_no, batch_id, epoch, sequence, received_at, taken_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            receipt.receipt_no,
            receipt.batch_id,
            receipt.epoch,
            receipt.sequence,
            receipt.received_at,
            desk.now(),
            encode_message(receipt),
        ),
    )


def last(connection: Connection) -> Row | None:
    """The receipt taken last."""
    return connection.row("SELECT * FROM receipt ORDER BY taken_at DESC, sequence DESC LIMIT 1")


def find(connection: Connection, number: str) -> Row | None:
    """The receipt of that number; the last one for "" """
    if not number:
        return last(connection)
    return connection.row("SELECT * FROM receipt WHERE receipt_no = ? ORDER BY taken_at DESC LIMIT 1", (number,))


def operations(connection: Connection, number: str) -> list[Row]:
    """What a receipt answered, with the names of the records, in the order of its batch."""
    return connection.rows(
        "SELECT o.ocid, r.folio, r.title, o.kind, o.state, o.changed FROM outbox o LEFT JOIN record r USING (record_id)"
        " WHERE o.receipt_no = ? ORDER BY o.position, o.number",
        (number,),
    )


_SHOWN = "(o.closed_by IS NULL OR o.closed_by = 'decided')"
_STATE = "CASE WHEN o.closed_by = 'decided' THEN 'merged' ELSE o.state END"
_CLASHES = (
    " FROM conflict c JOIN record r USING (record_id) WHERE c.decided_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox o"
    " WHERE o.record_id = c.record_id AND o.state = 'conflict' AND o.closed_by IS NULL)"
)


def state_counts(connection: Connection) -> dict[str, int]:
    """How many operations are in each state; those that a later one replaced do not count. One whose differences a
    person decided is at the portal; a record whose differences no operation tells of counts as one that clashed."""
    sql = f"SELECT {_STATE} AS state, count(*) AS n FROM outbox o WHERE {_SHOWN} GROUP BY 1"  # noqa: S608
    counts: dict[str, int] = {}
    for row in connection.rows(sql):
        counts[row["state"]] = counts.get(row["state"], 0) + row["n"]
    clashes = clash_count(connection)
    return {**counts, "conflict": counts.get("conflict", 0) + clashes} if clashes else counts


def clash_count(connection: Connection) -> int:
    """Records whose news met what had not left yet, and nobody has decided: no operation of theirs says so."""
    return int(connection.value(f"SELECT count(DISTINCT c.record_id){_CLASHES}"))


def latest_operations(connection: Connection, limit: int) -> list[Row]:
    """Operations with the names of their records: those that need a person (before them the records that clashed, of
    kind ``clash``), then the waiting, then the newest."""
    clashes = connection.rows(
        "SELECT c.record_id, r.record_type, r.ocid, r.folio, r.title, 'clash' AS kind, 'conflict' AS state,"
        " count(*) AS changed, NULL AS result, '' AS rule, max(c.at) AS at, NULL AS answered_at, '' AS receipt_no"
        f"{_CLASHES} GROUP BY c.record_id ORDER BY max(c.at) DESC LIMIT ?",
        (limit,),
    )
    operations = connection.rows(
        "SELECT o.record_id, o.record_type, o.ocid, r.folio, r.title, o.kind,"  # noqa: S608
        f" {_STATE} AS state, o.changed, o.result, o.rule, o.at, o.answered_at, o.receipt_no"
        f" FROM outbox o LEFT JOIN record r USING (record_id) WHERE {_SHOWN}"
        f" ORDER BY CASE WHEN {_STATE} IN ('acked', 'duplicate', 'merged') THEN 2"
        " WHEN o.state IN ('pending', 'sealed', 'sent') THEN 1 ELSE 0 END, o.number DESC LIMIT ?",
        (limit - len(clashes),),
    )
    return clashes + operations

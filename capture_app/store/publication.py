"""Whether a record is before the public, by the acts made on this computer: outbox rows are kept for good."""

from __future__ import annotations

from capture_app.store.connection import Connection
from capture_app.store.queue import TAKEN_SQL, UNANSWERED_SQL

NEVER, ON_THE_WAY, PUBLIC, LEAVING, WITHDRAWN = "", "on_the_way", "public", "leaving", "withdrawn"
_AFTER = {"publish": (ON_THE_WAY, PUBLIC), "withdraw": (LEAVING, WITHDRAWN)}
_LAST = (
    f"SELECT kind, ({UNANSWERED_SQL}) AS waits FROM outbox WHERE record_id = ? AND kind IN ('publish', 'withdraw')"  # noqa: S608
    f" AND ({TAKEN_SQL} OR {UNANSWERED_SQL}) ORDER BY number DESC LIMIT 1"
)


def publication_state(connection: Connection, record_id: str) -> str:
    """One of the names above; what another computer published is not known here until it is sent again."""
    row = connection.row(_LAST, (record_id,))
    return NEVER if row is None else _AFTER[row["kind"]][0 if row["waits"] else 1]
